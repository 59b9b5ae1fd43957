use stockade::policy::Disposition;
use stockade::{Diagnostic, Document, PolicyList};

use super::PredictedViolation;
use super::judge::Judge;
use super::scan::{PageScan, ScanOptions};

/// What a browser will block on a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Preflight {
    /// The violations, in document order.
    pub violations: Vec<PredictedViolation>,
    /// Where a browser may read the page differently, and what was not read.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether there are more violations than are listed.
    pub is_cut_off: bool,
}

impl Preflight {
    /// Whether anything is blocked, rather than only reported.
    pub fn is_blocked(&self) -> bool {
        self.violations
            .iter()
            .any(|predicted| predicted.violation.disposition == Disposition::Enforce)
    }
}

/// What a browser will block on this page.
///
/// `policies` are those of the response's headers; policies in meta elements are added in their
/// place. `document` says where the page comes from.
pub fn preflight(html: &[u8], policies: &PolicyList, document: &Document) -> Preflight {
    let mut preflighter = Preflighter::new(policies, document);
    preflighter.write(html);
    preflighter.end()
}

/// [`preflight`] for a page that arrives in pieces.
///
/// ```
/// use stockade::{Document, PolicyList};
/// use stockade_markup::page::Preflighter;
/// use url::Url;
///
/// let policies = PolicyList::from_headers([("Content-Security-Policy", "img-src 'none'")]);
/// let document = Document::new(Url::parse("https://shop.example/")?);
/// let mut preflighter = Preflighter::new(&policies, &document)
///     .with_content_type("text/html; charset=utf-8");
/// preflighter.write(b"<img src=te");
/// preflighter.write(b"a.png>");
/// assert_eq!(preflighter.end().violations[0].violation.blocked_url, "https://shop.example/tea.png");
/// # Ok::<(), url::ParseError>(())
/// ```
#[derive(Debug)]
pub struct Preflighter<'p> {
    scan: PageScan<'p, Judge>,
}

impl<'p> Preflighter<'p> {
    /// Nothing has arrived yet.
    pub fn new(policies: &'p PolicyList, document: &'p Document) -> Self {
        let mut options = ScanOptions::new(document.url().clone());
        let mut document = document.clone();
        if let Some(flags) = policies.sandbox() {
            options = options.with_sandbox(flags);
            if !flags.allow_same_origin {
                document = document.with_opaque_origin();
            }
        }
        let judge = Judge::new(policies.clone(), document);
        Self {
            scan: PageScan::new(options, judge),
        }
    }

    /// Sets the `Content-Type` of the response, which may name the encoding of the page. Without
    /// it, browsers look for a meta element that does, or take the page for windows-1252.
    #[must_use]
    pub fn with_content_type(mut self, content_type: &str) -> Self {
        self.scan
            .set_options(|options| options.with_content_type(content_type));
        self
    }

    /// Reads the next piece.
    pub fn write(&mut self, html: &[u8]) {
        self.scan.write(html);
    }

    /// What will be blocked, now that all of the page has arrived.
    pub fn end(self) -> Preflight {
        let judged = self.scan.end(|judge| {
            judge.leave();
            std::mem::take(&mut judge.preflight)
        });
        let mut preflight = judged.unwrap_or_default();
        preflight
            .violations
            .sort_by_key(|predicted| predicted.span.start());
        preflight
    }
}
