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
