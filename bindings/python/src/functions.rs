//! What needs no state.

use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyMapping, PyTuple};
use stockade::policy::{Disposition, inspect};
use stockade::{Error, ErrorKind, Nonce, ReportingEndpoints, lint};

use crate::convert;
use crate::diagnostic::Diagnostic;
use crate::error::raise;

#[pyfunction]
pub(crate) fn generate_nonce() -> PyResult<String> {
    match Nonce::generate() {
        Ok(nonce) => Ok(nonce.as_str().to_owned()),
        Err(error) => Err(PyOSError::new_err(error.to_string())),
    }
}

#[pyfunction]
#[pyo3(signature = (base, update, *, setting="policy"))]
pub(crate) fn update_mapping<'py>(
    base: &Bound<'py, PyMapping>,
    update: &Bound<'py, PyMapping>,
    setting: &str,
) -> PyResult<Bound<'py, PyDict>> {
    let mut mapping = convert::mapping(base, setting)?;
    mapping.update(convert::pairs(update, setting)?);
    convert::to_dict(base.py(), &mapping)
}

#[pyfunction]
#[pyo3(signature = (base, replacement, *, setting="policy"))]
pub(crate) fn replace_mapping<'py>(
    base: &Bound<'py, PyMapping>,
    replacement: &Bound<'py, PyMapping>,
    setting: &str,
) -> PyResult<Bound<'py, PyDict>> {
    let mut mapping = convert::mapping(base, setting)?;
    mapping.replace(convert::pairs(replacement, setting)?);
    convert::to_dict(base.py(), &mapping)
}

#[pyfunction]
#[pyo3(signature = (value, nonce, *, report_only=false))]
pub(crate) fn inspect_header<'py>(
    py: Python<'py>,
    value: &str,
    nonce: Option<&str>,
    report_only: bool,
) -> PyResult<Bound<'py, PyTuple>> {
    let disposition = if report_only {
        Disposition::Report
    } else {
        Disposition::Enforce
    };
    let findings = inspect(value, nonce, disposition);
    PyTuple::new(py, findings.into_iter().map(Diagnostic::from))
}

#[pyfunction]
#[pyo3(signature = (endpoints, *, setting="REPORTING_ENDPOINTS"))]
pub(crate) fn reporting_endpoints(
    endpoints: &Bound<'_, PyMapping>,
    setting: &str,
) -> PyResult<String> {
    let mut pairs: Vec<(String, String)> = Vec::with_capacity(endpoints.len()?);
    for item in endpoints.items()? {
        let pair = item.extract().map_err(|_| {
            let error = Error::new(
                ErrorKind::WrongType,
                format!("endpoints are text, name -> address, not {item}"),
            );
            raise(endpoints.py(), &error.in_setting(setting))
        })?;
        pairs.push(pair);
    }
    ReportingEndpoints::new(pairs)
        .map(|endpoints| endpoints.to_string())
        .map_err(|error| raise(endpoints.py(), &error.in_setting(setting)))
}

#[pyfunction]
pub(crate) fn known_bypass(url: &str) -> Option<String> {
    let authority = url.split_once("//").map_or("", |(_, rest)| rest);
    let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    lint::known_bypass(host).map(lint::Bypass::explain)
}
