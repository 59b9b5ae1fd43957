//! Checked policies.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};
use stockade::policy::{DirectiveName, Disposition};
use stockade::verdict::{Attempt, Destination, PolicyVerdict, Request, SourceOutcome};
use stockade::{BuiltPolicy, PolicyBuilder, PolicyList};

use crate::convert;
use crate::diagnostic::Diagnostic;
use crate::error::raise;
use crate::response;

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
        Self::new(py, built)
    }

    fn new(py: Python<'_>, built: BuiltPolicy) -> PyResult<Self> {
        let compiled = built.compile();
        Ok(Self {
            segments: PyTuple::new(py, compiled.segments())?.unbind(),
            without_nonce: PyString::new(py, compiled.without_nonce()).unbind(),
            uses_nonce: compiled.uses_nonce(),
            report_to: compiled.report_to().map(str::to_owned),
            built,
        })
    }

    /// The policy as a browser has it on a page that printed no nonce.
    fn sent_without_nonce(&self) -> PolicyList {
        let mut policies = PolicyList::default();
        policies.push_header(self.built.compile().without_nonce(), Disposition::Enforce);
        policies
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
        Ok(self.built.expects_nonces(ElementKind::of(kind)?.directive))
    }

    fn with_inline_hashes(
        &self,
        py: Python<'_>,
        kind: &str,
        hashes: Vec<String>,
    ) -> PyResult<Self> {
        let directive = ElementKind::of(kind)?.directive;
        Self::new(py, self.built.with_inline_hashes(directive, hashes))
    }

    #[pyo3(signature = (kind, url, document_url, *, redirected=false))]
    fn allows_without_nonce(
        &self,
        kind: &str,
        url: &str,
        document_url: &str,
        redirected: bool,
    ) -> PyResult<bool> {
        let destination = ElementKind::of(kind)?.destination;
        let document = response::document(document_url)?;
        let Ok(url) = document.url().join(url) else {
            return Ok(true); // No address: there is nothing to block.
        };
        let attempt = Attempt::Request(Request::new(&url, destination));
        let policies = self.sent_without_nonce();
        let verdict = policies.verdict(&attempt, &document);
        Ok(verdict
            .policies()
            .all(|policy| !policy.is_violated() || (redirected && allows_other_paths(&policy))))
    }

    fn __repr__(&self) -> String {
        format!(
            "<CompiledPolicy {:?}>",
            self.built.compile().without_nonce()
        )
    }
}

fn names(endpoints: Option<Bound<'_, PyAny>>) -> PyResult<Option<Vec<String>>> {
    endpoints.map(|names| convert::names(&names)).transpose()
}

/// Whether nothing but its path keeps an address from being allowed.
fn allows_other_paths(verdict: &PolicyVerdict<'_>) -> bool {
    verdict
        .sources()
        .any(|source| source.outcome == SourceOutcome::PathDiffers)
}

/// What form media consists of.
struct ElementKind {
    directive: DirectiveName,
    destination: Destination,
}

impl ElementKind {
    fn of(kind: &str) -> PyResult<Self> {
        match kind {
            "script" => Ok(Self {
                directive: DirectiveName::ScriptSrcElem,
                destination: Destination::Script,
            }),
            "style" => Ok(Self {
                directive: DirectiveName::StyleSrcElem,
                destination: Destination::Style,
            }),
            _ => Err(PyValueError::new_err(format!(
                "kind is \"script\" or \"style\", not {kind:?}"
            ))),
        }
    }
}
