//! In which encoding a page is.

use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use lol_html::html_content::Element;
use lol_html::{ElementContentHandlers, HandlerResult, HtmlRewriter, Selector, Settings};

use super::text::{starts_with_ignoring_case, trim_html_space};

/// How much of a page browsers look at before they settle on its encoding.
pub(super) const SNIFFED: usize = 1024;

/// The encoding of a page: that of its byte order mark, else of the response's header, else of a
/// meta element near the beginning, else the one that the web of old was written in.
///
/// Specification: [determining the character encoding](https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding).
pub(super) fn of_page(start: &[u8], content_type: Option<&str>) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(start) {
        return encoding;
    }
    content_type
        .and_then(charset)
        .and_then(|label| Encoding::for_label(label.as_bytes()))
        .or_else(|| declared(start))
        .unwrap_or(WINDOWS_1252)
}

/// The `charset` of a content type.
fn charset(content_type: &str) -> Option<&str> {
    let at = content_type
        .as_bytes()
        .windows("charset".len())
        .position(|name| starts_with_ignoring_case(name, b"charset"))?;
    let value = trim_html_space(&content_type[at + "charset".len()..]);
    let value = trim_html_space(value.strip_prefix('=')?);
    match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next(),
        _ => value.split([';', ' ', '\t', '\n', '\r', '\x0C']).next(),
    }
}

/// What a meta element says.
fn declared(start: &[u8]) -> Option<&'static Encoding> {
    let meta: Selector = "meta".parse().ok()?;
    let found = Rc::new(Cell::new(None));
    let seen = Rc::clone(&found);
    let on_meta = move |element: &mut Element<'_, '_>| -> HandlerResult {
        if seen.get().is_none() {
            seen.set(declared_by(element));
        }
        Ok(())
    };
    let settings = Settings::new()
        .with_strict(false)
        .append_element_content_handler((
            Cow::Owned(meta),
            ElementContentHandlers::default().element(on_meta),
        ));
    let mut tokenizer = HtmlRewriter::new(settings, |_: &[u8]| {});
    // Whatever goes wrong, it does so again when the page is read, and is reported there.
    let _ = tokenizer.write(&start[..start.len().min(SNIFFED)]);
    found.get()
}

/// The encoding that a meta element declares.
pub(super) fn declared_by(meta: &Element<'_, '_>) -> Option<&'static Encoding> {
    let label = meta.get_attribute("charset").or_else(|| {
        let pragma = meta.get_attribute("http-equiv")?;
        let content = meta.get_attribute("content")?;
        pragma
            .eq_ignore_ascii_case("content-type")
            .then(|| charset(&content).map(str::to_owned))?
    })?;
    let encoding = Encoding::for_label(label.as_bytes())?;
    // A page in which this could be read is in no such encoding.
    Some(if encoding == UTF_16BE || encoding == UTF_16LE {
        UTF_8
    } else {
        encoding
    })
}

#[cfg(test)]
mod tests {
    use super::of_page;

    #[test]
    fn the_encoding_of_a_page_is_found_as_browsers_find_it() {
        for (start, content_type, expected) in [
            ("", None, "windows-1252"),
            ("", Some("text/html; charset=utf-8"), "UTF-8"),
            ("", Some("text/html;CHARSET=\"koi8-r\"; a=b"), "KOI8-R"),
            (
                "<meta charset=koi8-r>",
                Some("text/html; charset=UTF-8"),
                "UTF-8",
            ),
            (
                "<meta charset=koi8-r>",
                Some("text/html; charset=nonsense"),
                "KOI8-R",
            ),
            (
                "<!-- <meta charset=koi8-r> --><meta charset=utf-8>",
                None,
                "UTF-8",
            ),
            ("<meta charset=utf-16le>", None, "UTF-8"),
            (
                "<meta http-equiv=Content-Type content='text/html; charset=latin1'>",
                None,
                "windows-1252",
            ),
            (
                "\u{FEFF}<meta charset=koi8-r>",
                Some("text/html; charset=koi8-r"),
                "UTF-8",
            ),
        ] {
            let found = of_page(start.as_bytes(), content_type);
            assert_eq!(found.name(), expected, "{start} {content_type:?}");
        }
        assert_eq!(of_page(b"\xFF\xFEa\0", None).name(), "UTF-16LE");
    }
}
