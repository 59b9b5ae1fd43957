//! The start of what was blocked.
//!
//! The specification takes the first 40 characters; browsers also strip white space.

use std::borrow::Cow;

use crate::white_space;

/// In UTF-16 code units.
const LENGTH: usize = 40;

/// The start of inline code.
pub(super) fn of_inline(source: &str) -> String {
    start(white_space::strip(source)).into_owned()
}

/// The start of a string that was to be compiled. Here browsers strip white space last.
pub(super) fn of_eval(source: &str) -> String {
    white_space::strip(&start(source)).to_owned()
}

/// The start of a string at a Trusted Types sink.
pub(super) fn at_sink(sink: &str, text: &str) -> String {
    format!("{sink}|{}", start(white_space::strip(text)))
}

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

#[cfg(test)]
mod tests {
    use super::{of_eval, of_inline, start};

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

    #[test]
    fn white_space_counts_only_in_front_of_strings_to_compile() {
        let text = format!("  {}", "a".repeat(50));
        assert_eq!(of_inline(&text), "a".repeat(40));
        assert_eq!(of_eval(&text), "a".repeat(38));
    }
}
