//! Checks of a policy as a whole.

use crate::policy::{DirectiveName, Keyword, SourceExpression, source};
use crate::{Diagnostic, Error, ErrorKind};

use super::BuiltDirective;
use super::built::operative;

pub(super) fn check(
    directives: &[BuiltDirective],
    warnings: &mut Vec<Diagnostic>,
) -> Result<(), Error> {
    if directives.is_empty() {
        return Ok(());
    }
    check_base_uri(directives)?;
    let has = |name| {
        directives
            .iter()
            .any(|directive| directive.known_name() == Some(name))
    };
    if !has(DirectiveName::ObjectSrc) && !has(DirectiveName::DefaultSrc) {
        warnings.push(
            Diagnostic::warning(
                "missing-object-src",
                "neither object-src nor default-src is there, so a page may embed any plugin \
                 document",
            )
            .with_help("add object-src 'none'"),
        );
    }
    if !has(DirectiveName::FormAction) {
        warnings.push(
            Diagnostic::warning(
                "missing-form-action",
                "form-action is missing and has no fallback, so injected markup may send a form, \
                 and what a visitor types into it, anywhere",
            )
            .with_help("add form-action 'self', or 'none' if the site has no forms"),
        );
    }
    Ok(())
}

/// An injected `<base>` in front of a nonced script with a relative address makes the browser
/// load that script, nonce and all, from the attacker's host: in Chromium a full bypass.
fn check_base_uri(directives: &[BuiltDirective]) -> Result<(), Error> {
    let Some((script_list, reason)) = operative(directives, DirectiveName::ScriptSrcElem)
        .and_then(|list| Some((list, trusts_markup(list)?)))
    else {
        return Ok(());
    };
    let base_uri = directives
        .iter()
        .find(|directive| directive.known_name() == Some(DirectiveName::BaseUri));
    let problem = match base_uri {
        None => "base-uri is missing and has no fallback",
        Some(list) if list.values().iter().any(|value| matches_any_host(value)) => {
            "base-uri allows any host"
        }
        Some(list) if !list.values().is_empty() && !list.values().iter().any(|v| is_anchor(v)) => {
            "base-uri allows neither 'none' nor 'self'"
        }
        Some(_) => return Ok(()),
    };
    Err(Error::new(
        ErrorKind::MissingBaseUri,
        format!(
            "{} trusts {reason}, but {problem}: an injected <base> element would make the \
             browser load the page's own scripts from an attacker's host",
            script_list.name(),
        ),
    )
    .in_directive("base-uri")
    .with_suggestion("'none'"))
}

/// What makes scripts in the markup trusted wherever they come from.
fn trusts_markup(list: &BuiltDirective) -> Option<&'static str> {
    list.values().iter().find_map(|value| {
        if value == source::NONCE {
            return Some("a nonce");
        }
        match SourceExpression::parse(value).ok()? {
            SourceExpression::Hash(_) => Some("a hash"),
            SourceExpression::Keyword(Keyword::StrictDynamic) => Some("'strict-dynamic'"),
            _ => None,
        }
    })
}

fn matches_any_host(value: &str) -> bool {
    match SourceExpression::parse(value) {
        Ok(SourceExpression::Any | SourceExpression::Scheme(_)) => true,
        Ok(SourceExpression::Host(host)) => &value[host.host.range()] == "*",
        _ => false,
    }
}

fn is_anchor(value: &str) -> bool {
    matches!(
        Keyword::parse(value),
        Some(Keyword::None | Keyword::SelfOrigin)
    )
}
