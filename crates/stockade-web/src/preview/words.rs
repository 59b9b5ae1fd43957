//! What is said about a page, in the words of this crate.

use stockade::policy::DirectiveName;
use stockade_markup::page::{LogLine, PredictedViolation};

use crate::Policies;

/// The target of warnings about pages.
pub const LOG_TARGET: &str = "stockade::pages";

/// What is blocked on which page and where, why, and what to do about it.
pub(super) fn warning(
    page: &str,
    violation: &PredictedViolation,
    lines: &[u32],
    give_nonce: &str,
) -> String {
    let finding = violation.diagnostic();
    let line = LogLine {
        page,
        message: finding.message(),
        help: finding.help(),
        lines,
        give_nonce,
    };
    line.to_string()
}

/// How the element gets a nonce that helps.
pub(super) fn give_nonce(
    predicted: &PredictedViolation,
    nonce_attribute: &str,
    policies: Option<&Policies>,
) -> String {
    let violation = &predicted.violation;
    let (directive, element) = if violation.effective_directive.starts_with("script-") {
        ("script-src", DirectiveName::ScriptSrcElem)
    } else {
        ("style-src", DirectiveName::StyleSrcElem)
    };
    let give = format!("give it {nonce_attribute}");
    match policies.map(|policies| policies.policy(violation.disposition)) {
        Some(policy) if !policy.expects_nonces(element) => {
            format!("add source::NONCE to {directive} and {give}")
        }
        _ => give,
    }
}
