use stockade::verdict::Reason;
use stockade::{Diagnostic, Span, Violation};

use super::{PageDocument, When, advice};

/// A violation that a browser will report, and where in the page it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PredictedViolation {
    /// What the browser reports. Its line and column are those of the page's source.
    pub violation: Violation,
    /// The document in which it happens.
    pub document: PageDocument,
    /// Whether it happens for certain.
    pub when: When,
    /// The bytes of the page that cause it: an attribute, the start tag of an inline script or
    /// style, an address in a style sheet.
    pub span: Span,
    /// The line of the first of these bytes, from 1.
    pub line: u32,
    /// Its column in bytes, from 1.
    pub column: u32,
    /// The name of the element, in lower case.
    pub element: String,
    /// The step at which the policy decided.
    pub reason: Reason,
    /// The decision in words: which directive, and what each value of its list said.
    pub detail: String,
    /// The index of the policy: headers first, then meta elements of the document.
    pub policy: usize,
}

impl PredictedViolation {
    /// The violation as a finding: what is blocked, why, and what to do about it. One that is only
    /// reported is a warning.
    ///
    /// ```
    /// use stockade::{Document, PolicyList};
    /// use stockade_markup::page::preflight;
    /// use url::Url;
    ///
    /// let policies = PolicyList::from_headers([("Content-Security-Policy", "img-src 'self'")]);
    /// let document = Document::new(Url::parse("https://shop.example/")?);
    /// let page = b"<img src=https://images.example/tea.png>";
    ///
    /// let finding = preflight(page, &policies, &document).violations[0].diagnostic();
    /// assert_eq!(finding.code(), "image-blocked");
    /// assert_eq!(
    ///     finding.message(),
    ///     "this image is blocked by img-src: nothing in the list covers this address: \
    ///      https://images.example/tea.png",
    /// );
    /// assert_eq!(
    ///     finding.help(),
    ///     Some("if the page needs it, add https://images.example to img-src"),
    /// );
    /// # Ok::<(), url::ParseError>(())
    /// ```
    pub fn diagnostic(&self) -> Diagnostic {
        advice::diagnostic(self)
    }
}
