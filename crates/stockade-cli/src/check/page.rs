//! A page, and what a browser will block on it.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use stockade::policy::Disposition;
use stockade::{Diagnostic, Document, Span};
use stockade_markup::page::{PredictedViolation, Preflighter};
use url::Url;

use super::excerpt::{Excerpt, Source};
use super::headers::Headers;
use crate::console::Console;
use crate::problem::{Failure, Problem};

/// How long a page may be, in bytes.
const LIMIT: u64 = 64 << 20;

/// A page that was checked. Its text is not kept, only what is shown of it.
pub(crate) struct CheckedPage {
    /// The path, as it was given.
    pub(super) file: String,
    pub(super) violations: Vec<FoundViolation>,
    /// Where a browser may read the page differently.
    pub(super) doubts: Vec<Found>,
}

/// A finding, and its place in the page.
pub(super) struct Found {
    pub(super) diagnostic: Diagnostic,
    pub(super) excerpt: Excerpt,
}

/// A violation, as a finding too.
pub(super) struct FoundViolation {
    pub(super) predicted: PredictedViolation,
    /// The name of the document in the page: `page`, or `srcdoc:0`.
    pub(super) document: String,
    pub(super) found: Found,
}

impl CheckedPage {
    pub(super) fn read(
        path: &Path,
        console: &mut Console<'_>,
        headers: &Headers,
        document: &Document,
    ) -> Result<Self, Failure> {
        let file = path.display().to_string();
        let html = if file == "-" {
            read_bounded(console.raw().0)
        } else {
            File::open(path).and_then(read_bounded)
        };
        let html = html.map_err(|error| unreadable(&file, &error))?;
        Ok(Self::check(file, &html, headers, document))
    }
}

impl CheckedPage {
    /// Predicts what will be blocked on a page.
    pub(crate) fn check(file: String, html: &[u8], headers: &Headers, document: &Document) -> Self {
        let mut preflighter = Preflighter::new(&headers.policies, document);
        if let Some(content_type) = &headers.content_type {
            preflighter = preflighter.with_content_type(content_type);
        }
        preflighter.write(html);
        let preflight = preflighter.end();

        let source = Source::new(html);
        let found = |diagnostic: Diagnostic| Found {
            excerpt: source.excerpt(diagnostic.span().unwrap_or(Span::new(0, 0))),
            diagnostic,
        };
        let found_violation = |predicted: PredictedViolation| FoundViolation {
            document: predicted.document.to_string(),
            found: found(predicted.diagnostic()),
            predicted,
        };
        Self {
            file,
            violations: preflight
                .violations
                .into_iter()
                .map(found_violation)
                .collect(),
            doubts: preflight.diagnostics.into_iter().map(found).collect(),
        }
    }

    /// Whether an enforced policy blocks anything.
    pub(crate) fn is_blocked(&self) -> bool {
        self.violations.iter().any(FoundViolation::is_enforced)
    }
}

impl FoundViolation {
    pub(super) fn is_enforced(&self) -> bool {
        self.predicted.violation.disposition == Disposition::Enforce
    }
}

/// The document at the address in `--url`.
pub(super) fn document(url: &str) -> Result<Document, Problem> {
    match Url::parse(url) {
        Ok(url) => Ok(Document::new(url)),
        Err(error) => Err(Problem::new(format!(
            "--url: {url:?} is not an absolute address ({error}); write that of the page, such as \
             https://shop.example/cart"
        ))),
    }
}

/// Reads a page, unless it is too long to be one.
pub(crate) fn read_bounded(input: impl Read) -> io::Result<Vec<u8>> {
    let mut html = Vec::new();
    input.take(LIMIT + 1).read_to_end(&mut html)?;
    if html.len() as u64 > LIMIT {
        let limit = LIMIT >> 20;
        return Err(io::Error::other(format!("it has more than {limit} MiB")));
    }
    Ok(html)
}

fn unreadable(file: &str, error: &io::Error) -> Problem {
    Problem::new(format!(
        "{file}: {error}; write the path of an HTML file, or - for the standard input"
    ))
}
