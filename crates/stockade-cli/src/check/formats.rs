//! What is found, for programs.

use std::io::{self, Write};

use stockade::diagnostic::render::{self, Finding, Prediction};

use super::page::{CheckedPage, Found, FoundViolation};

pub(super) fn json(pages: &[CheckedPage], output: impl Write) -> io::Result<()> {
    render::json(&predictions(pages), output)
}

/// The violations of all pages.
pub(crate) fn predictions(pages: &[CheckedPage]) -> Vec<Prediction<'_>> {
    pages
        .iter()
        .flat_map(|page| page.violations.iter().map(|found| prediction(page, found)))
        .collect()
}

pub(super) fn sarif(pages: &[CheckedPage], output: impl Write) -> io::Result<()> {
    render::sarif(&findings(pages), output)
}

pub(super) fn github(pages: &[CheckedPage], output: impl Write) -> io::Result<()> {
    render::github(&findings(pages), output)
}

fn prediction<'p>(page: &'p CheckedPage, found: &'p FoundViolation) -> Prediction<'p> {
    let predicted = &found.predicted;
    let violation = &predicted.violation;
    Prediction {
        file: &page.file,
        document: &found.document,
        when: predicted.when.as_str(),
        effective_directive: &violation.effective_directive,
        blocked_uri: &violation.blocked_url,
        disposition: violation.disposition.as_str(),
        sample: &violation.sample,
        original_policy: &violation.original_policy,
        line: predicted.line,
        column: predicted.column,
        span: [predicted.span.start(), predicted.span.end()],
        element: &predicted.element,
    }
}

fn findings(pages: &[CheckedPage]) -> Vec<Finding<'_>> {
    let mut findings = Vec::new();
    for page in pages {
        let violations = page.violations.iter().map(|violation| &violation.found);
        let found = violations.chain(&page.doubts);
        findings.extend(found.map(|found| finding(&page.file, found)));
    }
    findings
}

fn finding<'f>(file: &'f str, found: &'f Found) -> Finding<'f> {
    let to_u32 = |number| u32::try_from(number).unwrap_or(u32::MAX);
    let excerpt = &found.excerpt;
    let finding = Finding::new(file, to_u32(excerpt.line), &found.diagnostic);
    match excerpt.column.utf16 {
        Some(column) => finding.at_column(to_u32(column)),
        None => finding,
    }
}
