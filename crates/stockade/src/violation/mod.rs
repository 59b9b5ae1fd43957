//! What a browser reports when a policy is violated, whether it did so or is predicted to.

mod strip;

use std::borrow::Cow;

use crate::policy::Disposition;

pub use strip::strip_url;

/// One violation of one policy.
///
/// A predicted one has no place in a source file: that is for those who know where the attempt
/// stands in a page.
///
/// ```
/// use stockade::PolicyList;
/// use stockade::verdict::{Attempt, Document, Inline, InlineType};
/// use url::Url;
///
/// let policies = PolicyList::from_headers([(
///     "Content-Security-Policy-Report-Only",
///     "script-src 'self' 'report-sample'",
/// )]);
/// let page = Document::new(Url::parse("https://shop.example/?q=tea#top")?);
/// let attempt = Attempt::Inline(Inline::new(InlineType::ScriptAttribute, "buy()"));
///
/// let violation = policies.verdict(&attempt, &page).violations().next().unwrap();
/// assert_eq!(violation.effective_directive, "script-src-attr");
/// assert_eq!(violation.blocked_url, "inline");
/// assert_eq!(violation.sample, "buy()");
/// assert_eq!(violation.document_url, "https://shop.example/?q=tea");
/// # Ok::<(), url::ParseError>(())
/// ```
///
/// Specification: [violation](https://w3c.github.io/webappsec-csp/#violation).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The page, [stripped](strip_url).
    pub document_url: String,
    /// The page that led to it, stripped; empty where there is none.
    pub referrer: String,
    /// What was blocked: a stripped address, or `inline`, `eval`, `wasm-eval`,
    /// `trusted-types-policy`, `trusted-types-sink`.
    pub blocked_url: String,
    /// The directive in charge, whether the policy has it or one that it falls back to.
    pub effective_directive: Cow<'static, str>,
    /// The policy's text.
    pub original_policy: String,
    /// Whether it was prevented or only reported.
    pub disposition: Disposition,
    /// The file that caused it, stripped.
    pub source_file: Option<String>,
    /// The line in that file, from 1.
    pub line_number: Option<u32>,
    /// The column in that line, from 1.
    pub column_number: Option<u32>,
    /// The status of the page's response.
    pub status_code: u16,
    /// The start of the inline code, where the policy asks for samples.
    pub sample: String,
}
