//! What needs no state.

use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use stockade::policy::{Disposition, inspect};
use stockade::{Error, ErrorKind, IntegrityPolicy, Nonce, ReportingEndpoints, header, lint};

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
    base: &Bound<'py, PyAny>,
    update: &Bound<'py, PyAny>,
    setting: &str,
) -> PyResult<Bound<'py, PyDict>> {
    let mut mapping = convert::mapping(base, setting)?;
    mapping.update(convert::pairs(update, setting)?);
    convert::to_dict(base.py(), &mapping)
}

#[pyfunction]
#[pyo3(signature = (base, replacement, *, setting="policy"))]
pub(crate) fn replace_mapping<'py>(
    base: &Bound<'py, PyAny>,
    replacement: &Bound<'py, PyAny>,
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
    let findings = inspect(value, nonce, disposition(report_only));
    PyTuple::new(py, findings.into_iter().map(Diagnostic::from))
}

#[pyfunction]
#[pyo3(signature = (endpoints, *, setting="REPORTING_ENDPOINTS"))]
pub(crate) fn reporting_endpoints(endpoints: &Bound<'_, PyAny>, setting: &str) -> PyResult<String> {
    let py = endpoints.py();
    let mapping = convert::require_mapping(endpoints, "what names endpoints", setting)?;
    let mut pairs: Vec<(String, String)> = Vec::with_capacity(mapping.len()?);
    for item in mapping.items()? {
        let (name, address): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
        let (Ok(name), Ok(address)) = (name.extract::<String>(), address.extract()) else {
            let message = format!(
                "the endpoint {} has the address {}, and both must be text",
                name.repr()?,
                address.repr()?,
            );
            let error = Error::new(ErrorKind::WrongType, message);
            return Err(raise(py, &error.in_setting(setting)));
        };
        pairs.push((name, address));
    }
    ReportingEndpoints::new(pairs)
        .map(|endpoints| endpoints.to_string())
        .map_err(|error| raise(py, &error.in_setting(setting)))
}

#[pyfunction]
pub(crate) fn known_bypass(url: &str) -> Option<String> {
    let authority = url.split_once("//").map_or("", |(_, rest)| rest);
    let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    lint::known_bypass(host).map(lint::Bypass::explain)
}

#[pyfunction]
pub(crate) fn can_hold_markup(content_type: &str) -> bool {
    header::can_hold_markup(content_type)
}

#[pyfunction]
pub(crate) fn private_cache_control(value: &str) -> String {
    header::private_cache_control(value)
}

#[pyfunction]
pub(crate) fn overruling_cache_control(names: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
    let mut names = convert::names(names)?;
    names.retain(|name| header::overrules_cache_control(name));
    Ok(names)
}

#[pyfunction]
#[pyo3(signature = (value, *, setting, endpoints, report_only=false))]
pub(crate) fn integrity_policy_endpoints<'py>(
    value: &Bound<'py, PyAny>,
    setting: &str,
    endpoints: &Bound<'py, PyAny>,
    report_only: bool,
) -> PyResult<Bound<'py, PyTuple>> {
    let text = convert::require_text(value, setting)?;
    let endpoints = convert::names(endpoints)?;
    match IntegrityPolicy::build(&text, disposition(report_only), endpoints) {
        Ok(policy) => PyTuple::new(value.py(), policy.endpoints()),
        Err(error) => Err(raise(value.py(), &error.in_setting(setting))),
    }
}

fn disposition(report_only: bool) -> Disposition {
    if report_only {
        Disposition::Report
    } else {
        Disposition::Enforce
    }
}
