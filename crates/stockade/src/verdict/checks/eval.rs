//! Strings and WebAssembly that become code.
//!
//! Specification: [eval is blocked](https://w3c.github.io/webappsec-csp/#can-compile-strings).

use crate::policy::{DirectiveName, Keyword, Policy, PolicyList};
use crate::verdict::Reason;

use super::{Decision, is_empty, keyword, trusted_types};

/// Trusted Types are asked first, by all policies. Where an enforced one refuses the string, the
/// others are not asked about it.
///
/// With `'trusted-types-eval'` Chromium 156 runs strings and refuses `TrustedScript`, which looks
/// like a mistake of its own; this follows the specification.
pub(super) fn decide_string<'p>(
    policies: &PolicyList,
    policy: &'p Policy,
    trusted: bool,
) -> Decision<'p> {
    if !trusted {
        let sink = trusted_types::decide_sink(policy);
        if sink.reason.is_blocked() {
            return sink;
        }
        if trusted_types::are_enforced(policies) {
            return Decision {
                reason: Reason::NotReached,
                ..Decision::NOT_GOVERNED
            };
        }
    }
    if trusted_types::are_enforced(policies) {
        decide(policy, &[Keyword::UnsafeEval, Keyword::TrustedTypesEval])
    } else {
        decide(policy, &[Keyword::UnsafeEval])
    }
}

pub(super) fn decide_wasm(policy: &Policy) -> Decision<'_> {
    decide(
        policy,
        &[
            Keyword::UnsafeEval,
            Keyword::WasmUnsafeEval,
            Keyword::WasmEval,
        ],
    )
}

/// Never asks `script-src-elem` or `script-src-attr`.
fn decide<'p>(policy: &'p Policy, keywords: &[Keyword]) -> Decision<'p> {
    let effective = DirectiveName::ScriptSrc;
    let Some(directive) = policy.operative_directive(effective) else {
        return Decision::without_directive(effective);
    };
    match keyword(directive, keywords) {
        Some(value) => {
            Decision::by(effective, directive, Reason::KeywordAllows).with_source(value)
        }
        None if is_empty(directive) => Decision::by(effective, directive, Reason::EmptyList),
        None => Decision::by(effective, directive, Reason::NoKeywordAllows),
    }
}
