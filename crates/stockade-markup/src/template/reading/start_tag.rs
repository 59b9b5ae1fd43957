//! Start tags, with the place of each part in the template.

use lol_html::html_content::{Attribute as HtmlAttribute, Element};
use stockade::Span;

use super::Offsets;

/// A start tag, as an HTML tokenizer reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StartTag {
    /// In lower case.
    pub(crate) name: String,
    /// From `<` to `>`.
    pub(crate) span: Span,
    pub(crate) attributes: Vec<Attribute>,
    /// The text of a `<script>` or `<style>`, up to its end tag.
    pub(crate) content: Span,
    /// Whether it is an element of SVG or of `MathML`.
    pub(crate) is_foreign: bool,
}

/// An attribute of a [`StartTag`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attribute {
    /// In lower case.
    pub(crate) name: String,
    /// The value without quotes; `None` where there is none.
    pub(crate) value: Option<Span>,
}

impl StartTag {
    /// The tag of `element`, if all of it lies in the template.
    pub(super) fn read(element: &Element<'_, '_>, offsets: Offsets) -> Option<Self> {
        let span = offsets.span(&element.source_location().bytes())?;
        Some(Self {
            name: element.tag_name(),
            span,
            attributes: element
                .attributes()
                .iter()
                .map(|attribute| Attribute::read(attribute, offsets))
                .collect(),
            content: Span::new(span.end(), span.end()),
            is_foreign: element.namespace_uri() != "http://www.w3.org/1999/xhtml",
        })
    }

    pub(super) fn with_content_up_to(mut self, end: u32) -> Self {
        self.content = Span::new(self.content.start(), self.content.end().min(end));
        self
    }

    /// Where its name ends: an attribute can be added there, whatever follows.
    pub(crate) fn name_end(&self) -> u32 {
        self.span.start() + 1 + u32::try_from(self.name.len()).unwrap_or(u32::MAX)
    }

    /// The first attribute of a name, which is the one that counts.
    pub(crate) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name == name)
    }
}

impl Attribute {
    fn read(attribute: &HtmlAttribute<'_>, offsets: Offsets) -> Self {
        Self {
            name: attribute.name(),
            value: attribute
                .value_source_location()
                .and_then(|location| offsets.span(&location.bytes())),
        }
    }
}
