//! Strings and WebAssembly that become code.
//!
//! Specification: [eval is blocked](https://w3c.github.io/webappsec-csp/#can-compile-strings).

use crate::policy::{Directive, DirectiveName, Keyword, Policy};
use crate::verdict::Reason;

use super::{CombinedEffects, Decision, is_empty, keyword, trusted_types};

/// Trusted Types are asked first, by all policies. Where an enforced one refuses the string, the
/// others are not asked about it.
///
/// Where a list has `'trusted-types-eval'` and Trusted Types are enforced, Chromium 156 runs every
/// string, whatever the other policies say. That looks like a mistake of its own: the specification
/// refuses strings then.
pub(super) fn decide_string(
    effects: CombinedEffects,
    policy: &Policy,
    trusted: bool,
) -> Decision<'_> {
    if effects.trusted_types_are_enforced && effects.has_trusted_types_eval {
        return match trusted_types_eval(policy) {
            Some(directive) => decide_in(directive, &[Keyword::TrustedTypesEval]),
            None => Decision::NOT_REACHED,
        };
    }
    if !trusted {
        let sink = trusted_types::decide_sink(policy);
        if sink.reason.is_blocked() {
            return sink;
        }
        if effects.trusted_types_are_enforced {
            return Decision::NOT_REACHED;
        }
    }
    decide(policy, &[Keyword::UnsafeEval])
}

/// The list for scripts, if it has `'trusted-types-eval'`.
pub(super) fn trusted_types_eval(policy: &Policy) -> Option<Directive<'_>> {
    policy
        .operative_directive(DirectiveName::ScriptSrc)
        .filter(|&directive| keyword(directive, &[Keyword::TrustedTypesEval]).is_some())
}

pub(super) fn decide_wasm(policy: &Policy) -> Decision<'_> {
    decide(policy, &[Keyword::UnsafeEval, Keyword::WasmUnsafeEval])
}

/// Never asks `script-src-elem` or `script-src-attr`.
fn decide<'p>(policy: &'p Policy, keywords: &[Keyword]) -> Decision<'p> {
    match policy.operative_directive(DirectiveName::ScriptSrc) {
        Some(directive) => decide_in(directive, keywords),
        None => Decision::without_directive(DirectiveName::ScriptSrc),
    }
}

fn decide_in<'p>(directive: Directive<'p>, keywords: &[Keyword]) -> Decision<'p> {
    let decision = |reason| Decision::by(DirectiveName::ScriptSrc, directive, reason);
    match keyword(directive, keywords) {
        Some(value) => decision(Reason::KeywordAllows).with_source(value),
        None if is_empty(directive) => decision(Reason::EmptyList),
        None => decision(Reason::NoKeywordAllows),
    }
}
