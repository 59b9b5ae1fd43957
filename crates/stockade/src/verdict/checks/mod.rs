//! The decision of one policy about one attempt.

mod combined;
mod eval;
mod hash;
mod inline;
mod integrity;
mod navigation;
mod request;
mod route;
mod trusted_types;

use std::borrow::Cow;

use url::Url;

use crate::policy::{Directive, DirectiveName, Keyword, Policy, SourceExpression, Value};

use super::url_match::{Target, match_source};
use super::{Attempt, Document, Initiator, Reason};

pub(super) use combined::CombinedEffects;
pub(super) use inline::hash_matches as inline_hash_matches;
pub(super) use integrity::names_digest as integrity_names_digest;
pub(super) use request::{decides_without_addresses, ignores_addresses, nonce_counts};
use route::Route;

/// What was decided, and by what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decision<'p> {
    /// The directive that is in charge, whether the policy has it or not.
    pub(super) effective: Option<DirectiveName>,
    /// The one of the policy that decided.
    pub(super) directive: Option<Directive<'p>>,
    /// The value that decided.
    pub(super) source: Option<Value<'p>>,
    pub(super) reason: Reason,
    /// Which of several addresses decided: the first, or the one behind the n-th redirect; the
    /// page n steps outward.
    pub(super) hop: usize,
}

impl<'p> Decision<'p> {
    const NOT_GOVERNED: Self = Self {
        effective: None,
        directive: None,
        source: None,
        reason: Reason::NotGoverned,
        hop: 0,
    };

    const NOT_REACHED: Self = Self {
        reason: Reason::NotReached,
        ..Self::NOT_GOVERNED
    };

    fn without_directive(effective: DirectiveName) -> Self {
        Self {
            effective: Some(effective),
            reason: Reason::NoDirective,
            ..Self::NOT_GOVERNED
        }
    }

    fn by(effective: DirectiveName, directive: Directive<'p>, reason: Reason) -> Self {
        Self {
            effective: Some(effective),
            directive: Some(directive),
            reason,
            ..Self::NOT_GOVERNED
        }
    }

    fn with_source(mut self, source: Value<'p>) -> Self {
        self.source = Some(source);
        self
    }

    fn at_hop(mut self, hop: usize) -> Self {
        self.hop = hop;
        self
    }
}

pub(super) fn decide<'p>(
    effects: CombinedEffects,
    policy: &'p Policy,
    attempt: &Attempt<'_>,
    document: &Document,
) -> Decision<'p> {
    match attempt {
        Attempt::Request(request) => request::decide(effects, policy, request, document),
        Attempt::Inline(inline) => inline::decide(policy, inline),
        Attempt::Eval { trusted, .. } => eval::decide_string(effects, policy, *trusted),
        Attempt::Wasm => eval::decide_wasm(policy),
        Attempt::Cssom => Decision::NOT_GOVERNED,
        Attempt::Webrtc => navigation::webrtc(policy),
        Attempt::BaseUri(url) => navigation::base_uri(policy, url, document),
        Attempt::FormAction { url, redirects } => {
            let route = Route::of_form(policy, effects, url, redirects);
            navigation::form_action(policy, route, document)
        }
        Attempt::FrameAncestors(ancestors) => {
            navigation::frame_ancestors(policy, ancestors, document)
        }
        Attempt::TrustedTypesPolicy { name, created } => {
            trusted_types::decide_policy(policy, name, created)
        }
        Attempt::TrustedTypesSink { .. } => trusted_types::decide_sink(policy),
    }
}

/// The names that are looked for, in order.
pub(super) fn chain(
    effective: DirectiveName,
    attempt: &Attempt<'_>,
) -> impl Iterator<Item = DirectiveName> + use<> {
    // A prefetch asks every list, which counts as asking `default-src`.
    let fallbacks = match attempt {
        Attempt::Request(request) if request.initiator == Initiator::Prefetch => &[],
        _ => effective.fallbacks(),
    };
    std::iter::once(effective).chain(fallbacks.iter().copied())
}

/// The addresses of an attempt, as the policy sees them.
fn route<'a>(
    effects: CombinedEffects,
    policy: &Policy,
    attempt: &Attempt<'a>,
    document: &Document,
) -> Option<Route<'a>> {
    match *attempt {
        Attempt::Request(request) => Some(Route::of_request(policy, effects, &request, document)),
        Attempt::FormAction { url, redirects } => {
            Some(Route::of_form(policy, effects, url, redirects))
        }
        Attempt::BaseUri(url) => Some(Route::as_written(url, &[])),
        _ => None,
    }
}

/// The address that decided, as the policy saw it.
pub(super) fn deciding_target<'a>(
    effects: CombinedEffects,
    policy: &Policy,
    attempt: &Attempt<'a>,
    document: &Document,
    decision: Decision<'_>,
) -> Option<Target<'a>> {
    match attempt {
        Attempt::FrameAncestors(ancestors) => ancestors
            .get(decision.hop)?
            .as_ref()
            .and_then(Target::of_ancestor),
        _ => route(effects, policy, attempt, document)?.target(decision.hop),
    }
}

/// The address that a report names. Where a redirect leads is none of the page's business, so it
/// is the first one, except for frames, which are pages of their own.
pub(super) fn reported_url<'a>(
    effects: CombinedEffects,
    policy: &Policy,
    attempt: &Attempt<'a>,
    document: &Document,
    decision: Decision<'_>,
) -> Option<Cow<'a, Url>> {
    let hop = match attempt {
        Attempt::Request(request) if request.destination.is_nested_page() => decision.hop,
        _ => 0,
    };
    route(effects, policy, attempt, document)?.url(hop)
}

/// The first value of the list that covers the address.
///
/// Specification: [does url match source list?](https://w3c.github.io/webappsec-csp/#match-url-to-source-list)
fn matching_source<'p>(
    policy: &Policy,
    directive: Directive<'p>,
    target: &Target<'_>,
    document: &Document,
) -> Option<Value<'p>> {
    directive.values().find(|value| {
        value
            .source_ref()
            .is_some_and(|source| match_source(policy, source, target, document).is_ok())
    })
}

/// Compares each address of a route with the list.
fn decide_by_addresses<'p>(
    policy: &'p Policy,
    effective: DirectiveName,
    directive: Directive<'p>,
    route: Route<'_>,
    document: &Document,
) -> Decision<'p> {
    let mut decision = Decision::by(effective, directive, Reason::SourceMatches);
    for (hop, target) in route.hops().enumerate() {
        decision = decision.at_hop(hop);
        let Some(source) = matching_source(policy, directive, &target, document) else {
            let reason = if is_empty(directive) {
                Reason::EmptyList
            } else {
                no_source_matches(hop)
            };
            return Decision::by(effective, directive, reason).at_hop(hop);
        };
        decision = decision.with_source(source);
    }
    decision
}

fn no_source_matches(hop: usize) -> Reason {
    if hop > 0 {
        Reason::NoSourceMatchesRedirect
    } else {
        Reason::NoSourceMatches
    }
}

/// The value of the list that is this keyword. Whether keywords have an effect in a directive is
/// for the caller to know.
fn keyword<'p>(directive: Directive<'p>, wanted: &[Keyword]) -> Option<Value<'p>> {
    directive.values().find(|value| {
        matches!(value.source_ref(), Some(SourceExpression::Keyword(keyword)) if wanted.contains(keyword))
    })
}

/// Whether the list is empty or `'none'`.
fn is_empty(directive: Directive<'_>) -> bool {
    directive.values().all(|value| {
        matches!(
            value.source_ref(),
            Some(SourceExpression::Keyword(Keyword::None))
        )
    })
}
