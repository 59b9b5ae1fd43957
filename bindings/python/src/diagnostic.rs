//! Findings of the core.

use pyo3::prelude::*;

/// Something worth a person's attention that does not stop the policy from being sent.
#[pyclass(module = "stockade._core", frozen, eq, from_py_object)]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Diagnostic(stockade::Diagnostic);

impl From<stockade::Diagnostic> for Diagnostic {
    fn from(diagnostic: stockade::Diagnostic) -> Self {
        Self(diagnostic)
    }
}

#[pymethods]
impl Diagnostic {
    #[getter]
    fn code(&self) -> &str {
        self.0.code()
    }

    #[getter]
    fn severity(&self) -> &str {
        self.0.severity().as_str()
    }

    #[getter]
    fn message(&self) -> &str {
        self.0.message()
    }

    #[getter]
    fn help(&self) -> Option<&str> {
        self.0.help()
    }

    #[getter]
    fn directive(&self) -> Option<&str> {
        self.0.directive()
    }

    #[getter]
    fn value(&self) -> Option<&str> {
        self.0.value()
    }

    #[getter]
    fn span(&self) -> Option<(u32, u32)> {
        self.0.span().map(|span| (span.start(), span.end()))
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> String {
        format!("<Diagnostic {}: {}>", self.0.code(), self.0)
    }
}
