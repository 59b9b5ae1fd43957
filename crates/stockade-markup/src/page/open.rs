//! The open elements whose end matters.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use lol_html::html_content::{Element, EndTag};

use super::When;
use super::attempts::{Media, Method, Surroundings};
use super::tag::{Namespace, StartTag, TagPlaces};

/// An element whose end matters.
pub(super) struct Open {
    number: usize,
    pub(super) kind: Kind,
    /// The start tag, of which the attributes are kept if it is asked for again.
    pub(super) places: TagPlaces,
    /// Kept if it is asked for again.
    pub(super) name: String,
    pub(super) namespace: Namespace,
    /// When what is in it is seen.
    seen: Option<When>,
}

/// Why the end of an element matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// What it attempts depends on its text.
    Script,
    /// What it attempts depends on its text.
    Style,
    /// Its text is markup where scripts do not run.
    Noscript,
    /// Its content is no part of the document.
    Template,
    /// Sources and tracks may follow.
    Media(Media),
    /// What is in it is seen if it fails itself.
    Object(Option<When>),
    /// Outside of tables, their parts are nothing.
    Table,
    /// In one, another is nothing.
    Select,
    /// In a form, others are nothing.
    Form(Method),
    /// A form in a form, which is nothing: but its end tag ends the other one.
    FormInForm,
    /// Its text does not end the head.
    Text,
}

/// The end of an element.
pub(super) struct Ended {
    number: usize,
    pub(super) tag: Range<usize>,
}

/// The open elements, outermost first.
#[derive(Default)]
pub(super) struct OpenElements {
    stack: Vec<Open>,
    /// How many there have been: each has a number.
    count: usize,
    /// Where the tokenizer notes the ends that it comes to.
    ended: Rc<RefCell<Vec<Ended>>>,
    templates: usize,
    tables: usize,
    selects: usize,
    form: Option<Method>,
}

impl OpenElements {
    /// Whether what is read is in a template, and so no part of the document.
    pub(super) fn in_template(&self) -> bool {
        self.templates > 0
    }

    /// Whether what is read is in a `<select>`.
    pub(super) fn in_select(&self) -> bool {
        self.selects > 0
    }

    /// Whether an element comes to be where its start tag stands.
    pub(super) fn allow(&self, tag: StartTag<'_>) -> bool {
        if !tag.is_html() {
            return true;
        }
        match tag.name {
            "caption" | "col" | "colgroup" | "tbody" | "td" | "tfoot" | "th" | "thead" | "tr" => {
                self.tables > 0
            }
            "form" => self.form.is_none(),
            "select" => self.selects == 0,
            _ => true,
        }
    }

    /// What the open elements make of one in them.
    pub(super) fn surroundings(&self) -> Surroundings {
        let Some(innermost) = self.stack.last() else {
            return Surroundings::default();
        };
        Surroundings {
            in_picture: innermost.kind == Kind::Media(Media::Picture),
            seen: innermost.seen,
        }
    }

    /// The `<audio>`, `<video>` or `<picture>` that a source is for.
    pub(super) fn media(&mut self) -> Option<&mut Media> {
        match &mut self.stack.last_mut()?.kind {
            Kind::Media(media) => Some(media),
            _ => None,
        }
    }

    /// How the form around an element is sent; `None` if there is none.
    pub(super) fn form(&self) -> Option<Method> {
        self.form
    }

    /// Where the first start tag begins that will be asked for again.
    pub(super) fn needed_from(&self) -> Option<usize> {
        self.stack
            .iter()
            .find(|open| open.kind.has_text())
            .map(|open| open.places.tag.start)
    }

    /// Notes that an element is open. Returns it if it closes itself, as elements of SVG may.
    pub(super) fn push(
        &mut self,
        element: &mut Element<'_, '_>,
        kind: Kind,
        tag: StartTag<'_>,
    ) -> Option<Open> {
        let number = self.count;
        let open = Open {
            number,
            kind,
            places: tag.places.keep(kind.has_text()),
            name: if kind.has_text() {
                tag.name.to_owned()
            } else {
                String::new()
            },
            namespace: tag.namespace,
            seen: match kind {
                Kind::Media(Media::Picture) => self.surroundings().seen,
                Kind::Media(_) => None,
                Kind::Object(seen) => seen,
                _ => self.surroundings().seen,
            },
        };
        let Some(handlers) = element.end_tag_handlers() else {
            return Some(open);
        };
        let ended = Rc::clone(&self.ended);
        handlers.push(Box::new(move |tag: &mut EndTag<'_>| {
            let tag = tag.source_location().bytes();
            ended.borrow_mut().push(Ended { number, tag });
            Ok(())
        }));
        self.count += 1;
        match kind {
            Kind::Template => self.templates += 1,
            Kind::Table => self.tables += 1,
            Kind::Select => self.selects += 1,
            Kind::Form(method) => self.form = Some(method),
            _ => {}
        }
        self.stack.push(open);
        None
    }

    /// The ends that have been read since this was asked last.
    pub(super) fn take_ended(&self) -> Vec<Ended> {
        if self.ended.borrow().is_empty() {
            Vec::new()
        } else {
            self.ended.take()
        }
    }

    /// Takes away the element that has ended.
    pub(super) fn close(&mut self, ended: &Ended) -> Option<Open> {
        let index = self
            .stack
            .iter()
            .rposition(|open| open.number == ended.number)?;
        let open = self.stack.remove(index);
        match open.kind {
            Kind::Template => self.templates -= 1,
            Kind::Table => self.tables -= 1,
            Kind::Select => self.selects -= 1,
            Kind::Form(_) | Kind::FormInForm => self.form = None,
            _ => {}
        }
        Some(open)
    }

    /// Takes away the innermost element, for the document has ended.
    pub(super) fn pop(&mut self) -> Option<Open> {
        self.stack.pop()
    }
}

impl Kind {
    /// Whether what it attempts depends on its text.
    fn has_text(self) -> bool {
        matches!(self, Self::Script | Self::Style | Self::Noscript)
    }
}
