//! What leads out of a page or into it: base addresses, forms, frames around it, WebRTC.

use url::Url;

use crate::policy::{DirectiveName, Policy};
use crate::verdict::url_match::Target;
use crate::verdict::{Document, Reason};

use super::route::Route;
use super::{Decision, decide_by_addresses, matching_source};

/// Specification: [base-uri](https://w3c.github.io/webappsec-csp/#directive-base-uri).
pub(super) fn base_uri<'p>(policy: &'p Policy, url: &Url, document: &Document) -> Decision<'p> {
    let effective = DirectiveName::BaseUri;
    match policy.directive(effective) {
        Some(directive) => decide_by_addresses(
            policy,
            effective,
            directive,
            Route::as_written(url, &[]),
            document,
        ),
        None => Decision::without_directive(effective),
    }
}

/// Specification: [form-action](https://w3c.github.io/webappsec-csp/#directive-form-action).
pub(super) fn form_action<'p>(
    policy: &'p Policy,
    route: Route<'_>,
    document: &Document,
) -> Decision<'p> {
    let effective = DirectiveName::FormAction;
    match policy.directive(effective) {
        Some(directive) => decide_by_addresses(policy, effective, directive, route, document),
        None => Decision::without_directive(effective),
    }
}

/// Each page around this one must be covered; an opaque origin never is.
///
/// Specification: [frame-ancestors](https://w3c.github.io/webappsec-csp/#directive-frame-ancestors).
pub(super) fn frame_ancestors<'p>(
    policy: &'p Policy,
    ancestors: &[Option<Url>],
    document: &Document,
) -> Decision<'p> {
    let effective = DirectiveName::FrameAncestors;
    let Some(directive) = policy.directive(effective) else {
        return Decision::without_directive(effective);
    };
    let mut decision = Decision::by(effective, directive, Reason::SourceMatches);
    for (step, ancestor) in ancestors.iter().enumerate() {
        let source = ancestor
            .as_ref()
            .and_then(Target::of_ancestor)
            .and_then(|target| matching_source(policy, directive, &target, document));
        match source {
            Some(source) => decision = decision.with_source(source),
            None => {
                return Decision::by(effective, directive, Reason::AncestorNotAllowed).at_hop(step);
            }
        }
    }
    decision
}

/// Chromium has no `webrtc` directive, so this follows the specification.
///
/// Specification: [webrtc](https://w3c.github.io/webappsec-csp/#directive-webrtc).
pub(super) fn webrtc(policy: &Policy) -> Decision<'_> {
    let effective = DirectiveName::Webrtc;
    let Some(directive) = policy.directive(effective) else {
        return Decision::without_directive(effective);
    };
    let mut values = directive.values();
    match (values.next(), values.next()) {
        (Some(value), None) if value.text().eq_ignore_ascii_case("'allow'") => {
            Decision::by(effective, directive, Reason::KeywordAllows).with_source(value)
        }
        _ => Decision::by(effective, directive, Reason::NoKeywordAllows),
    }
}
