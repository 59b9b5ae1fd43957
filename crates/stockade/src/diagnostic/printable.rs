//! Text of strangers, made fit for a terminal or a log.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with everything written out that would not be seen, or that would steer a terminal:
/// control characters, and those that turn the direction of writing or have no width. Findings
/// quote pages and policies, which somebody else may have written.
///
/// ```
/// use stockade::diagnostic::printable;
///
/// assert_eq!(printable("img-src \u{1b}[2J\n"), "img-src \\u{1b}[2J\\n");
/// ```
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut printable = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_hidden(character) {
            // Writing to a string does not fail.
            let _ = write!(printable, "{}", character.escape_default());
        } else {
            printable.push(character);
        }
    }
    Cow::Owned(printable)
}

/// Whether a character is not seen, or steers a terminal.
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{AD}' | '\u{61C}' | '\u{FEFF}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
        )
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn what_would_steer_a_terminal_is_written_out() {
        assert_eq!(printable("a\u{1b}[2Jb\r\n"), "a\\u{1b}[2Jb\\r\\n");
        assert_eq!(printable("\u{9b}1m"), "\\u{9b}1m");
        assert_eq!(printable("user\u{202E}txt.exe"), "user\\u{202e}txt.exe");
    }

    #[test]
    fn other_text_stays_as_it_is() {
        assert_eq!(
            printable("script-src 'self'; größe 漢字"),
            "script-src 'self'; größe 漢字"
        );
    }
}
