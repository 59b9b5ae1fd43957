//! Inline scripts and styles.
//!
//! Specification: [does element match source list for type and source?](https://w3c.github.io/webappsec-csp/#match-element-to-source-list)

use crate::policy::{Directive, HashSource, Keyword, Policy, SourceExpression, Value};
use crate::verdict::{Inline, InlineType, ParserMetadata, Reason, ScriptType};

use super::hash::ContentHashes;
use super::request::matching_nonce;
use super::{Decision, keyword};

pub(super) fn decide<'p>(policy: &'p Policy, inline: &Inline<'_>) -> Decision<'p> {
    if inline.inline_type == InlineType::Script && inline.script_type == ScriptType::Data {
        return Decision::NOT_GOVERNED;
    }
    let effective = inline.inline_type.directive();
    let Some(directive) = policy.operative_directive(effective) else {
        return Decision::without_directive(effective);
    };
    let (reason, source) = decide_in_list(policy, directive, inline);
    let decision = Decision::by(effective, directive, reason);
    match source {
        Some(source) => decision.with_source(source),
        None => decision,
    }
}

fn decide_in_list<'p>(
    policy: &'p Policy,
    directive: Directive<'p>,
    inline: &Inline<'_>,
) -> (Reason, Option<Value<'p>>) {
    let list = List::read(directive);
    let switched_off = list.switches_unsafe_inline_off();
    if switched_off.is_none() {
        if list.unsafe_inline.is_some() {
            return (Reason::UnsafeInline, list.unsafe_inline);
        }
        if let Some(keyword) = allows_speculation_rules(directive, inline) {
            return (Reason::KeywordAllows, Some(keyword));
        }
    }

    let is_element = matches!(inline.inline_type, InlineType::Script | InlineType::Style);
    let nonce = if is_element && list.has_nonce {
        matching_nonce(policy, directive, inline.nonce.value())
    } else {
        None
    };
    if nonce.is_some() && inline.nonce.distrusted().is_none() {
        return (Reason::NonceMatches, nonce);
    }
    if inline.inline_type == InlineType::Script
        && inline.parser_metadata != ParserMetadata::ParserInserted
        && list.strict_dynamic.is_some()
    {
        return (Reason::StrictDynamic, list.strict_dynamic);
    }
    let hash = if list.has_hash {
        matching_hash(policy, directive, inline)
    } else {
        None
    };
    if hash.is_some() && (is_element || list.has_unsafe_hashes) {
        return (Reason::HashMatches, hash);
    }

    if nonce.is_some() {
        (Reason::NonceDistrusted, nonce)
    } else if hash.is_some() {
        (Reason::HashNeedsUnsafeHashes, hash)
    } else if super::is_empty(directive) {
        (Reason::EmptyList, None)
    } else if list.unsafe_inline.is_some() {
        (Reason::UnsafeInlineDisabled, switched_off)
    } else {
        (Reason::InlineNotAllowed, None)
    }
}

/// `'inline-speculation-rules'`, where it counts. What switches `'unsafe-inline'` off switches it
/// off too.
fn allows_speculation_rules<'p>(
    directive: Directive<'p>,
    inline: &Inline<'_>,
) -> Option<Value<'p>> {
    let counts = inline.inline_type == InlineType::Script
        && inline.script_type == ScriptType::SpeculationRules
        && directive
            .known_name()
            .is_some_and(|name| Keyword::InlineSpeculationRules.has_effect_in(name));
    counts
        .then(|| keyword(directive, &[Keyword::InlineSpeculationRules]))
        .flatten()
}

/// What matters to inline code in a list, read in one pass.
struct List<'p> {
    directive: Directive<'p>,
    unsafe_inline: Option<Value<'p>>,
    strict_dynamic: Option<Value<'p>>,
    first_nonce_or_hash: Option<Value<'p>>,
    has_nonce: bool,
    has_hash: bool,
    has_unsafe_hashes: bool,
}

impl<'p> List<'p> {
    fn read(directive: Directive<'p>) -> Self {
        let mut list = Self {
            directive,
            unsafe_inline: None,
            strict_dynamic: None,
            first_nonce_or_hash: None,
            has_nonce: false,
            has_hash: false,
            has_unsafe_hashes: false,
        };
        for value in directive.values() {
            match value.source_ref() {
                Some(SourceExpression::Nonce(_)) => {
                    list.has_nonce = true;
                    list.first_nonce_or_hash.get_or_insert(value);
                }
                Some(SourceExpression::Hash(_)) => {
                    list.has_hash = true;
                    list.first_nonce_or_hash.get_or_insert(value);
                }
                Some(SourceExpression::Keyword(Keyword::UnsafeInline)) => {
                    list.unsafe_inline.get_or_insert(value);
                }
                Some(SourceExpression::Keyword(Keyword::StrictDynamic)) => {
                    list.strict_dynamic.get_or_insert(value);
                }
                Some(SourceExpression::Keyword(Keyword::UnsafeHashes)) => {
                    list.has_unsafe_hashes = true;
                }
                _ => {}
            }
        }
        list
    }

    /// What makes browsers ignore `'unsafe-inline'`, if anything does.
    ///
    /// In `default-src` browsers let `'strict-dynamic'` do so for styles too; the specification
    /// does for scripts only.
    ///
    /// Specification: [allows all inline behavior](https://w3c.github.io/webappsec-csp/#allow-all-inline).
    fn switches_unsafe_inline_off(&self) -> Option<Value<'p>> {
        self.first_nonce_or_hash.or_else(|| {
            self.strict_dynamic.filter(|_| {
                self.directive
                    .known_name()
                    .is_some_and(|name| Keyword::StrictDynamic.has_effect_in(name))
            })
        })
    }
}

fn matching_hash<'p>(
    policy: &Policy,
    directive: Directive<'p>,
    inline: &Inline<'_>,
) -> Option<Value<'p>> {
    let content = inline.effective_source();
    let mut hashes = ContentHashes::of(content.as_bytes());
    directive.values().find(|value| {
        matches!(value.source(), Some(SourceExpression::Hash(hash))
            if hashes.match_source(policy.text(hash.digest), hash.algorithm))
    })
}

/// Whether the content has this hash, whether or not hashes count here.
pub(in crate::verdict) fn hash_matches(
    policy: &Policy,
    hash: HashSource,
    inline: &Inline<'_>,
) -> bool {
    ContentHashes::of(inline.effective_source().as_bytes())
        .match_source(policy.text(hash.digest), hash.algorithm)
}
