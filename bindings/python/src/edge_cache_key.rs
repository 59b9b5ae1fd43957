//! The key of a cache at the edge.

use pyo3::prelude::*;
use pyo3::types::PyString;
use stockade::header;

use crate::convert;
use crate::error::raise;

/// What an edge cache proves itself with that replaces nonces. Never shown.
#[pyclass(module = "stockade._core", frozen)]
#[derive(Debug)]
pub(crate) struct EdgeCacheKey(header::EdgeCacheKey);

#[pymethods]
impl EdgeCacheKey {
    #[new]
    #[pyo3(signature = (key, *, setting))]
    fn new(key: &Bound<'_, PyAny>, setting: &str) -> PyResult<Self> {
        match header::EdgeCacheKey::new(convert::require_text(key, setting)?) {
            Ok(key) => Ok(Self(key)),
            Err(error) => Err(raise(key.py(), &error.in_setting(setting))),
        }
    }

    fn matches(&self, sent: &Bound<'_, PyString>) -> bool {
        // Half of a surrogate pair is in no key.
        sent.to_str()
            .is_ok_and(|sent| self.0.matches(sent.as_bytes()))
    }

    fn __repr__(&self) -> String {
        format!("{:?}", self.0)
    }
}
