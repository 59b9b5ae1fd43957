//! Settings as Python has them, and back.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFrozenSet, PyMapping, PySet, PyString};
use stockade::policy::{DirectiveValue, PolicyMapping};
use stockade::{Error, ErrorKind};

use crate::error::raise;

/// Directive -> value, in the mapping's order.
pub(crate) fn mapping(mapping: &Bound<'_, PyAny>, setting: &str) -> PyResult<PolicyMapping> {
    Ok(pairs(mapping, setting)?.into_iter().collect())
}

/// The same, with what is absent kept: for updates, where `None` and `False` mean something.
pub(crate) fn pairs(
    mapping: &Bound<'_, PyAny>,
    setting: &str,
) -> PyResult<Vec<(String, DirectiveValue)>> {
    let py = mapping.py();
    let mapping = require_mapping(mapping, "a policy", setting)?;
    let mut pairs = Vec::with_capacity(mapping.len()?);
    for item in mapping.items()? {
        let (key, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
        let Ok(name) = text(&key) else {
            let message = format!("directive names are text, not {}", type_name(&key));
            return Err(raise(
                py,
                &Error::new(ErrorKind::WrongType, message).in_setting(setting),
            ));
        };
        let value = directive_value(&value).map_err(|message| {
            let error = Error::new(ErrorKind::WrongType, message)
                .in_setting(setting)
                .in_directive(name.as_str());
            raise(py, &error)
        })?;
        pairs.push((name, value));
    }
    Ok(pairs)
}

/// `value` as a mapping; `what` it should have been goes into the message.
pub(crate) fn require_mapping<'a, 'py>(
    value: &'a Bound<'py, PyAny>,
    what: &str,
    setting: &str,
) -> PyResult<&'a Bound<'py, PyMapping>> {
    value.cast::<PyMapping>().map_err(|_| {
        let message = format!("{what} is a mapping, not {}", type_name(value));
        let error = Error::new(ErrorKind::WrongType, message);
        raise(value.py(), &error.in_setting(setting))
    })
}

/// The characters of a `str`. Raises a `TypeError` that does not show the value, which may be a
/// secret. Half of a surrogate pair, which no header can carry, becomes U+FFFD, which none can
/// either.
pub(crate) fn require_text(value: &Bound<'_, PyAny>, setting: &str) -> PyResult<String> {
    match value.cast::<PyString>() {
        Ok(text) => Ok(text.to_string_lossy().into_owned()),
        Err(_) => Err(PyTypeError::new_err(format!(
            "{setting} must be a text, not {}",
            type_name(value)
        ))),
    }
}

/// Any collection of names, a dictionary's keys included.
pub(crate) fn names(names: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
    names.try_iter()?.map(|name| name?.extract()).collect()
}

/// In Django 6's format: lists of values, and `True` for a directive without one.
pub(crate) fn to_dict<'py>(
    py: Python<'py>,
    mapping: &PolicyMapping,
) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for (name, values) in mapping.iter() {
        if values.is_empty() {
            dict.set_item(name, true)?;
        } else {
            dict.set_item(name, values)?;
        }
    }
    Ok(dict)
}

fn directive_value(value: &Bound<'_, PyAny>) -> Result<DirectiveValue, String> {
    if value.is_none() {
        return Ok(DirectiveValue::Absent);
    }
    if let Ok(present) = value.cast::<PyBool>() {
        return Ok(present.is_true().into());
    }
    if let Ok(text) = text(value) {
        return Ok(text.into());
    }
    let wrong_type = || {
        format!(
            "a value is a list of texts, a text, True, False or None, not {}",
            type_name(value)
        )
    };
    if value.cast::<PyMapping>().is_ok() {
        return Err(wrong_type());
    }
    let mut values = Vec::new();
    for item in value.try_iter().map_err(|_| wrong_type())? {
        let item = item.map_err(|_| wrong_type())?;
        values.push(text(&item).map_err(|_| {
            format!(
                "every value in the list is a text, not {}",
                type_name(&item)
            )
        })?);
    }
    // Sets have no order of their own; a header that differs from process to process defeats caches.
    if value.cast::<PySet>().is_ok() || value.cast::<PyFrozenSet>().is_ok() {
        values.sort();
    }
    Ok(values.into())
}

/// The characters of a `str`, of an enum that is one (`CSP.NONCE`), or of a lazy text that says
/// it is one by being an instance of `str`.
fn text(value: &Bound<'_, PyAny>) -> PyResult<String> {
    value.cast::<PyString>()?.extract()
}

fn type_name(value: &Bound<'_, PyAny>) -> String {
    value
        .get_type()
        .qualname()
        .map_or_else(|_| "this".to_owned(), |name| name.to_string())
}
