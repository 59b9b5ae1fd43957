//! The text of a script or a style in SVG: there, what looks like markup is markup.

use std::borrow::Cow;
use std::ops::Range;

use encoding_rs::Encoding;
use memchr::{memchr, memchr3, memmem};

use super::{Offsets, Text, TextKind, decode};

/// The text that stands directly in the element, which is all that a browser takes for its script
/// or style: without comments, and without other elements and what is in them.
pub(in crate::page) fn foreign<'b>(bytes: &'b [u8], encoding: &'static Encoding) -> Text<'b> {
    if memchr(b'<', bytes).is_none() {
        return decode(bytes, TextKind::Foreign, encoding);
    }
    let mut text = String::new();
    let mut offsets = Offsets::default();
    let mut is_coarse = false;
    for (range, kind) in Pieces::of(bytes) {
        let piece = decode(&bytes[range.clone()], kind, encoding);
        is_coarse |= piece.offsets.is_coarse();
        offsets.append(&piece.offsets, text.len(), range.start);
        text.push_str(&piece.text);
    }
    if is_coarse {
        offsets = Offsets::coarse(bytes.len());
    }
    Text {
        text: Cow::Owned(text),
        offsets,
    }
}

/// The pieces of text, and how they are read.
struct Pieces<'b> {
    bytes: &'b [u8],
    position: usize,
    /// How many other elements are open.
    depth: usize,
}

impl<'b> Pieces<'b> {
    fn of(bytes: &'b [u8]) -> Self {
        Self {
            bytes,
            position: 0,
            depth: 0,
        }
    }

    /// Reads one token. Returns the place of its text, if it is one that counts.
    fn token(&mut self) -> Option<(Range<usize>, TextKind)> {
        let start = self.position;
        let rest = &self.bytes[start..];
        let counts = self.depth == 0;
        let (length, text) = if let Some(section) = rest.strip_prefix(b"<![CDATA[") {
            let inner = memmem::find(section, b"]]>").unwrap_or(section.len());
            let text = start + 9..start + 9 + inner;
            (9 + inner + 3, Some((text, TextKind::Raw)))
        } else if let Some(comment) = rest.strip_prefix(b"<!--") {
            let inner = memmem::find(comment, b"-->").unwrap_or(comment.len());
            (4 + inner + 3, None)
        } else if is_tag(rest) {
            let length = tag_length(rest);
            if rest.starts_with(b"</") {
                self.depth = self.depth.saturating_sub(1);
            } else if !rest[..length].ends_with(b"/>") {
                self.depth += 1;
            }
            (length, None)
        } else {
            let length = 1 + memchr(b'<', &rest[1..]).unwrap_or(rest.len() - 1);
            (length, Some((start..start + length, TextKind::Foreign)))
        };
        self.position = (start + length).min(self.bytes.len());
        text.filter(|_| counts)
    }
}

impl Iterator for Pieces<'_> {
    type Item = (Range<usize>, TextKind);

    fn next(&mut self) -> Option<Self::Item> {
        while self.position < self.bytes.len() {
            if let Some(piece) = self.token() {
                return Some(piece);
            }
        }
        None
    }
}

/// Whether a tag begins here, or what is read like one.
fn is_tag(text: &[u8]) -> bool {
    match text {
        [b'<', b'!' | b'?', ..] => true,
        [b'<', b'/', next, ..] | [b'<', next, ..] => next.is_ascii_alphabetic(),
        _ => false,
    }
}

/// Up to the `>` that stands in no quotes.
fn tag_length(text: &[u8]) -> usize {
    let mut position = 0;
    while let Some(found) = memchr3(b'"', b'\'', b'>', &text[position..]) {
        position += found + 1;
        match text[position - 1] {
            b'>' => return position,
            quote => match memchr(quote, &text[position..]) {
                Some(end) => position += end + 1,
                None => break,
            },
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use encoding_rs::UTF_8;

    use super::foreign;

    #[test]
    fn comments_and_other_elements_are_left_out() {
        for (source, expected) in [
            ("a &amp; b", "a & b"),
            ("a<!-- b -->c", "ac"),
            ("<![CDATA[a & <b>]]>c", "a & <b>c"),
            ("a<g/>b<g title='>'>c<g>d</g></g>e", "abe"),
            ("a < b", "a < b"),
            ("a<", "a<"),
        ] {
            assert_eq!(foreign(source.as_bytes(), UTF_8).text, expected, "{source}");
        }
    }

    #[test]
    fn places_are_kept() {
        let source = "a<!-- b -->&amp;url(c)";
        let text = foreign(source.as_bytes(), UTF_8);
        let at = text.text.find("url").unwrap();
        assert_eq!(&source[text.offsets.original(&(at..at + 6))], "url(c)");
    }
}
