//! What is said about a page in the log of a program under development.

use std::fmt;

use stockade::diagnostic::printable;

use super::advice::GIVE_NONCE;

/// How much of a line, and of the finding in it, is shown, in characters.
const LONGEST_LINE: usize = 1000;
const LONGEST_MESSAGE: usize = 500;
/// The most lines of a page that one line of the log names.
const MOST_LINES: usize = 3;

/// What is blocked on the pages of one name, why, and what to do about it.
///
/// Nothing of a page reaches the log raw: what visitors have brought into it could forge lines
/// there, or steer the terminal that shows it. The page's nonce is left out.
///
/// ```
/// use stockade_markup::page::LogLine;
///
/// let line = LogLine {
///     page: "shop/basket.html",
///     message: "this inline script is blocked by script-src",
///     help: Some("give the element the page's nonce"),
///     lines: &[12, 40],
///     give_nonce: "give it {{ csp_nonce_attr() }}",
/// };
/// assert_eq!(
///     line.to_string(),
///     "shop/basket.html (lines 12, 40 of the page): this inline script is blocked by script-src. \
///      Give it {{ csp_nonce_attr() }}.",
/// );
/// ```
#[derive(Debug, Clone, Copy)]
pub struct LogLine<'l> {
    /// What the page was made of: a template, or a route.
    pub page: &'l str,
    /// The message of the [finding](super::PredictedViolation::diagnostic).
    pub message: &'l str,
    /// Its help.
    pub help: Option<&'l str>,
    /// Where in the page it is, each line once.
    pub lines: &'l [u32],
    /// How an element is given the nonce, in the words of the framework.
    pub give_nonce: &'l str,
}

impl fmt::Display for LogLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = shortened(self.message, LONGEST_MESSAGE);
        let mut line = format!("{} ({}): {message}.", self.page, named(self.lines));
        if let Some(help) = self.help {
            line.push(' ');
            line.push_str(&as_sentence(&help.replace(GIVE_NONCE, self.give_nonce)));
        }
        f.write_str(&safe(&line))
    }
}

/// The line for what is not shown one by one.
pub fn more_log_lines(page: &str, rest: usize) -> String {
    safe(&format!(
        "{page}: {rest} more kinds of things are blocked on this page."
    ))
}

fn as_sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(characters).chain(['.']).collect()
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
fn safe(line: &str) -> String {
    shortened(&printable(&without_nonces(line)), LONGEST_LINE)
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
