//! Checks of values.

use crate::policy::text::{is_value_byte, is_whitespace};
use crate::policy::{
    DirectiveName, Ignored, InvalidSource, Keyword, SourceExpression, ValueGrammar, source,
};
use crate::{Diagnostic, Error, ErrorKind};

use super::{closest, endpoint};

/// What a value is checked against.
pub(super) struct Context<'c> {
    pub(super) directive: &'c str,
    pub(super) known_name: Option<DirectiveName>,
    pub(super) endpoints: Option<&'c [String]>,
}

/// How to write the nonce's place, in each language that a setting is written in.
const NONCE_PLACE: &str = "CSP.NONCE (in Rust: source::NONCE)";

pub(super) fn check_all(
    values: &[String],
    context: &Context<'_>,
    warnings: &mut Vec<Diagnostic>,
) -> Result<(), Error> {
    for value in values {
        check_placeholder(value)?;
        check_characters(value)?;
    }
    match context.known_name.map(DirectiveName::grammar) {
        Some(ValueGrammar::SourceList | ValueGrammar::AncestorSourceList) => {
            check_source_list(values, context, warnings)
        }
        Some(ValueGrammar::EndpointName) => check_endpoint(values, context, warnings),
        Some(ValueGrammar::Empty) if !values.is_empty() => {
            warnings.push(
                context
                    .warning(
                        "value-not-expected",
                        "takes no value, so browsers ignore this one",
                    )
                    .about_value(values.join(" "))
                    .with_help("write True"),
            );
            Ok(())
        }
        _ => Ok(()),
    }
}

impl Context<'_> {
    fn warning(&self, code: &'static str, message: &str) -> Diagnostic {
        Diagnostic::warning(code, format!("{} {message}", self.directive))
            .in_directive(self.directive)
    }
}

/// Whatever could end the value, the directive or the header, or make a browser drop it all.
fn check_characters(value: &str) -> Result<(), Error> {
    let Some(bad) = value
        .chars()
        .find(|&character| !u8::try_from(character).is_ok_and(is_value_byte))
    else {
        return if value.is_empty() {
            Err(Error::new(
                ErrorKind::ForbiddenCharacter,
                "an empty text is no value; leave the item out",
            )
            .about_value(value))
        } else {
            Ok(())
        };
    };
    let error = |why: &str| {
        Error::new(
            ErrorKind::ForbiddenCharacter,
            format!("{value:?} holds {bad:?}, which {why}"),
        )
        .about_value(value)
    };
    Err(match bad {
        ';' => error("would start another directive; give each directive its own entry"),
        ',' => error(
            "would start another policy; separate list items with the list, \
             or write %2C in an address",
        ),
        '\r' | '\n' => error("would end the header; remove it"),
        _ if u8::try_from(bad).is_ok_and(is_whitespace) => {
            error("would make it two values; write two items")
        }
        '\u{2018}'..='\u{201f}' => error("is no quotation mark to a browser; write the straight '"),
        _ if !bad.is_ascii() => error(
            "is not ASCII, so browsers would drop the whole directive; write the host in \
             Punycode (xn--…) and percent-encode the path",
        ),
        _ => error("is a control character, so browsers would drop the whole directive; remove it"),
    })
}

/// Text that some step before this one should have replaced.
fn check_placeholder(value: &str) -> Result<(), Error> {
    if value == source::NONCE {
        return Ok(());
    }
    let why = if value.contains(source::NONCE) {
        "holds the nonce's place inside a longer text, where nothing fills it in; make it an item \
         of its own, without quotes and without nonce-:"
    } else if value.contains(['{', '}', '<', '>']) || value.contains("$(") || value.contains("%(") {
        "holds a placeholder that nothing fills in; for the nonce, use"
    } else {
        return Ok(());
    };
    Err(Error::new(
        ErrorKind::UnfilledPlaceholder,
        format!("{value:?} {why} {NONCE_PLACE}"),
    )
    .about_value(value))
}

fn check_source_list(
    values: &[String],
    context: &Context<'_>,
    warnings: &mut Vec<Diagnostic>,
) -> Result<(), Error> {
    if values.is_empty() {
        warnings.push(
            context
                .warning("empty-source-list", "has no sources, which allows nothing")
                .with_help("write 'none' to say so"),
        );
    }
    for value in values {
        check_source(value, values.len() > 1, context, warnings)?;
    }
    Ok(())
}

fn check_source(
    value: &str,
    company: bool,
    context: &Context<'_>,
    warnings: &mut Vec<Diagnostic>,
) -> Result<(), Error> {
    let directive = context.known_name.unwrap_or(DirectiveName::DefaultSrc);
    if value == source::NONCE {
        if !directive.governs_inline() {
            warnings.push(
                context
                    .warning(
                        "no-effect-here",
                        "takes no nonces: browsers ignore this one",
                    )
                    .about_value(value)
                    .with_help("nonces work in script-src, style-src and default-src"),
            );
        }
        return Ok(());
    }
    check_quotes(value)?;
    check_semicolon(value)?;
    let source = match SourceExpression::parse(value) {
        Ok(source) => source,
        Err(why) => return invalid_source(value, why, context, warnings),
    };
    match source {
        SourceExpression::Nonce(_) => return Err(fixed_nonce(value)),
        SourceExpression::Keyword(Keyword::None) if company => {
            return Err(Error::new(
                ErrorKind::NoneWithOthers,
                "'none' beside other values means nothing, so the others are allowed; \
                 remove 'none', or remove the others",
            )
            .about_value(value));
        }
        _ => {}
    }
    if let Some(ignored) = Ignored::source(source, directive, company) {
        warnings.push(
            context
                .warning("ignored-value", &format!("{value:?} {}", ignored.explain()))
                .about_value(value),
        );
    }
    Ok(())
}

/// `self`, `"self"` and `nonce-…` without single quotes are hosts to a browser, or nothing.
fn check_quotes(value: &str) -> Result<(), Error> {
    if value.starts_with('\'') {
        return Ok(());
    }
    let quoted = format!("'{}'", value.trim_matches(['"', '`', '\'']));
    let error = Error::new(
        ErrorKind::UnquotedKeyword,
        format!("{value:?} does not stand in single quotes, so a browser takes it for a host"),
    )
    .about_value(value);
    match SourceExpression::parse(&quoted) {
        Ok(SourceExpression::Keyword(keyword)) => Err(error.with_suggestion(keyword.as_str())),
        Ok(SourceExpression::Hash(_)) => Err(error.with_suggestion(quoted)),
        Ok(SourceExpression::Nonce(_)) => Err(fixed_nonce(value)),
        _ => Ok(()),
    }
}

/// To a browser `default-src 'self' script-src 'self'` is one directive that allows a host of the
/// name `script-src`.
fn check_semicolon(value: &str) -> Result<(), Error> {
    // A machine may well have a name without a hyphen, such as `sandbox`.
    if !value.contains('-') || DirectiveName::parse(value).is_none() {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::MissingSemicolon,
        format!(
            "{value:?} is a directive of its own, and here a browser takes it for a host; put a \
             semicolon in front of it, or give it its own entry"
        ),
    )
    .about_value(value))
}

fn fixed_nonce(value: &str) -> Error {
    Error::new(
        ErrorKind::FixedNonce,
        format!(
            "{value:?} would be the same in every response, so anybody who has seen one page \
             could use it; use {NONCE_PLACE}, which is new in each"
        ),
    )
    .about_value(value)
}

fn invalid_source(
    value: &str,
    why: InvalidSource,
    context: &Context<'_>,
    warnings: &mut Vec<Diagnostic>,
) -> Result<(), Error> {
    let inner = value.trim_matches('\'');
    if why == InvalidSource::UnknownKeyword || why == InvalidSource::InvalidNonce {
        if inner.eq_ignore_ascii_case("nonce") || why == InvalidSource::InvalidNonce {
            return Err(Error::new(
                ErrorKind::UnfilledPlaceholder,
                format!("{value:?} is no nonce, and nothing makes it one; use {NONCE_PLACE}"),
            )
            .about_value(value));
        }
        if let Some(meant) = closest(value, Keyword::all().map(Keyword::as_str)) {
            return Err(Error::new(
                ErrorKind::UnknownKeyword,
                format!("{value:?} is no keyword, so browsers would ignore it"),
            )
            .about_value(value)
            .with_suggestion(meant));
        }
    }
    let mut warning = context
        .warning("invalid-source", &format!("{value:?} {}", why.explain()))
        .about_value(value);
    if why == InvalidSource::UnknownKeyword && SourceExpression::parse(inner).is_ok() {
        warning = warning.with_help(format!(
            "write {inner} without quotes: only keywords have them"
        ));
    }
    warnings.push(warning);
    Ok(())
}

fn check_endpoint(
    values: &[String],
    context: &Context<'_>,
    warnings: &mut Vec<Diagnostic>,
) -> Result<(), Error> {
    let [name, rest @ ..] = values else {
        warnings.push(context.warning("empty-report-to", "names no endpoint, so nothing is sent"));
        return Ok(());
    };
    if !rest.is_empty() {
        warnings.push(
            context
                .warning(
                    "value-not-expected",
                    "takes one name; browsers ignore the others",
                )
                .about_value(rest.join(" ")),
        );
    }
    match context.endpoints {
        Some(defined) => endpoint::check(name, defined),
        None => Ok(()),
    }
}
