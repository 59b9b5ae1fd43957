//! Pages, as their policies will have them.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};
use stockade_markup::page::{LogLine, Preflighter, more_log_lines};

use crate::predicted_violation::PredictedViolation;
use crate::response;

#[pyfunction]
pub(crate) fn check(
    py: Python<'_>,
    html: &Bound<'_, PyAny>,
    headers: &Bound<'_, PyAny>,
    url: &str,
) -> PyResult<Vec<PredictedViolation>> {
    let html = Html::from_python(html)?;
    let headers = response::headers(headers)?;
    let document = response::document(url)?;
    Ok(py.detach(|| {
        let mut preflighter = Preflighter::new(&headers.policies, &document);
        if let Some(content_type) = html.content_type(headers.content_type.as_deref()) {
            preflighter = preflighter.with_content_type(content_type);
        }
        preflighter.write(html.as_bytes());
        let preflight = preflighter.end();
        preflight.violations.into_iter().map(Into::into).collect()
    }))
}

#[pyfunction]
pub(crate) fn protects_scripts(headers: &Bound<'_, PyAny>, url: &str) -> PyResult<bool> {
    let headers = response::headers(headers)?;
    let document = response::document(url)?;
    Ok(headers.policies.blocks_injected_scripts(&document))
}

/// A page, decoded or as it is sent. Not a copy: Python keeps it while it is read.
enum Html {
    Text(PyBackedStr),
    Bytes(PyBackedBytes),
}

impl Html {
    fn from_python(html: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(bytes) = html.extract() {
            return Ok(Self::Bytes(bytes));
        }
        html.extract().map(Self::Text).map_err(|_| {
            PyTypeError::new_err(
                "the page is text or bytes: pass the body of the response, as in response.content",
            )
        })
    }

    fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }

    /// What is decoded already has no other encoding.
    fn content_type<'c>(&self, sent: Option<&'c str>) -> Option<&'c str> {
        match self {
            Self::Text(_) => Some("text/html; charset=utf-8"),
            Self::Bytes(_) => sent,
        }
    }
}

#[pyfunction]
#[pyo3(signature = (page, message, help, *, lines, give_nonce))]
pub(crate) fn page_log_line(
    page: &str,
    message: &str,
    help: Option<&str>,
    lines: &Bound<'_, PyAny>,
    give_nonce: &str,
) -> PyResult<String> {
    let lines: Vec<u32> = lines.extract()?;
    let line = LogLine {
        page,
        message,
        help,
        lines: &lines,
        give_nonce,
    };
    Ok(line.to_string())
}

#[pyfunction]
pub(crate) fn more_page_log_lines(page: &str, rest: usize) -> String {
    more_log_lines(page, rest)
}
