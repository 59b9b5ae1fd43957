//! The tokenizer, and how it drives the reading.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use encoding_rs::{Encoding, UTF_8};
use lol_html::html_content::Element;
use lol_html::{
    AsciiCompatibleEncoding, ElementContentHandlers, HandlerResult, HtmlRewriter, Selector,
    Settings,
};

use super::document::DocumentState;
use super::doubt;
use super::reader::Reader;
use super::report::Report;
use super::window::Window;

/// How much of a page is given to the tokenizer at once.
const PIECE: usize = 64 * 1024;

/// Scans a document that arrives in pieces.
pub(super) struct Scanner<'r, R> {
    shared: Rc<RefCell<Shared<R>>>,
    tokenizer: Option<Tokenizer<'r>>,
    /// How many bytes the tokenizer is done with.
    consumed: Rc<Cell<usize>>,
}

type Tokenizer<'r> = HtmlRewriter<'r, Sink<'r>>;

/// Takes what the tokenizer is done with.
type Sink<'r> = Box<dyn FnMut(&[u8]) + 'r>;

/// What the tokenizer's handler and the scanner both need.
struct Shared<R> {
    window: Window,
    reader: Reader,
    report: R,
}

impl<'r, R: Report + 'r> Scanner<'r, R> {
    pub(super) fn new(document: DocumentState, encoding: &'static Encoding, report: R) -> Self {
        let shared = Rc::new(RefCell::new(Shared {
            window: Window::default(),
            reader: Reader::new(document, encoding),
            report,
        }));
        let consumed = Rc::new(Cell::new(0));
        Self {
            tokenizer: tokenizer(&shared, &consumed, encoding),
            shared,
            consumed,
        }
    }

    /// Reads the next piece.
    pub(super) fn write(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(PIECE) {
            self.write_piece(piece);
        }
    }

    fn write_piece(&mut self, piece: &[u8]) {
        let Some(tokenizer) = &mut self.tokenizer else {
            return;
        };
        self.shared.borrow_mut().window.push(piece);
        if let Err(error) = tokenizer.write(piece) {
            self.give_up(&error);
            return;
        }
        let Shared {
            window,
            reader,
            report,
        } = &mut *self.shared.borrow_mut();
        reader.end_tags(window, report);
        let needed = reader.needed_from(self.consumed.get());
        report.pass(window, needed);
        window.forget_before(needed);
    }

    /// All of the document has arrived. Returns what is known of it.
    pub(super) fn end(mut self) -> DocumentState {
        self.finish();
        self.shared.borrow().reader.document.clone()
    }

    /// All of the document has arrived. Returns something of whom was reported to.
    pub(super) fn end_with<T>(mut self, take: impl FnOnce(&mut R) -> T) -> T {
        self.finish();
        take(&mut self.shared.borrow_mut().report)
    }

    fn finish(&mut self) {
        if let Some(tokenizer) = self.tokenizer.take()
            && let Err(error) = tokenizer.end()
        {
            self.give_up(&error);
        }
        let Shared {
            window,
            reader,
            report,
        } = &mut *self.shared.borrow_mut();
        reader.end(window, report);
    }

    fn give_up(&mut self, error: &dyn std::error::Error) {
        self.tokenizer = None;
        let Shared { window, report, .. } = &mut *self.shared.borrow_mut();
        report.doubt(window, doubt::not_read(error), window.end()..window.end());
    }
}

fn tokenizer<'r, R: Report + 'r>(
    shared: &Rc<RefCell<Shared<R>>>,
    consumed: &Rc<Cell<usize>>,
    encoding: &'static Encoding,
) -> Option<Tokenizer<'r>> {
    let every: Selector = "*".parse().ok()?;
    let encoding =
        AsciiCompatibleEncoding::new(encoding).or_else(|| AsciiCompatibleEncoding::new(UTF_8))?;
    let shared = Rc::clone(shared);
    let consumed = Rc::clone(consumed);
    let on_element = move |element: &mut Element<'_, '_>| -> HandlerResult {
        let Shared {
            window,
            reader,
            report,
        } = &mut *shared.borrow_mut();
        reader.start_tag(element, window, report);
        Ok(())
    };
    let settings = Settings::new()
        .with_strict(false)
        .with_encoding(encoding)
        .append_element_content_handler((
            std::borrow::Cow::Owned(every),
            ElementContentHandlers::default().element(on_element),
        ));
    // Nothing is changed, so what comes out is what the tokenizer is done with.
    let sink: Sink<'r> = Box::new(move |bytes| consumed.set(consumed.get() + bytes.len()));
    Some(HtmlRewriter::new(settings, sink))
}
