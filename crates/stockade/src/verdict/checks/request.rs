//! Requests.
//!
//! Specification: [does request violate policy?](https://w3c.github.io/webappsec-csp/#does-request-violate-policy)

use crate::policy::{Directive, DirectiveName, Keyword, Policy, SourceExpression, Value};
use crate::verdict::url_match::{Target, match_source};
use crate::verdict::{Destination, Document, Initiator, ParserMetadata, Reason, Request};

use super::{Decision, decide_by_addresses, integrity, keyword, target};

pub(super) fn decide<'p>(
    policy: &'p Policy,
    request: &Request<'_>,
    document: &Document,
    upgrade: bool,
) -> Decision<'p> {
    if is_exempt(request) {
        return Decision::NOT_GOVERNED;
    }
    if let Some(decision) = mixed_content(policy, request, document, upgrade) {
        return decision;
    }
    if request.initiator == Initiator::Prefetch {
        return decide_prefetch(policy, request, document, upgrade);
    }
    let Some(effective) = request.destination.directive() else {
        return Decision::NOT_GOVERNED;
    };
    let Some(directive) = policy.operative_directive(effective) else {
        return Decision::without_directive(effective);
    };
    before_addresses(policy, request, effective, directive).unwrap_or_else(|| {
        decide_by_addresses(
            policy,
            effective,
            directive,
            request.url,
            request.redirects,
            document,
            upgrade,
        )
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

    let mut distrusted = None;
    if nonce_counts(request, Some(directive))
        && let Some(nonce) = matching_nonce(policy, directive, request.nonce.value())
    {
        if request.nonce.distrusted().is_none() {
            return Some(decision(Reason::NonceMatches).with_source(nonce));
        }
        distrusted = Some(nonce);
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
        let trusted = request.destination.is_worker()
            || (request.parser_metadata != ParserMetadata::ParserInserted
                && request.initiator != Initiator::Preload);
        return Some(match (trusted, distrusted) {
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
        return Some(match keyword(directive, &[Keyword::UnsafeWebtransportHashes]) {
            Some(keyword) => decision(Reason::KeywordAllows).with_source(keyword),
            None => decision(Reason::NoKeywordAllows),
        });
    }
    None
}

/// Whether the element's nonce is compared with the list of `directive`.
pub(in crate::verdict) fn nonce_counts(
    request: &Request<'_>,
    directive: Option<Directive<'_>>,
) -> bool {
    match request.destination {
        Destination::Style => true,
        destination if destination.is_script_like() => {
            directive.is_some_and(|directive| counts_for_scripts(destination, directive))
        }
        _ => false,
    }
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
        matches!(value.source(), Some(SourceExpression::Nonce(expected)) if policy.text(expected) == nonce)
    })
}

/// A prefetch may be used for anything, so it is allowed if any list covers it.
///
/// Browsers also ask `default-src` itself, as the specification's note on it says.
///
/// Specification: [does resource hint request violate policy?](https://w3c.github.io/webappsec-csp/#does-resource-hint-violate-policy)
fn decide_prefetch<'p>(
    policy: &'p Policy,
    request: &Request<'_>,
    document: &Document,
    upgrade: bool,
) -> Decision<'p> {
    let effective = DirectiveName::DefaultSrc;
    let Some(default) = policy.directive(effective) else {
        return Decision::without_directive(effective);
    };
    let mut found = None;
    for (hop, url) in std::iter::once(request.url)
        .chain(request.redirects)
        .enumerate()
    {
        let target = target(url, hop, upgrade);
        found = matching_any_list(policy, &target, document);
        if found.is_none() {
            return Decision::by(effective, default, Reason::NoSourceMatches).at_hop(hop);
        }
    }
    match found {
        Some((directive, source)) => {
            Decision::by(effective, directive, Reason::SourceMatches).with_source(source)
        }
        None => Decision::NOT_GOVERNED,
    }
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
            directive
                .values()
                .find(|value| {
                    value.source().is_some_and(|source| {
                        match_source(policy, source, target, document).is_ok()
                    })
                })
                .map(|value| (directive, value))
        })
}

/// Specification: [block-all-mixed-content](https://www.w3.org/TR/mixed-content/#strict-opt-in).
fn mixed_content<'p>(
    policy: &'p Policy,
    request: &Request<'_>,
    document: &Document,
    upgrade: bool,
) -> Option<Decision<'p>> {
    if document.url().scheme() != "https" {
        return None;
    }
    let effective = DirectiveName::BlockAllMixedContent;
    let directive = policy.directive(effective)?;
    std::iter::once(request.url)
        .chain(request.redirects)
        .enumerate()
        .find(|&(hop, url)| target(url, hop, upgrade).is_insecure())
        .map(|(hop, _)| Decision::by(effective, directive, Reason::MixedContent).at_hop(hop))
}
