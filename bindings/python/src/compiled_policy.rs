//! Checked policies.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};
use stockade::policy::ElementKind;
use stockade::{BuiltPolicy, PolicyBuilder};

use crate::convert;
use crate::diagnostic::Diagnostic;
use crate::error::raise;

/// A checked policy, cut into segments so that a response only joins its nonce in.
#[pyclass(module = "stockade._core", frozen)]
#[derive(Debug)]
pub(crate) struct CompiledPolicy {
    built: BuiltPolicy,
    // Made once: attribute access in the middleware hands out the same objects again.
    segments: Py<PyTuple>,
    without_nonce: Py<PyString>,
    uses_nonce: bool,
    report_to: Option<String>,
}

impl CompiledPolicy {
    fn build(py: Python<'_>, builder: PolicyBuilder) -> PyResult<Self> {
        let built = builder.build().map_err(|error| raise(py, &error))?;
        let compiled = built.compile();
        Ok(Self {
            segments: PyTuple::new(py, compiled.segments())?.unbind(),
            without_nonce: PyString::new(py, compiled.without_nonce()).unbind(),
            uses_nonce: compiled.uses_nonce(),
            report_to: compiled.report_to().map(str::to_owned),
            built,
        })
    }
}

fn configure(
    builder: PolicyBuilder,
    setting: &str,
    report_only: bool,
    endpoints: Option<Vec<String>>,
) -> PolicyBuilder {
    let builder = builder.setting(setting).report_only(report_only);
    match endpoints {
        Some(names) => builder.endpoints(names),
        None => builder,
    }
}

#[pymethods]
impl CompiledPolicy {
    #[staticmethod]
    #[pyo3(signature = (mapping, *, setting="policy", report_only=false, endpoints=None))]
    fn from_mapping(
        mapping: &Bound<'_, PyAny>,
        setting: &str,
        report_only: bool,
        endpoints: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let builder = PolicyBuilder::from_mapping(convert::mapping(mapping, setting)?);
        let builder = configure(builder, setting, report_only, names(endpoints)?);
        Self::build(mapping.py(), builder)
    }

    #[staticmethod]
    #[pyo3(signature = (text, *, setting="policy", report_only=false, endpoints=None))]
    fn from_text(
        py: Python<'_>,
        text: &str,
        setting: &str,
        report_only: bool,
        endpoints: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let builder = PolicyBuilder::from_text(text);
        Self::build(
            py,
            configure(builder, setting, report_only, names(endpoints)?),
        )
    }

    #[getter]
    fn segments(&self, py: Python<'_>) -> Py<PyTuple> {
        self.segments.clone_ref(py)
    }

    #[getter]
    fn without_nonce(&self, py: Python<'_>) -> Py<PyString> {
        self.without_nonce.clone_ref(py)
    }

    #[getter]
    fn uses_nonce(&self) -> bool {
        self.uses_nonce
    }

    #[getter]
    fn is_empty(&self) -> bool {
        self.built.directives().is_empty()
    }

    #[getter]
    fn report_to(&self) -> Option<&str> {
        self.report_to.as_deref()
    }

    #[getter]
    fn warnings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(
            py,
            self.built.warnings().iter().cloned().map(Diagnostic::from),
        )
    }

    #[getter]
    fn mapping<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        convert::to_dict(py, &self.built.to_mapping())
    }

    fn needs_nonce(&self, kind: &str) -> PyResult<bool> {
        Ok(self.built.needs_nonce(element_kind(kind)?))
    }

    fn could_cover(&self, kind: &str, url: &str, document_url: &str) -> PyResult<bool> {
        Ok(self
            .built
            .could_cover(element_kind(kind)?, url, document_url))
    }

    fn __repr__(&self) -> String {
        format!(
            "<CompiledPolicy {:?}>",
            self.built.compile().without_nonce()
        )
    }
}

/// Any collection of names, a dictionary's keys included.
fn names(endpoints: Option<Bound<'_, PyAny>>) -> PyResult<Option<Vec<String>>> {
    endpoints
        .map(|names| names.try_iter()?.map(|name| name?.extract()).collect())
        .transpose()
}

fn element_kind(kind: &str) -> PyResult<ElementKind> {
    match kind {
        "script" => Ok(ElementKind::Script),
        "style" => Ok(ElementKind::Style),
        _ => Err(PyValueError::new_err(format!(
            "kind is \"script\" or \"style\", not {kind:?}"
        ))),
    }
}
