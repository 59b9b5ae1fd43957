//! The decision of one policy about one attempt.

mod eval;
mod hash;
mod inline;
mod integrity;
mod navigation;
mod request;
mod trusted_types;

use url::Url;

use crate::policy::{
    Directive, DirectiveName, Disposition, Keyword, Policy, PolicyList, SourceExpression, Value,
};

use super::url_match::{Target, match_source};
use super::{Attempt, Document, Initiator, Reason};

pub(super) use inline::hash_matches as inline_hash_matches;
pub(super) use request::nonce_counts;

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
    policies: &PolicyList,
    policy: &'p Policy,
    attempt: &Attempt<'_>,
    document: &Document,
) -> Decision<'p> {
    match attempt {
        Attempt::Request(request) => {
            request::decide(policy, request, document, upgrades(policies, policy))
        }
        Attempt::Inline(inline) => inline::decide(policy, inline),
        Attempt::Eval { trusted, .. } => eval::decide_string(policies, policy, *trusted),
        Attempt::Wasm => eval::decide_wasm(policy),
        Attempt::Cssom => Decision::NOT_GOVERNED,
        Attempt::Webrtc => navigation::webrtc(policy),
        Attempt::BaseUri(url) => navigation::base_uri(policy, url, document),
        Attempt::FormAction { url, redirects } => {
            navigation::form_action(policy, url, redirects, document, upgrades(policies, policy))
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
    // Compiling strings asks the list for scripts directly; a prefetch asks all of them, which
    // counts as asking `default-src`.
    let fallbacks = match attempt {
        Attempt::Request(request) if request.initiator == Initiator::Prefetch => &[],
        _ => effective.fallbacks(),
    };
    std::iter::once(effective).chain(fallbacks.iter().copied())
}

/// Whether the addresses of requests are upgraded before this policy sees them. Report-only
/// policies see them as they are written.
fn upgrades(policies: &PolicyList, policy: &Policy) -> bool {
    policy.delivery().disposition == Disposition::Enforce && policies.upgrades_insecure_requests()
}

/// The address that decided, as it is written.
pub(super) fn deciding_url<'a>(attempt: &Attempt<'a>, decision: Decision<'_>) -> Option<&'a Url> {
    match *attempt {
        Attempt::Request(request) => hop(request.url, request.redirects, decision.hop),
        Attempt::FormAction { url, redirects } => hop(url, redirects, decision.hop),
        Attempt::BaseUri(url) => Some(url),
        Attempt::FrameAncestors(ancestors) => ancestors.get(decision.hop)?.as_ref(),
        _ => None,
    }
}

/// The address that decided, as the policy saw it.
pub(super) fn deciding_target<'a>(
    policies: &PolicyList,
    policy: &Policy,
    attempt: &Attempt<'a>,
    decision: Decision<'_>,
) -> Option<Target<'a>> {
    let url = deciding_url(attempt, decision)?;
    match attempt {
        Attempt::FrameAncestors(_) => Target::of_ancestor(url),
        Attempt::BaseUri(_) => Some(Target::new(url)),
        _ => Some(target(url, decision.hop, upgrades(policies, policy))),
    }
}

fn hop<'a>(url: &'a Url, redirects: &'a [Url], hop: usize) -> Option<&'a Url> {
    match hop.checked_sub(1) {
        None => Some(url),
        Some(index) => redirects.get(index),
    }
}

fn target(url: &Url, hop: usize, upgrade: bool) -> Target<'_> {
    let target = Target::new(url);
    let target = if upgrade { target.upgraded() } else { target };
    if hop > 0 {
        target.behind_redirect()
    } else {
        target
    }
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
            .source()
            .is_some_and(|source| match_source(policy, source, target, document).is_ok())
    })
}

/// Compares each address of a chain of redirects with the list.
fn decide_by_addresses<'p>(
    policy: &'p Policy,
    effective: DirectiveName,
    directive: Directive<'p>,
    url: &Url,
    redirects: &[Url],
    document: &Document,
    upgrade: bool,
) -> Decision<'p> {
    let mut decision = Decision::by(effective, directive, Reason::SourceMatches);
    for (hop, url) in std::iter::once(url).chain(redirects).enumerate() {
        decision = decision.at_hop(hop);
        match matching_source(policy, directive, &target(url, hop, upgrade), document) {
            Some(source) => decision.source = Some(source),
            None => {
                let reason = if is_empty(directive) {
                    Reason::EmptyList
                } else if hop > 0 {
                    Reason::NoSourceMatchesRedirect
                } else {
                    Reason::NoSourceMatches
                };
                return Decision::by(effective, directive, reason).at_hop(hop);
            }
        }
    }
    decision
}

/// The value of the list that is this keyword. Whether keywords have an effect in a directive is
/// for the caller to know.
fn keyword<'p>(directive: Directive<'p>, wanted: &[Keyword]) -> Option<Value<'p>> {
    directive.values().find(|value| {
        matches!(value.source(), Some(SourceExpression::Keyword(keyword)) if wanted.contains(&keyword))
    })
}

/// Whether the list is empty or `'none'`.
fn is_empty(directive: Directive<'_>) -> bool {
    directive.values().all(|value| {
        matches!(
            value.source(),
            Some(SourceExpression::Keyword(Keyword::None))
        )
    })
}
