//! White space, as browsers strip it.

/// The text without white space around it.
///
/// Browsers strip more than HTML's white space from nonces and samples: also the vertical tab and
/// the blanks of Unicode, but not the one that never breaks.
pub(crate) fn strip(text: &str) -> &str {
    text.trim_matches(is_white_space)
}

fn is_white_space(character: char) -> bool {
    matches!(
        character,
        '\t'..='\r' | ' ' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{2028}' | '\u{205F}' | '\u{3000}'
    )
}

#[cfg(test)]
mod tests {
    use super::strip;

    #[test]
    fn the_blank_that_never_breaks_is_kept() {
        assert_eq!(strip("\n\t\u{B} \u{3000}\u{A0} a \r"), "\u{A0} a");
    }
}
