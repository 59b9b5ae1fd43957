//! Text as a browser reads it from the bytes of a page.

mod character_reference;
mod foreign;
mod named_reference;
mod offsets;

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};
use memchr::{memchr, memchr2, memchr3};

use character_reference::Standing;
pub(super) use foreign::foreign;
pub(super) use offsets::Offsets;

/// Where a text stands, which decides what is special in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextKind {
    /// The value of an attribute.
    Attribute,
    /// The text of an HTML `<script>` or `<style>`, in which nothing is a character reference.
    Raw,
    /// The text of an element of SVG.
    Foreign,
}

/// A text, and where in the page its parts stand.
#[derive(Debug, Clone)]
pub(super) struct Text<'b> {
    pub(super) text: Cow<'b, str>,
    pub(super) offsets: Offsets,
}

/// Decodes bytes: characters, line breaks (each is one LF to a browser), NUL, references.
///
/// Specification: [preprocessing the input stream](https://html.spec.whatwg.org/multipage/parsing.html#preprocessing-the-input-stream).
pub(super) fn decode<'b>(bytes: &'b [u8], kind: TextKind, encoding: &'static Encoding) -> Text<'b> {
    if let (true, Ok(text)) = (encoding == UTF_8 || bytes.is_ascii(), str::from_utf8(bytes)) {
        return decode_characters(text, kind);
    }
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    Text {
        text: Cow::Owned(decode_characters(&text, kind).text.into_owned()),
        offsets: Offsets::coarse(bytes.len()),
    }
}

fn decode_characters(text: &str, kind: TextKind) -> Text<'_> {
    let mut offsets = Offsets::default();
    let Some(first) = next_special(text, 0, kind) else {
        return Text {
            text: Cow::Borrowed(text),
            offsets,
        };
    };
    let mut decoded = String::with_capacity(text.len());
    let (mut done, mut special) = (0, Some(first));
    while let Some(at) = special {
        decoded.push_str(&text[done..at]);
        let length = read_special(&text[at..], kind, &mut decoded);
        done = at + length;
        offsets.step(decoded.len(), done);
        special = next_special(text, done, kind);
    }
    decoded.push_str(&text[done..]);
    Text {
        text: Cow::Owned(decoded),
        offsets,
    }
}

fn next_special(text: &str, from: usize, kind: TextKind) -> Option<usize> {
    let rest = &text.as_bytes()[from..];
    let found = match kind {
        TextKind::Raw => memchr2(b'\r', b'\0', rest),
        TextKind::Attribute | TextKind::Foreign => memchr3(b'\r', b'\0', b'&', rest),
    };
    found.map(|at| from + at)
}

/// Appends what the special character at the beginning of `text` stands for, and returns how much
/// of the text that is.
fn read_special(text: &str, kind: TextKind, decoded: &mut String) -> usize {
    match text.as_bytes().first() {
        Some(b'\r') => {
            decoded.push('\n');
            1 + usize::from(text.as_bytes().get(1) == Some(&b'\n'))
        }
        Some(b'\0') => {
            decoded.push(char::REPLACEMENT_CHARACTER);
            1
        }
        _ => {
            let standing = match kind {
                TextKind::Attribute => Standing::Attribute,
                TextKind::Raw | TextKind::Foreign => Standing::Text,
            };
            character_reference::read(text, standing, decoded).unwrap_or_else(|| {
                decoded.push('&');
                1
            })
        }
    }
}

/// White space between tokens of HTML.
pub(super) fn is_html_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\x0C' | b'\r' | b' ')
}

/// The text without HTML's white space around it.
pub(super) fn trim_html_space(text: &str) -> &str {
    text.trim_matches(|c: char| matches!(c, '\t' | '\n' | '\x0C' | '\r' | ' '))
}

/// Whether `text` begins with `prefix`, whatever its case.
pub(super) fn starts_with_ignoring_case(text: &[u8], prefix: &[u8]) -> bool {
    text.get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// Whether the bytes hold `needle`, whatever its case; `needle` begins with a letter in lower
/// case.
pub(super) fn contains_ignoring_case(haystack: &[u8], needle: &[u8]) -> bool {
    let Some(&first) = needle.first() else {
        return true;
    };
    let mut rest = haystack;
    while let Some(at) = memchr2(first, first.to_ascii_uppercase(), rest) {
        if starts_with_ignoring_case(&rest[at..], needle) {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}

/// Whether the bytes hold this one.
pub(super) fn contains(haystack: &[u8], byte: u8) -> bool {
    memchr(byte, haystack).is_some()
}
