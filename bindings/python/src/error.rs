//! Errors of the core, raised as `PolicyError`.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

// The stable ABI of Python 3.10 cannot add fields to a built-in exception, so the parts of an
// error are attributes of the instance.
pyo3::create_exception!(
    stockade._core,
    PolicyError,
    PyValueError,
    "A policy that must not be sent. `str()` says what, where, why, and what to write instead."
);

/// The Python exception for an error of the core.
pub(crate) fn raise(py: Python<'_>, error: &stockade::Error) -> PyErr {
    let exception = PolicyError::new_err(error.to_string());
    match set_parts(exception.value(py), error) {
        Ok(()) => exception,
        Err(failure) => failure,
    }
}

fn set_parts(exception: &Bound<'_, PyAny>, error: &stockade::Error) -> PyResult<()> {
    exception.setattr("kind", error.kind().as_str())?;
    exception.setattr("setting", error.setting())?;
    exception.setattr("directive", error.directive())?;
    exception.setattr("value", error.value())?;
    exception.setattr("suggestion", error.suggestion())
}
