//! Where a meta element can be put that governs the whole page.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use lol_html::html_content::Element;
use lol_html::{ElementContentHandlers, HandlerResult, HtmlRewriter, Selector, Settings};

use super::encoding::{SNIFFED, declared_by};
use super::head::leading_tokens;

/// Places at the start of a head, in bytes of the page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HeadStart {
    /// Where the first child of the head stands, or would.
    pub first: usize,
    /// The end of the meta element that declares the encoding, where one does. Browsers look for
    /// it in the first 1,024 bytes only.
    pub behind_encoding: Option<usize>,
}

/// How much of a page is looked at for the start tag of its head.
const LOOKED_AT: usize = 64 << 10;

/// Finds the start of the head of a page, whether or not there is a tag for it.
///
/// ```
/// use stockade_markup::page::head_start;
///
/// let page = b"<!doctype html>\n<html lang=en><head><meta charset=utf-8><title>Tea</title>";
/// let found = head_start(page);
/// assert!(page[found.first..].starts_with(b"<meta"));
/// assert!(page[found.behind_encoding.unwrap()..].starts_with(b"<title"));
/// ```
///
/// Specification: [the "before head" insertion mode](https://html.spec.whatwg.org/multipage/parsing.html#the-before-head-insertion-mode).
pub fn head_start(html: &[u8]) -> HeadStart {
    let html = &html[..html.len().min(LOOKED_AT)];
    let search = Rc::new(RefCell::new(Search {
        found: HeadStart {
            first: leading_tokens(html),
            behind_encoding: None,
        },
        is_before_head: true,
    }));
    let seen = Rc::clone(&search);
    // Handlers borrow nothing.
    let page: Rc<[u8]> = html.into();
    let on_element = move |element: &mut Element<'_, '_>| -> HandlerResult {
        seen.borrow_mut().start_tag(element, &page);
        Ok(())
    };
    let Ok(every) = "*".parse::<Selector>() else {
        return HeadStart::default();
    };
    let settings = Settings::new()
        .with_strict(false)
        .append_element_content_handler((
            Cow::Owned(every),
            ElementContentHandlers::default().element(on_element),
        ));
    let mut tokenizer = HtmlRewriter::new(settings, |_: &[u8]| {});
    // A page that is too deep for the tokenizer has begun long before.
    let _ = tokenizer.write(html);
    search.borrow().found
}

struct Search {
    found: HeadStart,
    /// Whether the start tags of the page and its head may still come.
    is_before_head: bool,
}

impl Search {
    fn start_tag(&mut self, element: &Element<'_, '_>, page: &[u8]) {
        let tag = element.source_location().bytes();
        let name = element.tag_name();
        let is_next = self.is_before_head && self.found.first == tag.start;
        self.is_before_head = is_next && name == "html";
        match name.as_str() {
            "html" if is_next => self.found.first = tag.end + leading_tokens(&page[tag.end..]),
            "head" if is_next => self.found.first = tag.end,
            _ => {}
        }
        if name == "meta"
            && self.found.behind_encoding.is_none()
            && tag.end <= SNIFFED
            && declared_by(element).is_some()
        {
            self.found.behind_encoding = Some(tag.end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::head_start;

    #[test]
    fn the_head_begins_where_its_first_child_is() {
        for page in [
            "|<title>a</title>",
            "<!doctype html>\n|<title>a</title>",
            "<!doctype html><html>|<body>",
            "\u{FEFF}<!-- a > b -->\n<!doctype html>\n<!-- c -->\n<html lang='>'>\n<head data-a='>'>|\n<title>a</title>",
            "<html>\n<!-- c -->|<title>a</title></html>",
            "|<p>a</p><html><head>",
            "<html>|text<head>",
            "|text<html><head>",
            "|",
        ] {
            let at = page.find('|').unwrap();
            let found = head_start(page.replace('|', "").as_bytes());
            assert_eq!(found.first, at, "{page}");
        }
    }

    #[test]
    fn a_declared_encoding_is_found_where_browsers_look_for_it() {
        let page = "<head><title>a</title><meta charset=utf-8>|<link rel=icon href=a>";
        let at = page.find('|').unwrap();
        let found = head_start(page.replace('|', "").as_bytes());
        assert_eq!(found.behind_encoding, Some(at));

        let late = format!("<head><!--{}--><meta charset=utf-8>", " ".repeat(1024));
        assert_eq!(head_start(late.as_bytes()).behind_encoding, None);
    }
}
