//! What is said about a page.
//!
//! Nothing of a page reaches the log raw: what visitors have brought into it could forge lines
//! there, or steer the terminal that shows it.

use stockade::diagnostic::printable;
use stockade::policy::DirectiveName;
use stockade_markup::page::PredictedViolation;

use crate::Policies;

/// The target of warnings about pages.
pub const LOG_TARGET: &str = "stockade::pages";

/// How much of a warning, and of the finding in it, is shown, in characters.
const LONGEST_WARNING: usize = 1000;
const LONGEST_MESSAGE: usize = 500;
/// The most lines of a page that one warning names.
const MOST_LINES: usize = 3;

/// What the page check says for every framework alike.
const GIVE_NONCE: &str = "give the element the page's nonce";

/// What is blocked on which page and where, why, and what to do about it.
pub(super) fn warning(
    page: &str,
    violation: &PredictedViolation,
    lines: &[u32],
    give_nonce: &str,
) -> String {
    let finding = violation.diagnostic();
    let message = shortened(finding.message(), LONGEST_MESSAGE);
    let warning = format!("{page} ({}): {message}.", named(lines));
    match finding.help() {
        Some(help) => {
            let remedy = as_sentence(&help.replace(GIVE_NONCE, give_nonce));
            safe(&format!("{warning} {remedy}"))
        }
        None => safe(&warning),
    }
}

fn as_sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters).chain(['.']).collect()
}

/// There is more than is shown.
pub(super) fn more(page: &str, rest: usize) -> String {
    safe(&format!(
        "{page}: {rest} more kinds of things are blocked on this page."
    ))
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

/// Where in the page: "line 12 of the page", "lines 12, 15, 18 and 4 more of the page".
fn named(lines: &[u32]) -> String {
    let plural = if lines.len() > 1 { "s" } else { "" };
    let named: Vec<String> = lines.iter().take(MOST_LINES).map(u32::to_string).collect();
    let more = match lines.len().saturating_sub(MOST_LINES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("line{plural} {}{more} of the page", named.join(", "))
}

/// As one line without anything that a terminal obeys, and without the page's nonce.
fn safe(warning: &str) -> String {
    shortened(&printable(&without_nonces(warning)), LONGEST_WARNING)
}

/// The text with `'nonce-…'` for each nonce.
fn without_nonces(text: &str) -> String {
    let mut pieces = text.split("'nonce-");
    let mut safe = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        safe.push_str("'nonce-…");
        // Cut off where the text was, a nonce may have no end.
        safe.push_str(piece.find('\'').map_or("", |end| &piece[end..]));
    }
    safe
}

fn shortened(text: &str, width: usize) -> String {
    if text.chars().nth(width).is_none() {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{kept}…")
}
