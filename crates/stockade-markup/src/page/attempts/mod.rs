//! What each element attempts.

mod form;
mod frame;
mod handler;
mod image;
mod link;
mod media;
mod meta;
mod object;
mod script;
mod style;
mod svg;

use std::ops::Range;

use stockade::policy::DirectiveName;
use stockade::verdict::{
    Attempt, Destination, ElementNonce, Initiator, Inline, InlineType, ParserMetadata, Request,
};
use url::Url;

use super::document::DocumentState;
use super::head::Part;
use super::report::{Found, Report};
use super::tag::{Attribute, Namespace, StartTag};
use super::window::Window;
use super::{Permission, When};

pub(super) use form::{Method, form, submitter};
pub(super) use frame::{Srcdoc, srcdoc};
pub(super) use media::{Media, source_or_track};
pub(super) use object::object;
pub(super) use script::script;
pub(super) use style::style;

/// An element, its document, and where to report to.
pub(super) struct Context<'c> {
    pub(super) tag: StartTag<'c>,
    pub(super) window: &'c Window,
    pub(super) document: &'c mut DocumentState,
    pub(super) report: &'c mut dyn Report,
    pub(super) surroundings: Surroundings,
}

/// What the elements around one make of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surroundings {
    /// Whether it stands directly in a `<picture>`.
    pub(super) in_picture: bool,
    /// Whether what it shows is seen: not between the tags of a `<video>`, perhaps between those
    /// of an `<object>`. `None` is never.
    pub(super) seen: Option<When>,
}

impl Default for Surroundings {
    fn default() -> Self {
        Self {
            in_picture: false,
            seen: Some(When::Load),
        }
    }
}

/// What an element attempts when its start tag is read, as far as that does not depend on others.
pub(super) fn at_start_tag(context: &mut Context<'_>) {
    handler::handlers(context);
    style::style_attribute(context);
    match context.tag.namespace {
        Namespace::Html => html(context),
        Namespace::Svg => svg::element(context),
        Namespace::MathMl => {}
    }
}

/// What an element in a `<template>` attempts: browsers ask about its attributes all the same.
pub(super) fn in_template(context: &mut Context<'_>) {
    handler::handlers(context);
    style::inert_style_attribute(context);
}

fn html(context: &mut Context<'_>) {
    match context.tag.name {
        "a" | "area" => form::link(context),
        "base" => meta::base(context),
        "body" | "col" | "colgroup" | "table" | "thead" | "tbody" | "tfoot" | "tr" | "td"
        | "th" => {
            image::background(context);
        }
        "embed" => object::embed(context),
        "frame" | "iframe" => frame::frame(context),
        "img" | "image" => image::img(context),
        "input" => image::input(context),
        "link" => link::link(context),
        "meta" => meta::meta(context),
        _ => {}
    }
}

/// What else is known of a request.
#[derive(Clone, Copy, Default)]
struct Details<'d> {
    initiator: Initiator,
    nonce: ElementNonce<'d>,
    integrity: &'d str,
    /// Whether it is for a module, which is loaded once even if it is asked for again.
    is_module: bool,
}

impl<'d> Details<'d> {
    fn of<'r>(self, request: Request<'r>) -> Request<'r>
    where
        'd: 'r,
    {
        let request = request
            .with_initiator(self.initiator)
            .with_nonce(self.nonce)
            .with_integrity(self.integrity);
        // Browsers take a module that is loaded ahead for one that a script asked for.
        if self.initiator == Initiator::ModulePreload {
            request.with_parser_metadata(ParserMetadata::NotParserInserted)
        } else {
            request
        }
    }
}

impl Context<'_> {
    /// Reads an address of the document, if it is one that can be asked for.
    fn join(&self, address: &str) -> Option<Url> {
        self.document.base.join(address)
    }

    /// A request for the address in an attribute. An empty one asks for nothing.
    fn request_from(&mut self, name: &str, destination: Destination, when: When) {
        if !self.wants_request(destination, Initiator::Other) {
            return;
        }
        let Some(attribute) = self.tag.attribute(name) else {
            return;
        };
        let address = attribute.value();
        self.request(&address, destination, when, attribute.range());
    }

    /// A request for an address that stands at `range`.
    fn request(
        &mut self,
        address: &str,
        destination: Destination,
        when: When,
        range: Range<usize>,
    ) -> Permission {
        self.request_with(address, destination, Details::default(), when, range)
    }

    /// A request of which more is known.
    fn request_with(
        &mut self,
        address: &str,
        destination: Destination,
        details: Details<'_>,
        when: When,
        range: Range<usize>,
    ) -> Permission {
        if address.is_empty() {
            return Permission::Allowed;
        }
        let Some(url) = self.join(address) else {
            return Permission::Allowed;
        };
        let is_certain = is_reachable(&url, self.document)
            && !(details.is_module && self.document.modules.contains(&url));
        let when = if is_certain {
            when
        } else {
            When::Conditional.max(when)
        };
        let request = details.of(Request::new(&url, destination));
        let permission = self.attempt(Attempt::Request(request), when, range);
        if details.is_module && permission == Permission::Allowed {
            self.document.modules.insert(url);
        }
        permission
    }

    /// Whether anybody is interested in such requests. To ask is cheaper than to read addresses.
    fn wants_request(&self, destination: Destination, initiator: Initiator) -> bool {
        let directive = if initiator == Initiator::Prefetch {
            Some(DirectiveName::DefaultSrc)
        } else {
            destination.directive()
        };
        directive.is_some_and(|directive| self.report.wants(directive))
    }

    /// A `javascript:` address in an attribute; `false` if it is none.
    fn navigation(&mut self, attribute: Attribute<'_>, when: When) -> bool {
        if !may_be_javascript(attribute.raw_value) {
            return false;
        }
        let address = attribute.value();
        if !is_javascript(&address) {
            return false;
        }
        if let Some(url) = self.join(&address) {
            self.navigate(&url, when, attribute.range());
        }
        true
    }

    /// Goes to a `javascript:` address. Browsers ask even where scripts do not run.
    fn navigate(&mut self, url: &Url, when: When, range: Range<usize>) {
        if self.report.wants(DirectiveName::ScriptSrcElem) {
            let inline = Inline::new(InlineType::Navigation, url.as_str());
            self.attempt(Attempt::Inline(inline), when, range);
        }
    }

    fn attempt(&mut self, attempt: Attempt<'_>, when: When, range: Range<usize>) -> Permission {
        self.report.attempt(
            self.window,
            Found {
                attempt,
                document: self.document.id,
                when,
                is_late: false,
                range,
                element: self.tag.name,
            },
        )
    }

    /// A request that is made when the page is shown: policies that are still to come in the head
    /// apply to it.
    fn late_request(&mut self, address: &str, destination: Destination, range: Range<usize>) {
        if !self.is_in_head() && !self.wants_request(destination, Initiator::Other) {
            return;
        }
        let Some(url) = self.join(address) else {
            return;
        };
        let found = Found {
            attempt: Attempt::Request(Request::new(&url, destination)),
            document: self.document.id,
            when: When::Conditional,
            is_late: self.is_in_head(),
            range,
            element: self.tag.name,
        };
        self.report.attempt(self.window, found);
    }

    fn is_in_head(&self) -> bool {
        self.document.part == Part::Head
    }
}

/// Whether browsers ask for an address: for a `blob:` of another site only perhaps.
fn is_reachable(url: &Url, document: &DocumentState) -> bool {
    url.scheme() != "blob" || document.is_same_origin(url)
}

/// Whether an address is a `javascript:` one, after what browsers leave out of it.
fn is_javascript(address: &str) -> bool {
    let mut characters = address
        .trim_start_matches(|c: char| c <= ' ')
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'));
    "javascript:".chars().all(|expected| {
        characters
            .next()
            .is_some_and(|c| c.eq_ignore_ascii_case(&expected))
    })
}

/// A cheap look first: whether an address that is written so may be a `javascript:` one. Its first
/// letter may stand behind control characters, and be a character reference.
fn may_be_javascript(raw: &[u8]) -> bool {
    raw.first()
        .is_some_and(|&first| matches!(first, b'j' | b'J' | b'&' | 0..=b' '))
}
