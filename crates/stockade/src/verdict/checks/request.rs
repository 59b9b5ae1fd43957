//! Requests.
//!
//! Specification: [does request violate policy?](https://w3c.github.io/webappsec-csp/#does-request-violate-policy)

use crate::policy::{Directive, DirectiveName, Keyword, Policy, SourceExpression, Value};
use crate::verdict::url_match::Target;
use crate::verdict::{Attempt, Destination, Document, Initiator, ParserMetadata, Reason, Request};

use super::route::Route;
use super::{
    CombinedEffects, Decision, decide_by_addresses, integrity, keyword, matching_source,
    no_source_matches,
};

pub(super) fn decide<'p>(
    effects: CombinedEffects,
    policy: &'p Policy,
    request: &Request<'_>,
    document: &Document,
) -> Decision<'p> {
    let decision = decide_by_lists(effects, policy, request, document);
    if decision.reason.is_blocked() {
        return decision;
    }
    decide_mixed_content(effects, policy, request, document).unwrap_or(decision)
}

pub(super) fn decide_by_lists<'p>(
    effects: CombinedEffects,
    policy: &'p Policy,
    request: &Request<'_>,
    document: &Document,
) -> Decision<'p> {
    if is_exempt(request) {
        return Decision::NOT_GOVERNED;
    }
    let route = Route::of_request(policy, effects, request, document);
    if request.initiator == Initiator::Prefetch {
        return decide_prefetch(policy, route, document);
    }
    let Some(effective) = request.destination.directive() else {
        return Decision::NOT_GOVERNED;
    };
    let Some(directive) = policy.operative_directive(effective) else {
        return Decision::without_directive(effective);
    };
    before_addresses(policy, request, effective, directive).unwrap_or_else(|| {
        let decision = decide_by_addresses(policy, effective, directive, route, document);
        match matching_nonce_of(policy, request, directive) {
            Some(nonce) if decision.reason.is_blocked() => {
                Decision::by(effective, directive, Reason::NonceDistrusted)
                    .with_source(nonce)
                    .at_hop(decision.hop)
            }
            _ => decision,
        }
    })
}

/// A frame with `about:blank` or `about:srcdoc` fetches nothing.
fn is_exempt(request: &Request<'_>) -> bool {
    request.destination.is_frame() && request.url.scheme() == "about"
}

/// What is decided whatever the address: by nonce, by integrity, by a keyword.
fn before_addresses<'p>(
    policy: &'p Policy,
    request: &Request<'_>,
    effective: DirectiveName,
    directive: Directive<'p>,
) -> Option<Decision<'p>> {
    let decision = |reason| Decision::by(effective, directive, reason);

    let nonce = matching_nonce_of(policy, request, directive);
    if let Some(nonce) = nonce.filter(|_| request.nonce.distrusted().is_none()) {
        return Some(decision(Reason::NonceMatches).with_source(nonce));
    }
    if request.destination.is_script_like()
        && counts_for_scripts(request.destination, directive)
        && let Some(hash) = integrity::matching_hash(policy, directive, request.integrity)
    {
        return Some(decision(Reason::IntegrityMatches).with_source(hash));
    }
    if request.destination.is_script_like()
        && let Some(strict_dynamic) = keyword(directive, &[Keyword::StrictDynamic])
    {
        return Some(match (is_trusted(request), nonce) {
            (true, _) => decision(Reason::StrictDynamic).with_source(strict_dynamic),
            (false, Some(nonce)) => decision(Reason::NonceDistrusted).with_source(nonce),
            (false, None) => {
                decision(Reason::StrictDynamicIgnoresAddresses).with_source(strict_dynamic)
            }
        });
    }
    if let (Destination::WebTransport { hashes: true }, DirectiveName::ConnectSrc) =
        (request.destination, effective)
    {
        return Some(
            match keyword(directive, &[Keyword::UnsafeWebtransportHashes]) {
                Some(keyword) => decision(Reason::KeywordAllows).with_source(keyword),
                None => decision(Reason::NoKeywordAllows),
            },
        );
    }
    None
}

/// Whether `'strict-dynamic'` lets a script load.
///
/// Browsers let it do so for every worker. To a preload that stands in the markup it gives nothing,
/// although the metadata of such a request is empty, which is enough in the specification.
fn is_trusted(request: &Request<'_>) -> bool {
    match request.parser_metadata {
        _ if request.destination.is_worker() => true,
        ParserMetadata::NotParserInserted => true,
        ParserMetadata::Empty => request.initiator != Initiator::Preload,
        ParserMetadata::ParserInserted => false,
    }
}

/// The nonce of the list that the element carries, trusted or not.
fn matching_nonce_of<'p>(
    policy: &Policy,
    request: &Request<'_>,
    directive: Directive<'p>,
) -> Option<Value<'p>> {
    if nonce_counts(request, Some(directive)) {
        matching_nonce(policy, directive, request.nonce.value())
    } else {
        None
    }
}

/// Whether the element's nonce is compared with the list of `directive`.
pub(in crate::verdict) fn nonce_counts(
    request: &Request<'_>,
    directive: Option<Directive<'_>>,
) -> bool {
    match request.destination {
        _ if request.initiator == Initiator::Prefetch => false,
        Destination::Style => true,
        destination if destination.is_script_like() => {
            directive.is_some_and(|directive| counts_for_scripts(destination, directive))
        }
        _ => false,
    }
}

/// Whether addresses in the list count for nothing, because it has `'strict-dynamic'`.
pub(in crate::verdict) fn ignores_addresses(attempt: &Attempt<'_>, decision: Decision<'_>) -> bool {
    matches!(attempt, Attempt::Request(request) if request.destination.is_script_like()
        && request.initiator != Initiator::Prefetch)
        && decision
            .directive
            .is_some_and(|directive| keyword(directive, &[Keyword::StrictDynamic]).is_some())
}

/// Whether the list is not asked about the address at all.
pub(in crate::verdict) fn decides_without_addresses(
    attempt: &Attempt<'_>,
    decision: Decision<'_>,
) -> bool {
    matches!(attempt, Attempt::Request(request)
        if request.destination == Destination::WebTransport { hashes: true })
        && matches!(
            decision.reason,
            Reason::KeywordAllows | Reason::NoKeywordAllows
        )
}

/// Whether nonces and hashes in the list count for such scripts. For workers they do only where
/// the list for scripts stands in for that of workers.
fn counts_for_scripts(destination: Destination, directive: Directive<'_>) -> bool {
    !destination.is_worker() || directive.known_name() == Some(DirectiveName::ScriptSrc)
}

pub(super) fn matching_nonce<'p>(
    policy: &Policy,
    directive: Directive<'p>,
    nonce: &str,
) -> Option<Value<'p>> {
    if nonce.is_empty() {
        return None;
    }
    directive.values().find(|value| {
        matches!(value.source_ref(), Some(SourceExpression::Nonce(expected)) if policy.text(*expected) == nonce)
    })
}

/// A prefetch may be used for anything, so it is allowed if any list covers it.
///
/// Browsers also ask `default-src` itself, as the specification's note on it says.
///
/// Specification: [does resource hint request violate policy?](https://w3c.github.io/webappsec-csp/#does-resource-hint-violate-policy)
fn decide_prefetch<'p>(policy: &'p Policy, route: Route<'_>, document: &Document) -> Decision<'p> {
    let effective = DirectiveName::DefaultSrc;
    let Some(default) = policy.directive(effective) else {
        return Decision::without_directive(effective);
    };
    let mut decision = Decision::NOT_GOVERNED;
    for (hop, target) in route.hops().enumerate() {
        decision = match matching_any_list(policy, &target, document) {
            Some((directive, source)) => {
                Decision::by(effective, directive, Reason::SourceMatches).with_source(source)
            }
            None => {
                return Decision::by(effective, default, no_source_matches(hop)).at_hop(hop);
            }
        };
    }
    decision
}

fn matching_any_list<'p>(
    policy: &'p Policy,
    target: &Target<'_>,
    document: &Document,
) -> Option<(Directive<'p>, Value<'p>)> {
    use DirectiveName as Name;

    policy
        .directives()
        .filter(|directive| {
            directive.ignored().is_none()
                && matches!(
                    directive.known_name(),
                    Some(
                        Name::DefaultSrc
                            | Name::ChildSrc
                            | Name::ConnectSrc
                            | Name::FontSrc
                            | Name::FrameSrc
                            | Name::ImgSrc
                            | Name::ManifestSrc
                            | Name::MediaSrc
                            | Name::ObjectSrc
                            | Name::ScriptSrc
                            | Name::ScriptSrcElem
                            | Name::StyleSrc
                            | Name::StyleSrcElem
                            | Name::WorkerSrc
                    )
                )
        })
        .find_map(|directive| {
            matching_source(policy, directive, target, document).map(|value| (directive, value))
        })
}

/// What `block-all-mixed-content` adds to what browsers refuse anyway. It is asked only about what
/// every enforced policy lets pass.
///
/// Specification: [strict mixed content checking](https://www.w3.org/TR/mixed-content/#strict-checking).
fn decide_mixed_content<'p>(
    effects: CombinedEffects,
    policy: &'p Policy,
    request: &Request<'_>,
    document: &Document,
) -> Option<Decision<'p>> {
    if !document.is_secure() {
        return None;
    }
    let effective = DirectiveName::BlockAllMixedContent;
    let directive = policy.directive(effective)?;
    let hop = Route::of_request(policy, effects, request, document)
        .hops()
        .position(|target| target.is_insecure())?;
    (!effects.is_blocked_by_lists)
        .then(|| Decision::by(effective, directive, Reason::MixedContent).at_hop(hop))
}
