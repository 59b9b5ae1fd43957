//! The start of what was blocked.

use std::borrow::Cow;

/// In UTF-16 code units.
const LENGTH: usize = 40;

/// The first 40 UTF-16 code units. Half of a pair at the end becomes U+FFFD, as it does when a
/// browser writes a report.
pub(super) fn start(text: &str) -> Cow<'_, str> {
    let mut units = 0;
    for (at, character) in text.char_indices() {
        if units == LENGTH {
            return Cow::Borrowed(&text[..at]);
        }
        units += character.len_utf16();
        if units > LENGTH {
            return Cow::Owned(format!("{}\u{FFFD}", &text[..at]));
        }
    }
    Cow::Borrowed(text)
}

/// What is reported about a string at a Trusted Types sink.
pub(super) fn at_sink(sink: &str, text: &str) -> String {
    format!("{sink}|{}", start(text))
}

#[cfg(test)]
mod tests {
    use super::start;

    #[test]
    fn a_sample_has_forty_code_units() {
        let forty = "a".repeat(40);
        assert_eq!(start(&format!("{forty}b")), forty);
        assert_eq!(start(&forty), forty);
        assert_eq!(start("é"), "é");
    }

    #[test]
    fn a_pair_that_is_cut_leaves_a_replacement_character() {
        let text = format!("{}𝄞", "a".repeat(39));
        assert_eq!(start(&text), format!("{}\u{FFFD}", "a".repeat(39)));
        let text = format!("{}𝄞b", "a".repeat(38));
        assert_eq!(start(&text), format!("{}𝄞", "a".repeat(38)));
    }
}
