//! What is wrong with a header that somebody wrote by hand.

use crate::policy::{
    Directive, DirectiveName, Disposition, Ignored, InvalidSource, Keyword, Policy, PolicyList,
    SourceExpression, Value,
};
use crate::{Diagnostic, Severity};

use super::build::closest;

/// Looks at the value of one header line that a view wrote itself, for a page that printed
/// `nonce` (or `None`).
///
/// The header is sent as it is; this says what browsers ignore in it, and whether it lets the
/// page's own nonce through. Spans count bytes of `value`.
///
/// ```
/// use stockade::policy::{Disposition, inspect};
///
/// let findings = inspect("script-srx 'self'; img-src 'self'", None, Disposition::Enforce);
/// assert_eq!(
///     findings[0].to_string(),
///     "script-srx is no directive that browsers know, so it does nothing; \
///      did you mean script-src?",
/// );
/// ```
pub fn inspect(value: &str, nonce: Option<&str>, disposition: Disposition) -> Vec<Diagnostic> {
    let mut list = PolicyList::default();
    list.push_header(value, disposition);
    let mut findings = Vec::new();
    if list.policies().is_empty() {
        findings.push(
            Diagnostic::warning(
                "empty-policy",
                "the header holds no directive, so it does nothing",
            )
            .with_help("leave the header out"),
        );
    }
    for policy in list.policies() {
        for directive in policy.directives() {
            inspect_directive(directive, &mut findings);
        }
        inspect_nonces(policy, nonce, &mut findings);
    }
    findings
}

fn inspect_directive(directive: Directive<'_>, findings: &mut Vec<Diagnostic>) {
    if let Some(ignored) = directive.ignored() {
        findings.push(ignored_directive(directive, ignored));
        return;
    }
    for value in directive.values() {
        if let Some(ignored) = value.ignored() {
            findings.push(ignored_value(directive, value, ignored));
        }
    }
}

fn ignored_directive(directive: Directive<'_>, ignored: Ignored) -> Diagnostic {
    let (code, span) = match ignored {
        Ignored::RepeatedDirective { .. } => ("repeated-directive", directive.span()),
        Ignored::ForbiddenBytes { at } => ("forbidden-character", at),
        Ignored::UnknownDirective => ("unknown-directive", directive.name_span()),
        Ignored::RemovedDirective => ("removed-directive", directive.name_span()),
        _ => ("ignored-directive", directive.name_span()),
    };
    let finding = Diagnostic::warning(code, format!("{} {ignored}", directive.name()))
        .in_directive(directive.name())
        .at(span);
    match closest(
        directive.name(),
        DirectiveName::all().map(DirectiveName::as_str),
    ) {
        Some(meant) if ignored == Ignored::UnknownDirective => {
            finding.with_help(format!("did you mean {meant}?"))
        }
        _ => finding,
    }
}

fn ignored_value(directive: Directive<'_>, value: Value<'_>, ignored: Ignored) -> Diagnostic {
    let finding = Diagnostic::warning(
        "ignored-value",
        format!("{}: {} {ignored}", directive.name(), value.text()),
    )
    .in_directive(directive.name())
    .about_value(value.text())
    .at(value.span());
    match closest(value.text(), Keyword::all().map(Keyword::as_str)) {
        Some(meant) if ignored == Ignored::InvalidSource(InvalidSource::UnknownKeyword) => {
            finding.with_help(format!("did you mean {meant}?"))
        }
        _ => finding,
    }
}

/// Whether the page's nonce is in the lists that decide for script and style elements.
fn inspect_nonces(policy: &Policy, nonce: Option<&str>, findings: &mut Vec<Diagnostic>) {
    for (name, what) in [
        (DirectiveName::ScriptSrcElem, "scripts"),
        (DirectiveName::StyleSrcElem, "styles"),
    ] {
        let Some(directive) = policy.operative_directive(name) else {
            continue;
        };
        let mut nonces = directive.sources().filter_map(|source| match source {
            SourceExpression::Nonce(span) => Some(policy.text(span)),
            _ => None,
        });
        let finding = match nonce {
            Some(nonce) if !nonces.any(|other| other == nonce) => Diagnostic::new(
                "foreign-nonce",
                Severity::Error,
                format!(
                    "{} does not hold the nonce that this page printed, so its nonce does not \
                     let {what} load",
                    directive.name()
                ),
            )
            .with_help("set the policy with a decorator, which fills the nonce in"),
            None if nonces.next().is_some() => Diagnostic::warning(
                "foreign-nonce",
                format!(
                    "{} holds a nonce that this page did not print; if it is the same in every \
                     response, anybody can use it",
                    directive.name()
                ),
            )
            .with_help("set the policy with a decorator, which fills the nonce in"),
            _ => continue,
        };
        findings.push(finding.in_directive(directive.name()).at(directive.span()));
    }
}
