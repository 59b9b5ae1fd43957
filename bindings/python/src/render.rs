//! Predicted violations for programs.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use stockade::diagnostic::render::{Finding, Prediction, github, json, sarif};
use stockade::{Diagnostic, Severity, Span};

use crate::predicted_violation::PredictedViolation;

type Placed = (String, Py<PredictedViolation>);

#[pyfunction]
pub(crate) fn render(violations: &Bound<'_, PyAny>, format: &str) -> PyResult<String> {
    let violations: Vec<Placed> = violations
        .try_iter()?
        .map(|placed| placed?.extract())
        .collect::<PyResult<_>>()?;
    let blank = Diagnostic::new("", Severity::Error, "");
    let findings = || violations.iter().map(|placed| finding(placed, &blank));
    let mut rendered = Vec::new();
    match format {
        "json" => {
            let predictions: Vec<_> = violations.iter().map(prediction).collect();
            json(&predictions, &mut rendered)?;
        }
        "sarif" => sarif(&findings().collect::<Vec<_>>(), &mut rendered)?,
        "github" => github(&findings().collect::<Vec<_>>(), &mut rendered)?,
        other => {
            return Err(PyValueError::new_err(format!(
                "{other:?} is no format: write \"json\", \"sarif\" or \"github\""
            )));
        }
    }
    Ok(String::from_utf8(rendered)?)
}

fn prediction((file, violation): &Placed) -> Prediction<'_> {
    let fields = violation.get().fields();
    Prediction {
        file,
        document: &fields.document,
        when: &fields.when,
        effective_directive: &fields.effective_directive,
        blocked_uri: &fields.blocked_uri,
        disposition: &fields.disposition,
        sample: &fields.sample,
        original_policy: &fields.original_policy,
        line: fields.line,
        column: fields.column,
        span: [fields.span.0, fields.span.1],
        element: &fields.element,
    }
}

/// `blank` is what a finding is made of before it is filled in: the codes of a diagnostic cannot
/// come from another process.
fn finding<'v>((file, violation): &'v Placed, blank: &'v Diagnostic) -> Finding<'v> {
    let fields = violation.get().fields();
    let mut finding = Finding::new(file, fields.line, blank);
    finding.span = Some(Span::new(fields.span.0, fields.span.1));
    finding.severity = match fields.disposition.as_str() {
        "report" => Severity::Warning,
        _ => Severity::Error,
    };
    finding.code = &fields.code;
    finding.message = &fields.message;
    finding.help = fields.help.as_deref();
    finding
}
