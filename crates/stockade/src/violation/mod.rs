//! What a browser reports when a policy is violated, whether it did so or is predicted to.

mod sample;
mod strip;

use std::borrow::Cow;

use url::Url;

use crate::policy::{Directive, DirectiveName, Disposition, Keyword, Policy, SourceExpression};
use crate::verdict::{Attempt, Document};

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

impl Violation {
    pub(crate) fn predicted(
        effective: DirectiveName,
        directive: Option<Directive<'_>>,
        policy: &Policy,
        attempt: &Attempt<'_>,
        reported_url: Option<&Url>,
        document: &Document,
    ) -> Self {
        Self {
            document_url: document_url(attempt, document),
            referrer: document.referrer().map(strip_url).unwrap_or_default(),
            blocked_url: blocked_url(effective, attempt, reported_url, document),
            effective_directive: Cow::Borrowed(effective.as_str()),
            original_policy: original_policy(policy),
            disposition: policy.delivery().disposition,
            source_file: None,
            line_number: None,
            column_number: None,
            status_code: document.status_code(),
            sample: sample(effective, directive, attempt),
        }
    }
}

/// Browsers report nothing of a policy that is not UTF-8.
fn original_policy(policy: &Policy) -> String {
    match std::str::from_utf8(policy.as_bytes()) {
        Ok(_) => policy.original_text().to_owned(),
        Err(_) => String::new(),
    }
}

fn document_url(attempt: &Attempt<'_>, document: &Document) -> String {
    match attempt {
        Attempt::FrameAncestors(_) => strip::framed_url(document.url()),
        _ => strip_url(document.url()),
    }
}

fn blocked_url(
    effective: DirectiveName,
    attempt: &Attempt<'_>,
    reported_url: Option<&Url>,
    document: &Document,
) -> String {
    match attempt {
        Attempt::Request(request)
            if request.destination.is_nested_page()
                && effective != DirectiveName::BlockAllMixedContent =>
        {
            reported_url
                .map(|url| strip::nested_url(url, request.destination, document))
                .unwrap_or_default()
        }
        Attempt::Request(_) | Attempt::FormAction { .. } | Attempt::BaseUri(_) => {
            reported_url.map(strip_url).unwrap_or_default()
        }
        Attempt::FrameAncestors(_) => document_url(attempt, document),
        Attempt::Inline(_) => "inline".to_owned(),
        Attempt::TrustedTypesPolicy { .. } => "trusted-types-policy".to_owned(),
        Attempt::TrustedTypesSink { .. } => "trusted-types-sink".to_owned(),
        Attempt::Eval { .. } if effective == DirectiveName::RequireTrustedTypesFor => {
            "trusted-types-sink".to_owned()
        }
        Attempt::Eval { .. } => "eval".to_owned(),
        Attempt::Wasm => "wasm-eval".to_owned(),
        Attempt::Cssom | Attempt::Webrtc => String::new(),
    }
}

fn sample(
    effective: DirectiveName,
    directive: Option<Directive<'_>>,
    attempt: &Attempt<'_>,
) -> String {
    match attempt {
        Attempt::TrustedTypesPolicy { name, .. } => sample::start(name).into_owned(),
        Attempt::TrustedTypesSink { sink, sample } => sample::at_sink(sink, sample),
        Attempt::Eval { source, .. } if effective == DirectiveName::RequireTrustedTypesFor => {
            sample::at_sink("eval", source)
        }
        Attempt::Inline(_) | Attempt::Eval { .. } if !asks_for_samples(directive) => String::new(),
        Attempt::Inline(inline) => sample::of_inline(&inline.effective_source()),
        Attempt::Eval { source, .. } => sample::of_eval(source),
        _ => String::new(),
    }
}

/// Browsers compare the keyword without regard to case, as all others; the specification with it.
fn asks_for_samples(directive: Option<Directive<'_>>) -> bool {
    directive.is_some_and(|directive| {
        directive
            .values()
            .any(|value| value.source() == Some(SourceExpression::Keyword(Keyword::ReportSample)))
    })
}
