//! The violation that a browser reports for an attempt.

mod sample;

use std::borrow::Cow;

use url::Url;

use crate::policy::{Directive, DirectiveName, Keyword, Policy, SourceExpression};
use crate::violation::{Violation, strip_url};

use super::{Attempt, Destination, Document};

pub(super) fn predict(
    effective: DirectiveName,
    directive: Option<Directive<'_>>,
    policy: &Policy,
    attempt: &Attempt<'_>,
    reported_url: Option<&Url>,
    document: &Document,
) -> Violation {
    Violation {
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

/// Browsers report nothing of a policy that is not UTF-8.
fn original_policy(policy: &Policy) -> String {
    match std::str::from_utf8(policy.as_bytes()) {
        Ok(_) => policy.original_text().to_owned(),
        Err(_) => String::new(),
    }
}

fn document_url(attempt: &Attempt<'_>, document: &Document) -> String {
    match attempt {
        Attempt::FrameAncestors(_) => framed_url(document.url()),
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
                .map(|url| nested_url(url, request.destination, document))
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

/// The address of a frame, an object or an embedded page. Browsers show only the origin of another
/// site, and of a frame without an origin nothing; the specification makes no difference.
fn nested_url(url: &Url, destination: Destination, document: &Document) -> String {
    let origin = url.origin();
    if !origin.is_tuple() && destination.is_frame() {
        String::new()
    } else if matches!(url.scheme(), "http" | "https") && !document.is_same_origin(url) {
        origin.ascii_serialization()
    } else {
        strip_url(url)
    }
}

/// The address of a page that may not be framed. Browsers show its origin, with a slash; the
/// specification the whole address.
fn framed_url(url: &Url) -> String {
    match url.scheme() {
        "http" | "https" => format!("{}/", url.origin().ascii_serialization()),
        _ => strip_url(url),
    }
}
