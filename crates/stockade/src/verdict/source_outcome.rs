//! What a single value of a list has to say.

use std::fmt;

use crate::policy::{HashSource, Keyword, Policy, SourceExpression, Value};

use super::checks::{self, CombinedEffects, Decision};
use super::url_match::{UrlMismatch, match_source};
use super::{Attempt, Document, InlineType, Reason};

/// What one value of the deciding list says to an attempt.
#[derive(Debug, Clone, Copy)]
pub struct SourceVerdict<'a> {
    /// The value.
    pub value: Value<'a>,
    /// What it says.
    pub outcome: SourceOutcome,
}

/// Why a value of a list does, or does not, cover an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SourceOutcome {
    /// It covers the attempt.
    Matches,
    /// It is no source expression, so browsers pass over it.
    Invalid,
    /// It is about something else: a host beside an inline script, `'report-sample'`.
    NotAboutThis,
    /// The scheme of the address differs.
    SchemeDiffers,
    /// The host of the address differs.
    HostDiffers,
    /// The port of the address differs.
    PortDiffers,
    /// The path of the address differs.
    PathDiffers,
    /// `'strict-dynamic'` in the same list switches it off.
    IgnoredUnderStrictDynamic,
    /// A nonce or a hash in the same list switches it off.
    IgnoredBesideNonceOrHash,
    /// The element carries no nonce.
    NoNonce,
    /// The element carries another nonce.
    NonceDiffers,
    /// The nonce matches, but browsers do not trust it on this start tag.
    NonceDistrusted,
    /// The content has another hash.
    HashDiffers,
    /// The hash matches, but counts here only beside `'unsafe-hashes'`.
    HashNeedsUnsafeHashes,
    /// Markup put the script into the page.
    ParserInserted,
    /// The name differs.
    NameDiffers,
}

impl SourceOutcome {
    /// Its name, in kebab-case. Names do not change.
    pub fn code(self) -> &'static str {
        match self {
            Self::Matches => "matches",
            Self::Invalid => "invalid",
            Self::NotAboutThis => "not-about-this",
            Self::SchemeDiffers => "scheme-differs",
            Self::HostDiffers => "host-differs",
            Self::PortDiffers => "port-differs",
            Self::PathDiffers => "path-differs",
            Self::IgnoredUnderStrictDynamic => "ignored-under-strict-dynamic",
            Self::IgnoredBesideNonceOrHash => "ignored-beside-nonce-or-hash",
            Self::NoNonce => "no-nonce",
            Self::NonceDiffers => "nonce-differs",
            Self::NonceDistrusted => "nonce-distrusted",
            Self::HashDiffers => "hash-differs",
            Self::HashNeedsUnsafeHashes => "hash-needs-unsafe-hashes",
            Self::ParserInserted => "parser-inserted",
            Self::NameDiffers => "name-differs",
        }
    }

    /// What it means, in a few words.
    pub fn explain(self) -> &'static str {
        match self {
            Self::Matches => "matches",
            Self::Invalid => "is not valid here, so browsers pass over it",
            Self::NotAboutThis => "is about something else",
            Self::SchemeDiffers => "the scheme differs",
            Self::HostDiffers => "the host differs",
            Self::PortDiffers => "the port differs",
            Self::PathDiffers => "the path differs",
            Self::IgnoredUnderStrictDynamic => "does not count beside 'strict-dynamic'",
            Self::IgnoredBesideNonceOrHash => "does not count beside a nonce or a hash",
            Self::NoNonce => "the element has no nonce",
            Self::NonceDiffers => "the element has another nonce",
            Self::NonceDistrusted => "the nonce is right, but not trusted on this start tag",
            Self::HashDiffers => "the hash differs",
            Self::HashNeedsUnsafeHashes => {
                "the hash is right, but counts beside 'unsafe-hashes' only"
            }
            Self::ParserInserted => "trusts only what scripts add to the page",
            Self::NameDiffers => "is another name",
        }
    }
}

impl fmt::Display for SourceOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.explain())
    }
}

pub(super) fn of(
    value: Value<'_>,
    effects: CombinedEffects,
    policy: &Policy,
    attempt: &Attempt<'_>,
    document: &Document,
    decision: Decision<'_>,
) -> SourceOutcome {
    let is_decisive = decision
        .source
        .is_some_and(|source| source.span() == value.span());
    if is_decisive && !decision.reason.is_blocked() {
        return SourceOutcome::Matches;
    }
    let Some(source) = value.source() else {
        return if value.ignored().is_some() {
            SourceOutcome::Invalid
        } else {
            match attempt {
                Attempt::TrustedTypesPolicy { .. } => SourceOutcome::NameDiffers,
                _ => SourceOutcome::NotAboutThis,
            }
        };
    };
    match attempt {
        Attempt::Inline(inline) => of_inline(source, policy, inline, decision),
        Attempt::Eval { .. } | Attempt::Wasm => SourceOutcome::NotAboutThis,
        _ => of_address(source, effects, policy, attempt, document, decision),
    }
}

fn of_inline(
    source: SourceExpression,
    policy: &Policy,
    inline: &super::Inline<'_>,
    decision: Decision<'_>,
) -> SourceOutcome {
    match source {
        SourceExpression::Nonce(nonce)
            if matches!(inline.inline_type, InlineType::Script | InlineType::Style) =>
        {
            of_nonce(policy.text(nonce), inline.nonce)
        }
        SourceExpression::Hash(hash) => of_hash(hash, policy, inline, decision),
        SourceExpression::Keyword(Keyword::StrictDynamic)
            if inline.inline_type == InlineType::Script =>
        {
            SourceOutcome::ParserInserted
        }
        SourceExpression::Keyword(Keyword::UnsafeInline)
            if decision.reason == Reason::UnsafeInlineDisabled =>
        {
            let by_keyword = decision.source.is_some_and(|source| {
                matches!(source.source(), Some(SourceExpression::Keyword(_)))
            });
            if by_keyword {
                SourceOutcome::IgnoredUnderStrictDynamic
            } else {
                SourceOutcome::IgnoredBesideNonceOrHash
            }
        }
        _ => SourceOutcome::NotAboutThis,
    }
}

fn of_nonce(expected: &str, nonce: super::ElementNonce<'_>) -> SourceOutcome {
    if nonce.is_empty() {
        SourceOutcome::NoNonce
    } else if nonce.value() != expected {
        SourceOutcome::NonceDiffers
    } else if nonce.distrusted().is_some() {
        SourceOutcome::NonceDistrusted
    } else {
        SourceOutcome::Matches
    }
}

fn of_hash(
    hash: HashSource,
    policy: &Policy,
    inline: &super::Inline<'_>,
    decision: Decision<'_>,
) -> SourceOutcome {
    if !checks::inline_hash_matches(policy, hash, inline) {
        SourceOutcome::HashDiffers
    } else if decision.reason == Reason::HashNeedsUnsafeHashes {
        SourceOutcome::HashNeedsUnsafeHashes
    } else {
        SourceOutcome::Matches
    }
}

fn of_address(
    source: SourceExpression,
    effects: CombinedEffects,
    policy: &Policy,
    attempt: &Attempt<'_>,
    document: &Document,
    decision: Decision<'_>,
) -> SourceOutcome {
    if let (SourceExpression::Nonce(expected), Attempt::Request(request)) = (source, attempt)
        && checks::nonce_counts(request, decision.directive)
    {
        return of_nonce(policy.text(expected), request.nonce);
    }
    if let (SourceExpression::Hash(_), Attempt::Request(request)) = (source, attempt)
        && request.destination.is_script_like()
    {
        return SourceOutcome::HashDiffers;
    }
    if source == SourceExpression::Keyword(Keyword::StrictDynamic)
        && decision.reason == Reason::StrictDynamicIgnoresAddresses
    {
        return SourceOutcome::ParserInserted;
    }
    if checks::decides_without_addresses(attempt, decision) {
        return SourceOutcome::NotAboutThis;
    }
    let Some(target) = checks::deciding_target(effects, policy, attempt, document, decision) else {
        return SourceOutcome::NotAboutThis;
    };
    let outcome = match match_source(policy, &source, &target, document) {
        Ok(()) => SourceOutcome::Matches,
        Err(UrlMismatch::NotAboutAddresses) => SourceOutcome::NotAboutThis,
        Err(UrlMismatch::Scheme) => SourceOutcome::SchemeDiffers,
        Err(UrlMismatch::Host) => SourceOutcome::HostDiffers,
        Err(UrlMismatch::Port) => SourceOutcome::PortDiffers,
        Err(UrlMismatch::Path) => SourceOutcome::PathDiffers,
    };
    if outcome != SourceOutcome::NotAboutThis && checks::ignores_addresses(attempt, decision) {
        SourceOutcome::IgnoredUnderStrictDynamic
    } else {
        outcome
    }
}
