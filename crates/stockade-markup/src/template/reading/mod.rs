//! How an HTML tokenizer reads a stretch of a template whose syntax has been masked.

mod place;
mod start_tag;

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;

use lol_html::html_content::{Comment, Doctype, Element, TextChunk, TextType};
use lol_html::{
    DocumentContentHandlers, ElementContentHandlers, HandlerResult, HtmlRewriter, Selector,
    Settings,
};
use stockade::Span;

pub use place::Place;
pub(crate) use start_tag::StartTag;

/// What a tokenizer made of one stretch of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reading {
    /// Every start tag that lies wholly in the stretch.
    pub(crate) tags: Vec<StartTag>,
    /// The place at the end of the stretch.
    pub(crate) end: Place,
    /// In order; what no piece covers belongs to end tags.
    pieces: Vec<(Span, Place)>,
}

/// The markup could be read in two ways, depending on what surrounds it. This is one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ambiguous(pub(crate) Reading);

/// Brings the tokenizer out of whatever the stretch left open, so that the last piece is reported.
/// Its first byte goes on with what was open, and so tells the place at the end.
const ENDING: &str = "\u{1}\"'>-->";

impl Reading {
    /// Reads the `stretch` of `masked`, the tokenizer being in `start` when it begins.
    pub(crate) fn new(masked: &str, stretch: Span, start: Place) -> Result<Self, Ambiguous> {
        let text = masked.get(stretch.range()).unwrap_or_default();
        let page = [start.opening(), text, ENDING].concat();
        let read = |is_strict| {
            let mut reader = Reader::new(&page, stretch, start);
            let result = tokenize(&page, &mut reader, is_strict);
            (reader.finish(), result)
        };
        match read(true) {
            (reading, Ok(())) => Ok(reading),
            (_, Err(_)) => Err(Ambiguous(read(false).0)),
        }
    }

    /// Whether it has the very same start tag in the same place.
    pub(crate) fn has(&self, tag: &StartTag) -> bool {
        let found = self
            .tags
            .binary_search_by_key(&tag.span.start(), |other| other.span.start());
        found.is_ok_and(|index| self.tags.get(index) == Some(tag))
    }

    /// The place of the byte at `offset`.
    pub(crate) fn place_at(&self, offset: u32) -> Place {
        let after = self
            .pieces
            .partition_point(|(span, _)| span.start() <= offset);
        // The values of a tag's attributes come after the tag itself, and lie in it.
        let before = self.pieces.get(..after).unwrap_or_default();
        before
            .iter()
            .rev()
            .find(|(span, _)| offset < span.end())
            .map_or(Place::Tag, |(_, place)| *place)
    }
}

fn tokenize(
    page: &str,
    reader: &mut Reader<'_>,
    is_strict: bool,
) -> Result<(), Box<dyn std::error::Error>> {
    let every: Selector = "*".parse()?;
    let reader = RefCell::new(reader);
    let settings = Settings::new()
        .with_strict(is_strict)
        .append_element_content_handler((
            Cow::Owned(every),
            ElementContentHandlers::default().element(
                |element: &mut Element<'_, '_>| -> HandlerResult {
                    reader.borrow_mut().element(element);
                    Ok(())
                },
            ),
        ))
        .append_document_content_handler(
            DocumentContentHandlers::default()
                .doctype(|doctype: &mut Doctype<'_>| -> HandlerResult {
                    let bytes = doctype.source_location().bytes();
                    reader.borrow_mut().piece(&bytes, Place::Comment);
                    Ok(())
                })
                .comments(|comment: &mut Comment<'_>| -> HandlerResult {
                    let bytes = comment.source_location().bytes();
                    reader.borrow_mut().piece(&bytes, Place::Comment);
                    Ok(())
                })
                .text(|text: &mut TextChunk<'_>| -> HandlerResult {
                    reader.borrow_mut().text(text);
                    Ok(())
                }),
        );
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    rewriter.write(page.as_bytes())?;
    rewriter.end()?;
    Ok(())
}

/// Collects the tokens of one page: a stretch of a file between an opening and an ending.
struct Reader<'a> {
    page: &'a [u8],
    offsets: Offsets,
    start: Place,
    tags: Vec<StartTag>,
    pieces: Vec<(Span, Place)>,
    /// How many `<svg>` and `<math>` elements are open.
    foreign_depth: Rc<Cell<usize>>,
    /// Whose text a raw text is.
    last_name: String,
}

impl<'a> Reader<'a> {
    fn new(page: &'a str, stretch: Span, start: Place) -> Self {
        Self {
            page: page.as_bytes(),
            offsets: Offsets {
                opening: start.opening().len(),
                stretch,
            },
            start,
            tags: Vec::new(),
            pieces: Vec::new(),
            foreign_depth: Rc::default(),
            last_name: String::new(),
        }
    }

    fn element(&mut self, element: &mut Element<'_, '_>) {
        self.last_name = element.tag_name();
        self.piece(&element.source_location().bytes(), Place::Tag);
        for attribute in element.attributes() {
            if let Some(value) = attribute.value_source_location() {
                self.value(&value.bytes());
            }
        }
        if matches!(self.last_name.as_str(), "svg" | "math") {
            self.enter_foreign(element);
        }
        self.tags.extend(StartTag::read(element, self.offsets));
    }

    fn enter_foreign(&self, element: &mut Element<'_, '_>) {
        if element.is_self_closing() {
            return;
        }
        if let Some(handlers) = element.end_tag_handlers() {
            let depth = Rc::clone(&self.foreign_depth);
            depth.set(depth.get() + 1);
            handlers.push(Box::new(move |_| {
                depth.set(depth.get().saturating_sub(1));
                Ok(())
            }));
        }
    }

    fn value(&mut self, bytes: &Range<usize>) {
        let place = if bytes.start <= self.offsets.opening && self.start.is_value() {
            self.start
        } else {
            match self.page.get(bytes.start.wrapping_sub(1)) {
                Some(b'"') => Place::DoubleQuotedValue,
                Some(b'\'') => Place::SingleQuotedValue,
                _ => Place::UnquotedValue,
            }
        };
        self.piece(bytes, place);
    }

    fn text(&mut self, text: &TextChunk<'_>) {
        let place = match text.text_type() {
            TextType::ScriptData => Place::Script,
            TextType::RawText if self.last_name == "style" => Place::Style,
            TextType::RawText | TextType::RCData | TextType::PlainText => Place::Text,
            _ if self.foreign_depth.get() > 0 => Place::Foreign,
            TextType::Data | TextType::CDataSection => Place::Markup,
        };
        let span = self.piece(&text.source_location().bytes(), place);
        if matches!(place, Place::Script | Place::Style)
            && let Some(tag) = self.tags.last_mut()
            && tag.content.end() == span.start()
        {
            tag.content = Span::new(tag.content.start(), span.end());
        }
    }

    fn piece(&mut self, bytes: &Range<usize>, place: Place) -> Span {
        let span = Span::new(
            self.offsets.in_file(bytes.start),
            self.offsets.in_file(bytes.end),
        );
        self.pieces.push((span, place));
        span
    }

    fn finish(self) -> Reading {
        let stretch = self.offsets.stretch;
        let mut reading = Reading {
            // The ending itself is no part of the template.
            tags: self
                .tags
                .into_iter()
                .filter(|tag| tag.span.end() <= stretch.end())
                .map(|tag| tag.with_content_up_to(stretch.end()))
                .collect(),
            end: Place::Markup,
            pieces: self.pieces,
        };
        reading.end = reading.place_at(stretch.end());
        reading
    }
}

/// Turns places on the page that is read into places in the file.
#[derive(Clone, Copy)]
struct Offsets {
    /// How long the opening is.
    opening: usize,
    stretch: Span,
}

impl Offsets {
    /// What lies before the stretch counts as its first byte.
    fn in_file(self, offset: usize) -> u32 {
        let inside = offset.saturating_sub(self.opening);
        let inside = u32::try_from(inside).unwrap_or(u32::MAX);
        self.stretch.start().saturating_add(inside)
    }

    /// `None` for what begins before the stretch.
    fn span(self, bytes: &Range<usize>) -> Option<Span> {
        (bytes.start >= self.opening)
            .then(|| Span::new(self.in_file(bytes.start), self.in_file(bytes.end)))
    }
}
