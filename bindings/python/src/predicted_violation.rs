//! What a browser will block.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple, PyType};
use stockade::policy::Disposition;
use stockade_markup::page;

/// Something on a page that a browser will block or report.
#[pyclass(module = "stockade._core", frozen, eq, hash)]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct PredictedViolation(Fields);

/// All of it as plain values, so that it can go to another process and come back.
#[derive(Debug, Clone, PartialEq, Eq, Hash, FromPyObject, IntoPyObject, IntoPyObjectRef)]
#[pyo3(from_item_all)]
pub(crate) struct Fields {
    pub(crate) document: String,
    pub(crate) when: String,
    pub(crate) effective_directive: String,
    pub(crate) blocked_uri: String,
    pub(crate) disposition: String,
    pub(crate) sample: String,
    pub(crate) original_policy: String,
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) span: (u32, u32),
    pub(crate) element: String,
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl PredictedViolation {
    pub(crate) fn fields(&self) -> &Fields {
        &self.0
    }
}

impl From<page::PredictedViolation> for PredictedViolation {
    fn from(predicted: page::PredictedViolation) -> Self {
        let diagnostic = predicted.diagnostic();
        let violation = predicted.violation;
        Self(Fields {
            document: predicted.document.to_string(),
            when: predicted.when.to_string(),
            effective_directive: violation.effective_directive.into_owned(),
            blocked_uri: violation.blocked_url,
            disposition: match violation.disposition {
                Disposition::Enforce => "enforce".to_owned(),
                Disposition::Report => "report".to_owned(),
            },
            sample: violation.sample,
            original_policy: violation.original_policy,
            line: predicted.line,
            column: predicted.column,
            span: (predicted.span.start(), predicted.span.end()),
            element: predicted.element,
            code: diagnostic.code().to_owned(),
            message: diagnostic.message().to_owned(),
            help: diagnostic.help().map(str::to_owned),
        })
    }
}

#[pymethods]
impl PredictedViolation {
    /// For copies and pickles: the fields by their names.
    #[new]
    fn new(fields: Fields) -> Self {
        Self(fields)
    }

    #[getter]
    fn document(&self) -> &str {
        &self.0.document
    }

    #[getter]
    fn when(&self) -> &str {
        &self.0.when
    }

    #[getter]
    fn effective_directive(&self) -> &str {
        &self.0.effective_directive
    }

    #[getter]
    fn blocked_uri(&self) -> &str {
        &self.0.blocked_uri
    }

    #[getter]
    fn disposition(&self) -> &str {
        &self.0.disposition
    }

    #[getter]
    fn sample(&self) -> &str {
        &self.0.sample
    }

    #[getter]
    fn original_policy(&self) -> &str {
        &self.0.original_policy
    }

    #[getter]
    fn line(&self) -> u32 {
        self.0.line
    }

    #[getter]
    fn column(&self) -> u32 {
        self.0.column
    }

    #[getter]
    fn span(&self) -> (u32, u32) {
        self.0.span
    }

    #[getter]
    fn element(&self) -> &str {
        &self.0.element
    }

    #[getter]
    fn code(&self) -> &str {
        &self.0.code
    }

    #[getter]
    fn message(&self) -> &str {
        &self.0.message
    }

    #[getter]
    fn help(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let fields = &self.0;
        let dict = PyDict::new(py);
        dict.set_item("document", &fields.document)?;
        dict.set_item("when", &fields.when)?;
        dict.set_item("effectiveDirective", &fields.effective_directive)?;
        dict.set_item("blockedURI", &fields.blocked_uri)?;
        dict.set_item("disposition", &fields.disposition)?;
        dict.set_item("sample", &fields.sample)?;
        dict.set_item("originalPolicy", &fields.original_policy)?;
        dict.set_item("line", fields.line)?;
        dict.set_item("column", fields.column)?;
        dict.set_item("span", [fields.span.0, fields.span.1])?;
        dict.set_item("element", &fields.element)?;
        Ok(dict)
    }

    fn __reduce__<'py>(
        slf: &Bound<'py, Self>,
    ) -> PyResult<(Bound<'py, PyType>, Bound<'py, PyTuple>)> {
        let fields = (&slf.get().0).into_pyobject(slf.py())?;
        Ok((slf.get_type(), PyTuple::new(slf.py(), [fields])?))
    }

    /// Without the policy, in which the page's nonce stands.
    fn __repr__(&self) -> String {
        let fields = &self.0;
        format!(
            "<PredictedViolation: {} on <{}> in line {}, column {} of {} ({:?}, {}, {})>",
            fields.effective_directive,
            fields.element.escape_debug(),
            fields.line,
            fields.column,
            fields.document,
            fields.blocked_uri,
            fields.disposition,
            fields.when,
        )
    }
}
