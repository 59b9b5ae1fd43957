//! Start tags, as they stand in the window.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use encoding_rs::Encoding;
use lol_html::html_content::Element;
use stockade::verdict::ElementNonce;

use super::text::{Text, TextKind, decode};
use super::window::Window;

/// Which rules an element follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Namespace {
    Html,
    Svg,
    MathMl,
}

impl Namespace {
    pub(super) fn of(element: &Element<'_, '_>) -> Self {
        match element.namespace_uri() {
            "http://www.w3.org/2000/svg" => Self::Svg,
            "http://www.w3.org/1998/Math/MathML" => Self::MathMl,
            _ => Self::Html,
        }
    }
}

/// What must be kept of a start tag to read it again later.
#[derive(Debug, Clone, Default)]
pub(super) struct TagPlaces {
    pub(super) tag: Range<usize>,
    attributes: Vec<AttributePlace>,
}

/// Where the name and the value of an attribute stand in the page.
#[derive(Debug, Clone)]
struct AttributePlace {
    name: Range<usize>,
    value: Option<Range<usize>>,
}

impl TagPlaces {
    /// Reads the places of `element`, into memory that was used before.
    pub(super) fn read(&mut self, element: &Element<'_, '_>, tag: Range<usize>) {
        self.attributes.clear();
        self.attributes
            .extend(element.attributes().iter().filter_map(|attribute| {
                Some(AttributePlace {
                    name: attribute.name_source_location()?.bytes(),
                    value: attribute
                        .value_source_location()
                        .map(|location| location.bytes()),
                })
            }));
        self.tag = tag;
    }

    /// The place of the tag, with or without those of its attributes.
    pub(super) fn keep(&self, with_attributes: bool) -> Self {
        Self {
            tag: self.tag.clone(),
            attributes: if with_attributes {
                self.attributes.clone()
            } else {
                Vec::new()
            },
        }
    }

    /// Leaves attributes out that have one of these names, and adds the names of the others.
    pub(super) fn leave_out(&mut self, names: &mut HashSet<Vec<u8>>, window: &Window) {
        self.attributes
            .retain(|attribute| names.insert(window.get(&attribute.name).to_ascii_lowercase()));
    }

    /// Notes a tag that has no attributes.
    pub(super) fn without_attributes(&mut self, tag: Range<usize>) {
        self.attributes.clear();
        self.tag = tag;
    }
}

/// A start tag.
#[derive(Clone, Copy)]
pub(super) struct StartTag<'t> {
    /// In lower case.
    pub(super) name: &'t str,
    pub(super) namespace: Namespace,
    pub(super) places: &'t TagPlaces,
    pub(super) window: &'t Window,
    pub(super) encoding: &'static Encoding,
}

/// An attribute of a start tag.
#[derive(Clone, Copy)]
pub(super) struct Attribute<'t> {
    /// As it is written.
    pub(super) name: &'t [u8],
    pub(super) raw_value: &'t [u8],
    place: &'t AttributePlace,
    window: &'t Window,
    encoding: &'static Encoding,
}

impl<'t> StartTag<'t> {
    /// The bytes of the whole tag.
    pub(super) fn range(self) -> Range<usize> {
        self.places.tag.clone()
    }

    pub(super) fn is_html(self) -> bool {
        self.namespace == Namespace::Html
    }

    pub(super) fn is_svg(self) -> bool {
        self.namespace == Namespace::Svg
    }

    /// All attributes, with those that stand there twice.
    pub(super) fn attributes(self) -> impl Iterator<Item = Attribute<'t>> {
        self.places.attributes.iter().map(move |place| Attribute {
            name: self.window.get(&place.name),
            raw_value: place
                .value
                .as_ref()
                .map_or(&[][..], |value| self.window.get(value)),
            place,
            window: self.window,
            encoding: self.encoding,
        })
    }

    /// The first attribute of a name, which is the one that counts. `name` is in lower case.
    pub(super) fn attribute(self, name: &str) -> Option<Attribute<'t>> {
        self.attributes()
            .find(|attribute| attribute.name.eq_ignore_ascii_case(name.as_bytes()))
    }

    pub(super) fn has(self, name: &str) -> bool {
        self.attribute(name).is_some()
    }

    /// The value of an attribute.
    pub(super) fn value(self, name: &str) -> Option<Cow<'t, str>> {
        Some(self.attribute(name)?.value())
    }

    /// Whether an attribute has this value, whatever its case.
    pub(super) fn has_value(self, name: &str, value: &str) -> bool {
        self.value(name)
            .is_some_and(|actual| actual.eq_ignore_ascii_case(value))
    }

    /// The `nonce` of a start tag that browsers may not trust, judged as they do.
    pub(super) fn nonce(self, value: &str) -> ElementNonce<'_> {
        if value.is_empty() {
            return ElementNonce::NONE;
        }
        let nonce = ElementNonce::new(value);
        if self.name != "script" {
            return nonce;
        }
        let names: Vec<String> = self
            .attributes()
            .map(|attribute| String::from_utf8_lossy(attribute.name).to_ascii_lowercase())
            .collect();
        let values: Vec<Cow<'_, str>> = self.attributes().map(Attribute::value).collect();
        let mut sorted: Vec<&str> = names.iter().map(String::as_str).collect();
        sorted.sort_unstable();
        let is_repeated = sorted.windows(2).any(|pair| pair[0] == pair[1]);
        let attributes = names
            .iter()
            .zip(&values)
            .map(|(name, value)| (name.as_str(), value.as_ref()));
        nonce.on_element(self.name, attributes, is_repeated)
    }
}

impl<'t> Attribute<'t> {
    pub(super) fn value(self) -> Cow<'t, str> {
        self.text().text
    }

    pub(super) fn text(self) -> Text<'t> {
        decode(self.raw_value, TextKind::Attribute, self.encoding)
    }

    /// From the first byte of the name to the last of the value, with its quotes.
    pub(super) fn range(self) -> Range<usize> {
        let Some(value) = &self.place.value else {
            return self.place.name.clone();
        };
        let quote = self
            .window
            .get(&(value.start.saturating_sub(1)..value.start));
        let closing = usize::from(matches!(quote, b"\"" | b"'"));
        self.place.name.start..value.end + closing
    }

    /// The bytes of the value, without quotes.
    pub(super) fn value_range(self) -> Range<usize> {
        let end = self.place.name.end;
        self.place.value.clone().unwrap_or(end..end)
    }
}
