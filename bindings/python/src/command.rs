//! The `stockade` command.

use std::ffi::OsString;

use pyo3::prelude::*;

#[pyfunction]
pub(crate) fn run_command(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| stockade_cli::run(arguments))
}
