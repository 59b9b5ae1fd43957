//! The characters of policies, and the text that parsed policies share.

use std::sync::Arc;

use crate::diagnostic::Span;

/// What each byte may be part of, as bits: one look into a table per byte keeps parsing fast.
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0_u8;
    while byte <= 0x7E {
        classes[byte as usize] = match byte {
            b'\t' | b'\n' | b'\x0C' | b'\r' | b' ' => WHITESPACE,
            b';' => SEMICOLON,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => VALUE | LABEL,
            0x21..=0x7E if byte != b',' => VALUE,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

const WHITESPACE: u8 = 1;
const SEMICOLON: u8 = 2;
const VALUE: u8 = 4;
const LABEL: u8 = 8;

fn has_class(byte: u8, class: u8) -> bool {
    CLASSES[byte as usize] & class != 0
}

/// [ASCII whitespace](https://infra.spec.whatwg.org/#ascii-whitespace): neither the vertical tab
/// nor any blank beyond ASCII counts.
pub(super) fn is_whitespace(byte: u8) -> bool {
    has_class(byte, WHITESPACE)
}

/// Whether a directive or a token ends here.
pub(super) fn ends_token(byte: u8) -> bool {
    has_class(byte, WHITESPACE | SEMICOLON)
}

/// Whether browsers keep a directive with this byte in its value (white space is no matter here).
/// The specification's parser drops only what is not ASCII; browsers also drop control bytes.
pub(super) fn is_value_byte(byte: u8) -> bool {
    has_class(byte, VALUE)
}

/// How many bytes from the start may stand in a value.
///
/// Nearly all the time of parsing is spent here, so it looks at eight bytes at once.
pub(super) fn value_length(bytes: &[u8]) -> usize {
    let (chunks, rest) = bytes.as_chunks::<8>();
    for (index, chunk) in chunks.iter().enumerate() {
        let odd = odd_bytes(u64::from_le_bytes(*chunk));
        if odd != 0 {
            return index * 8 + odd.trailing_zeros() as usize / 8;
        }
    }
    let length = rest.iter().position(|&byte| !is_value_byte(byte));
    chunks.len() * 8 + length.unwrap_or(rest.len())
}

/// Sets the top bit of every byte of `word` that no value may have. A byte above such a one may
/// be marked too, for a carry runs upwards; the lowest mark is always right.
fn odd_bytes(word: u64) -> u64 {
    const fn each(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; 8])
    }
    let is_zero = |word: u64| word.wrapping_sub(each(1)) & !word;
    let below_printable = word.wrapping_sub(each(0x21)) & !word;
    let above_printable = word.wrapping_add(each(0x80 - 0x7F)) | word;
    let separator = is_zero(word ^ each(b';')) | is_zero(word ^ each(b','));
    (below_printable | above_printable | separator) & each(0x80)
}

/// Whether a label of a host may hold this byte.
pub(super) fn is_label_byte(byte: u8) -> bool {
    has_class(byte, LABEL)
}

/// The parts of `text` that stand between ASCII whitespace.
pub(super) fn split_whitespace(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| u8::try_from(character).is_ok_and(is_whitespace))
        .filter(|part| !part.is_empty())
}

/// One header line or meta content, shared by the policies in it.
#[derive(Clone)]
pub(super) struct SharedText {
    text: Arc<str>,
    /// The bytes that were given, where they are not UTF-8.
    raw: Option<Arc<[u8]>>,
}

impl SharedText {
    /// Headers are bytes. Those that are no UTF-8 are shown as U+001A SUBSTITUTE, one for each
    /// byte, so that every position holds for the bytes as well as for the text.
    pub(super) fn new(bytes: &[u8]) -> Self {
        match str::from_utf8(bytes) {
            Ok(text) => Self {
                text: text.into(),
                raw: None,
            },
            Err(_) => Self {
                text: substitute_invalid(bytes).into(),
                raw: Some(bytes.into()),
            },
        }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        match &self.raw {
            Some(raw) => raw,
            None => self.text.as_bytes(),
        }
    }

    pub(super) fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// All of it, up to the length that spans can count.
    pub(super) fn span(&self) -> Span {
        if u32::try_from(self.text.len()).is_ok() {
            Span::from_offsets(0, self.text.len())
        } else {
            Span::new(0, 0)
        }
    }
}

fn substitute_invalid(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '\x1A'));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{is_value_byte, value_length};

    #[test]
    fn eight_bytes_at_once_are_read_as_one_by_one() {
        for byte in 0..=u8::MAX {
            for place in 0..20 {
                for filler in [b'!', b'~', b'-', b':', b'<', b'+'] {
                    let mut bytes = [filler; 20];
                    bytes[place] = byte;
                    let expected = if is_value_byte(byte) { 20 } else { place };
                    assert_eq!(value_length(&bytes), expected, "{byte} at {place}");
                }
            }
        }
        assert_eq!(value_length(b"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), 0);
    }
}
