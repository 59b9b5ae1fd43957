//! The examples that are written in Rust.

use std::path::PathBuf;
use std::process::Command;

use crate::project::Project;

/// Tells the browser tests where the programs are.
pub(crate) const FOLDER_VARIABLE: &str = "EXAMPLE_BINARIES";

const PACKAGES: [&str; 2] = ["actix-notes", "axum-notes"];

/// Builds them together with all tests, so that a run of the tests compiles nothing twice.
pub(crate) fn build_with_tests(project: &Project) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--workspace", "--exclude", "stockade-python"]);
    cargo.args(["--all-features", "--bins", "--tests"]);
    cargo.current_dir(project.path(""));
    cargo
}

/// Builds them, and nothing else.
pub(crate) fn build(project: &Project) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.arg("build").current_dir(project.path(""));
    for package in PACKAGES {
        cargo.args(["--package", package]);
    }
    cargo
}

/// Where the built programs are.
pub(crate) fn folder(project: &Project) -> PathBuf {
    project.target("debug")
}
