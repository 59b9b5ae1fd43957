//! Trusted Types.
//!
//! Specification: [integration with CSP](https://w3c.github.io/trusted-types/dist/spec/#integration-with-content-security-policy).

use crate::policy::{DirectiveName, Policy};
use crate::verdict::Reason;

use super::Decision;

/// Whether the policy refuses strings at sinks.
pub(super) fn is_required_by(policy: &Policy) -> bool {
    decide_sink(policy).reason.is_blocked()
}

/// A string at a sink. `'script'` is compared with case, as browsers do.
pub(super) fn decide_sink(policy: &Policy) -> Decision<'_> {
    let effective = DirectiveName::RequireTrustedTypesFor;
    let Some(directive) = policy.directive(effective) else {
        return Decision::without_directive(effective);
    };
    match directive.values().find(|value| value.text() == "'script'") {
        Some(value) => {
            Decision::by(effective, directive, Reason::TrustedTypeRequired).with_source(value)
        }
        None => Decision::by(effective, directive, Reason::KeywordAllows),
    }
}

/// A new policy. Browsers refuse a name outside the grammar even where `*` stands; the
/// specification does not.
pub(super) fn decide_policy<'p>(policy: &'p Policy, name: &str, created: &[&str]) -> Decision<'p> {
    let effective = DirectiveName::TrustedTypes;
    let Some(directive) = policy.directive(effective) else {
        return Decision::without_directive(effective);
    };
    let decision = |reason| Decision::by(effective, directive, reason);
    let is_keyword = |text: &str, keyword: &str| text.eq_ignore_ascii_case(keyword);

    if directive
        .values()
        .all(|value| is_keyword(value.text(), "'none'"))
    {
        return decision(Reason::EmptyList);
    }
    let allows_duplicates = directive
        .values()
        .any(|value| is_keyword(value.text(), "'allow-duplicates'"));
    if created.contains(&name) && !allows_duplicates {
        return decision(Reason::NameTaken);
    }
    let listed = directive
        .values()
        .find(|value| (value.text() == "*" || value.text() == name) && is_policy_name(name));
    match listed {
        Some(value) => decision(Reason::SourceMatches).with_source(value),
        None => decision(Reason::NameNotListed),
    }
}

/// Specification: [tt-policy-name](https://w3c.github.io/trusted-types/dist/spec/#trusted-types-csp-directive).
fn is_policy_name(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|byte| {
            byte.is_ascii_alphanumeric()
                || matches!(byte, b'-' | b'#' | b'=' | b'_' | b'/' | b'@' | b'.' | b'%')
        })
}
