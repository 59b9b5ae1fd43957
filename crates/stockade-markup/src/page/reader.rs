//! One document, read tag by tag.

use std::collections::HashSet;
use std::ops::Range;

use encoding_rs::Encoding;
use lol_html::html_content::Element;

use super::attempts::{self, Context, Media, Srcdoc, Surroundings};
use super::document::DocumentState;
use super::doubt;
use super::glance::Glance;
use super::head::{self, Part};
use super::nested;
use super::open::{Kind, Open, OpenElements};
use super::report::Report;
use super::tag::{Namespace, StartTag, TagPlaces};
use super::text::{TextKind, decode, foreign, starts_with_ignoring_case};
use super::window::Window;

/// Reads a document.
pub(super) struct Reader {
    pub(super) document: DocumentState,
    encoding: &'static Encoding,
    open: OpenElements,
    /// The attributes of `<html>` and `<body>` so far.
    on_the_root: HashSet<Vec<u8>>,
    on_the_body: HashSet<Vec<u8>>,
    /// Where the last tag of the head ended.
    seen_up_to: usize,
    /// Memory that is used again for each tag.
    places: TagPlaces,
    name: String,
}

impl Reader {
    pub(super) fn new(document: DocumentState, encoding: &'static Encoding) -> Self {
        Self {
            document,
            encoding,
            open: OpenElements::default(),
            on_the_root: HashSet::new(),
            on_the_body: HashSet::new(),
            seen_up_to: 0,
            places: TagPlaces::default(),
            name: String::new(),
        }
    }

    /// The first byte that may still be asked for, if those before `consumed` have been read.
    pub(super) fn needed_from(&self, consumed: usize) -> usize {
        let in_head = (self.document.part == Part::Head).then_some(self.seen_up_to);
        [self.open.needed_from(), in_head]
            .into_iter()
            .flatten()
            .fold(consumed, usize::min)
    }

    pub(super) fn start_tag(
        &mut self,
        element: &mut Element<'_, '_>,
        window: &Window,
        report: &mut dyn Report,
    ) {
        self.end_tags(window, report);
        let range = element.source_location().bytes();
        let text = window.get(&range);
        read_name(text, &mut self.name);
        let namespace = Namespace::of(element);
        let glance = Glance::at(&self.name, namespace, text, report);
        if glance == Glance::Nothing && self.document.part == Part::Body {
            return;
        }
        let name = std::mem::take(&mut self.name);
        let mut places = std::mem::take(&mut self.places);
        if glance == Glance::AttributesMatter {
            places.read(element, range);
        } else {
            places.without_attributes(range);
        }
        self.merge(&name, &mut places, window);
        let tag = StartTag {
            name: &name,
            namespace,
            places: &places,
            window,
            encoding: self.encoding,
        };
        if self.open.in_template() {
            self.element_in_template(element, tag, report);
        } else if self.enter_part(tag) {
            self.doubt(tag, report);
            if self.open.allow(tag) {
                self.element(element, tag, report);
            } else if tag.name == "form" {
                self.open.push(element, Kind::FormInForm, tag);
            }
        }
        self.places = places;
        self.name = name;
    }

    /// All of the document has arrived.
    pub(super) fn end(&mut self, window: &Window, report: &mut dyn Report) {
        self.end_tags(window, report);
        // A style without an end tag counts, a script does not.
        while let Some(open) = self.open.pop() {
            if open.kind == Kind::Style {
                self.end_element(&open, &(window.end()..window.end()), window, report);
            }
        }
    }

    /// There is one `<html>` and one `<body>`: what later tags of theirs add is what is new.
    fn merge(&mut self, name: &str, places: &mut TagPlaces, window: &Window) {
        match name {
            "html" => places.leave_out(&mut self.on_the_root, window),
            "body" => places.leave_out(&mut self.on_the_body, window),
            _ => {}
        }
    }

    /// Notes in which part of the document a tag stands; `false` if it is nothing there.
    fn enter_part(&mut self, tag: StartTag<'_>) -> bool {
        match self.document.part {
            Part::Head => {
                let between = tag.window.get(&(self.seen_up_to..tag.range().start));
                let is_first = self.seen_up_to == 0;
                if head::ends_in(head::without_mark(between, is_first)) {
                    self.document.part = Part::Body;
                } else {
                    self.document.part = head::after_start_tag(tag);
                    self.seen_up_to = tag.range().end;
                }
                true
            }
            Part::Body => !(tag.is_html() && matches!(tag.name, "frameset" | "frame" | "head")),
            Part::Frameset => matches!(tag.name, "frameset" | "frame" | "noframes" | "html"),
        }
    }

    /// Reports a tag that some browsers drop, which decides how they read on.
    fn doubt(&self, tag: StartTag<'_>, report: &mut dyn Report) {
        let hides_markup = matches!(
            tag.name,
            "iframe"
                | "noembed"
                | "noframes"
                | "noscript"
                | "plaintext"
                | "style"
                | "title"
                | "xmp"
        );
        if hides_markup && tag.is_html() && self.open.in_select() {
            let doubt = doubt::dropped_tag(tag, "select");
            report.doubt(tag.window, doubt, tag.range());
        }
    }

    fn element_in_template(
        &mut self,
        element: &mut Element<'_, '_>,
        tag: StartTag<'_>,
        report: &mut dyn Report,
    ) {
        attempts::in_template(&mut Context {
            tag,
            window: tag.window,
            document: &mut self.document,
            report,
            surroundings: Surroundings::default(),
        });
        if tag.is_html() && tag.name == "template" {
            self.open.push(element, Kind::Template, tag);
        }
    }

    fn element(
        &mut self,
        element: &mut Element<'_, '_>,
        tag: StartTag<'_>,
        report: &mut dyn Report,
    ) {
        let mut context = Context {
            tag,
            window: tag.window,
            surroundings: self.open.surroundings(),
            document: &mut self.document,
            report,
        };
        attempts::at_start_tag(&mut context);
        let kind = match (tag.namespace, tag.name) {
            (Namespace::Html | Namespace::Svg, "script") => Some(Kind::Script),
            (Namespace::Html | Namespace::Svg, "style") => Some(Kind::Style),
            (Namespace::Svg | Namespace::MathMl, _) => None,
            (_, "audio" | "picture" | "video") => Media::open(&mut context).map(Kind::Media),
            (_, "source" | "track") => {
                if let Some(media) = self.open.media() {
                    attempts::source_or_track(&mut context, media);
                }
                None
            }
            (_, "object") => Some(Kind::Object(attempts::object(&mut context))),
            (_, "form") => Some(Kind::Form(attempts::form(&mut context))),
            (_, "button" | "input") => {
                attempts::submitter(&mut context, self.open.form());
                None
            }
            (_, "iframe") => {
                if let Some(Srcdoc { attribute, sandbox }) = attempts::srcdoc(tag) {
                    let document = self.document.srcdoc(sandbox);
                    nested::read_srcdoc(document, attribute, tag.window, report);
                }
                None
            }
            (_, "template") => is_inert(tag).then_some(Kind::Template),
            (_, "noscript") => Some(Kind::Noscript),
            (_, "table") => Some(Kind::Table),
            (_, "select") => Some(Kind::Select),
            (_, "noframes" | "title") => (self.document.part == Part::Head).then_some(Kind::Text),
            _ => None,
        };
        if let Some(kind) = kind
            && let Some(closed) = self.open.push(element, kind, tag)
        {
            let end = tag.range().end;
            self.end_element(&closed, &(end..end), tag.window, report);
        }
    }

    /// Handles the end tags that have been read since the last start tag.
    pub(super) fn end_tags(&mut self, window: &Window, report: &mut dyn Report) {
        for ended in self.open.take_ended() {
            if let Some(open) = self.open.close(&ended) {
                let has_end_tag = starts_with_ignoring_case(window.get(&ended.tag), b"</template");
                if open.kind == Kind::Template && !has_end_tag {
                    report.doubt(window, doubt::unclosed_template(), ended.tag.clone());
                }
                self.end_element(&open, &ended.tag, window, report);
            }
        }
    }

    fn end_element(
        &mut self,
        open: &Open,
        end: &Range<usize>,
        window: &Window,
        report: &mut dyn Report,
    ) {
        let content = open.places.tag.end..end.start;
        match open.kind {
            Kind::Script | Kind::Style => self.end_with_text(open, &content, window, report),
            Kind::Noscript if !self.document.scripts => {
                let document = self.document.clone();
                self.document =
                    nested::read_noscript(document, &content, self.encoding, window, report);
            }
            _ => {}
        }
        // The text of the element does not end the head.
        if self.document.part == Part::Head {
            self.seen_up_to = self.seen_up_to.max(end.end);
        }
    }

    fn end_with_text(
        &mut self,
        open: &Open,
        inside: &Range<usize>,
        window: &Window,
        report: &mut dyn Report,
    ) {
        let text = if open.namespace == Namespace::Html {
            decode(window.get(inside), TextKind::Raw, self.encoding)
        } else {
            foreign(window.get(inside), self.encoding)
        };
        let mut context = Context {
            tag: StartTag {
                name: &open.name,
                namespace: open.namespace,
                places: &open.places,
                window,
                encoding: self.encoding,
            },
            window,
            document: &mut self.document,
            report,
            surroundings: Surroundings::default(),
        };
        if open.kind == Kind::Script {
            attempts::script(&mut context, &text.text);
        } else {
            attempts::style(&mut context, &text, inside.start);
        }
    }
}

/// Writes the name of a start tag into `name`, in lower case.
fn read_name(tag: &[u8], name: &mut String) {
    let text = tag.get(1..).unwrap_or_default();
    let length = text
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'))
        .unwrap_or(text.len());
    name.clear();
    name.push_str(&String::from_utf8_lossy(&text[..length]));
    name.make_ascii_lowercase();
}

/// Whether what is in a `<template>` is kept out of the document: not where it is a shadow root.
fn is_inert(tag: StartTag<'_>) -> bool {
    !(tag.has_value("shadowrootmode", "open") || tag.has_value("shadowrootmode", "closed"))
}
