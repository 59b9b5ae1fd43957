//! Halves of surrogate pairs, which JSON can write and text in Rust cannot hold.

use std::borrow::Cow;

/// How many bytes `\ud800` has.
const ESCAPE: usize = 6;

/// The line with `\uFFFD` instead of every escape that is half a pair. That is what browsers make
/// of one before they hash a text. Nothing moves: both escapes have the same length.
pub(super) fn replace_halves(line: &str) -> Cow<'_, str> {
    let bytes = line.as_bytes();
    let mut replaced = Cow::Borrowed(line);
    let mut at = 0;
    while let Some(escape) = backslash(bytes, at) {
        at = escape;
        at += match (unit(bytes, at), unit(bytes, at + ESCAPE)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 2 * ESCAPE,
            (Some(0xD800..=0xDFFF), _) => {
                replaced.to_mut().replace_range(at..at + ESCAPE, "\\uFFFD");
                ESCAPE
            }
            // Another escape, whose next character is part of it.
            _ => 2,
        };
    }
    replaced
}

/// Where the next backslash stands.
fn backslash(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.iter()
        .position(|&byte| byte == b'\\')
        .map(|offset| from + offset)
}

/// The code unit that is escaped here.
fn unit(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + ESCAPE)?.strip_prefix(b"\\u")?;
    let digits = str::from_utf8(digits).ok()?;
    digits
        .bytes()
        .all(|digit| digit.is_ascii_hexdigit())
        .then(|| u16::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::replace_halves;

    #[test]
    fn only_halves_are_replaced() {
        for (line, expected) in [
            (r#""a""#, r#""a""#),
            (r#""\ud83d\ude00""#, r#""\ud83d\ude00""#),
            (r#""\ud83d""#, r#""\uFFFD""#),
            (
                r#""\uDE00\ud83d\ude00\ud83dx""#,
                r#""\uFFFD\ud83d\ude00\uFFFDx""#,
            ),
            (r#""\ud83d\ud83d\ude00""#, r#""\uFFFD\ud83d\ude00""#),
            (r#""\\ud83d""#, r#""\\ud83d""#),
            (r#""\ud8"#, r#""\ud8"#),
            (r"\", r"\"),
        ] {
            assert_eq!(replace_halves(line), expected, "{line}");
        }
    }
}
