//! Where the head of a document ends.
//!
//! A meta element counts only as a child of `<head>`, and a browser leaves the head at the first
//! thing that cannot stand in it, whatever the markup says.
//!
//! Specification: [the "in head" insertion mode](https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inhead).

use memchr::memmem;

use super::tag::{Namespace, StartTag};
use super::text::{is_html_space, starts_with_ignoring_case};

/// Which part of a document the reading is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The head, or what comes before it. A head that has been closed goes on for the elements
    /// that belong there.
    Head,
    Body,
    /// In or after a `<frameset>`, where there is nothing but frames.
    Frameset,
}

/// What a start tag does to the part of the document.
pub(super) fn after_start_tag(tag: StartTag<'_>) -> Part {
    if tag.namespace != Namespace::Html {
        return Part::Body;
    }
    match tag.name {
        "html" | "head" | "base" | "basefont" | "bgsound" | "link" | "meta" | "noframes"
        | "noscript" | "script" | "style" | "template" | "title" => Part::Head,
        "frameset" => Part::Frameset,
        _ => Part::Body,
    }
}

/// Whether what stands between two start tags of the head ends it: text, or the end tags that a
/// body begins with.
pub(super) fn ends_in(between: &[u8]) -> bool {
    let mut rest = between;
    loop {
        let space = rest.iter().take_while(|&&byte| is_html_space(byte)).count();
        rest = &rest[space..];
        if rest.is_empty() {
            return false;
        }
        match token_length(rest) {
            Some(length) => rest = &rest[length..],
            None => return true,
        }
    }
}

/// How long the white space, comments and doctype are that `text` begins with.
pub(super) fn leading_tokens(text: &[u8]) -> usize {
    let mark = text.len() - without_mark(text, true).len();
    let mut length = mark;
    loop {
        let rest = &text[length..];
        let space = rest.iter().take_while(|&&byte| is_html_space(byte)).count();
        let is_declaration = matches!(&rest[space..], [b'<', b'!' | b'?', ..]);
        match token_length(&rest[space..]).filter(|_| is_declaration) {
            Some(token) => length += space + token,
            None => return length + space,
        }
    }
}

/// The beginning of a document without the mark of its encoding, which is no text.
pub(super) fn without_mark(between: &[u8], is_first: bool) -> &[u8] {
    let mark = "\u{FEFF}".as_bytes();
    match between.strip_prefix(mark) {
        Some(rest) if is_first => rest,
        _ => between,
    }
}

/// How long a comment, a doctype or an end tag is that may stand in a head.
fn token_length(text: &[u8]) -> Option<usize> {
    if let Some(comment) = text.strip_prefix(b"<!--") {
        return Some(4 + comment_length(comment));
    }
    let is_tag_or_comment = match text {
        [b'<', b'/', letter, ..] if letter.is_ascii_alphabetic() => !["body", "html", "br"]
            .iter()
            .any(|name| is_named(&text[2..], name)),
        [b'<', b'/' | b'!' | b'?', ..] => true,
        _ => false,
    };
    is_tag_or_comment.then(|| memchr::memchr(b'>', text).map_or(text.len(), |end| end + 1))
}

fn comment_length(text: &[u8]) -> usize {
    if text.starts_with(b">") {
        return 1;
    }
    if text.starts_with(b"->") {
        return 2;
    }
    let mut from = 0;
    while let Some(dashes) = memmem::find(&text[from..], b"--") {
        from += dashes;
        match &text[from + 2..] {
            [b'>', ..] => return from + 3,
            [b'!', b'>', ..] => return from + 4,
            _ => from += 1,
        }
    }
    text.len()
}

fn is_named(tag: &[u8], name: &str) -> bool {
    starts_with_ignoring_case(tag, name.as_bytes())
        && tag
            .get(name.len())
            .is_none_or(|&byte| is_html_space(byte) || matches!(byte, b'/' | b'>'))
}

#[cfg(test)]
mod tests {
    use super::ends_in;

    #[test]
    fn a_head_goes_on_behind_comments_and_most_end_tags() {
        for between in [
            "",
            "\n\t ",
            "<!doctype html>",
            "<!-- a > b --> <!--> <!---> <!-- a --!>",
            "<?xml version='1.0'?>",
            "</head>\n",
            "</title></p></bodyguard>",
            "<!-- no end",
        ] {
            assert!(!ends_in(between.as_bytes()), "{between}");
        }
    }

    #[test]
    fn text_and_the_end_of_the_body_end_a_head() {
        for between in [
            "a",
            " \u{a0}",
            "</body>",
            "</HTML >",
            "</br/>",
            "<",
            "<!-- --> a",
        ] {
            assert!(ends_in(between.as_bytes()), "{between}");
        }
    }
}
