//! Which elements a nonce decides about.

use stockade::Span;
use stockade::verdict::ScriptType;

use crate::template::{StartTag, TemplateFile};

use super::Element;

/// What a policy sees in a start tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// A script or style whose text stands in the page.
    Inline(Element),
    /// A script or style that is loaded from the value of this attribute.
    Loaded(Element, Span),
    /// One that is loaded from an attribute without a value, so from nowhere.
    LoadedFromNowhere(Element),
    /// A script of a type that is not run.
    DataBlock,
}

impl Subject {
    /// What the tag is, or `None` if no nonce decides about it.
    pub(super) fn of(tag: &StartTag, file: &TemplateFile) -> Option<Self> {
        match tag.name.as_str() {
            "script" => Some(Self::of_script(tag, file)),
            "style" => Some(Self::Inline(Element::Style)),
            "link" => Self::of_link(tag, file),
            _ => None,
        }
    }

    pub(super) fn element(self) -> Element {
        match self {
            Self::Inline(element) | Self::Loaded(element, _) | Self::LoadedFromNowhere(element) => {
                element
            }
            Self::DataBlock => Element::Script,
        }
    }

    fn of_script(tag: &StartTag, file: &TemplateFile) -> Self {
        if !is_run(tag, file) {
            return Self::DataBlock;
        }
        // Scripts of SVG are loaded from `href`.
        let address = ["src", "href", "xlink:href"]
            .iter()
            .take(if tag.is_foreign { 3 } else { 1 })
            .find_map(|name| tag.attribute(name));
        match address {
            Some(address) => Self::loaded(Element::Script, address.value),
            None => Self::Inline(Element::Script),
        }
    }

    fn of_link(tag: &StartTag, file: &TemplateFile) -> Option<Self> {
        let value = |name: &str| {
            let value = tag.attribute(name)?.value?;
            // Data in these is data in the tag, which is refused for itself.
            Some((file.text(value).to_ascii_lowercase(), value))
        };
        let (relations, span) = value("rel")?;
        let destination = value("as").map(|(text, _)| text);
        let is = |relation: &str| {
            relations
                .split_ascii_whitespace()
                .any(|word| word == relation)
        };
        let is_preload = is("preload")
            && destination
                .as_deref()
                .is_some_and(|kind| matches!(kind.trim(), "script" | "style"));
        let has_data = file.constructs_in(span).next().is_some();
        if is("stylesheet") || is("modulepreload") || is_preload || has_data {
            let address = tag.attribute("href")?;
            Some(Self::loaded(Element::Link, address.value))
        } else {
            None
        }
    }

    fn loaded(element: Element, address: Option<Span>) -> Self {
        address.map_or(Self::LoadedFromNowhere(element), |address| {
            Self::Loaded(element, address)
        })
    }
}

/// Whether browsers run a script of this type, or read it as rules of theirs ([HTML]).
///
/// [HTML]: https://html.spec.whatwg.org/multipage/scripting.html#attr-script-type
fn is_run(tag: &StartTag, file: &TemplateFile) -> bool {
    let Some(attribute) = tag.attribute("type") else {
        return true; // A `language` can make it a data block; no template of today has one.
    };
    let Some(value) = attribute.value else {
        return true;
    };
    if file.constructs_in(value).next().is_some() {
        return true; // Perhaps. Data in the tag is refused for itself.
    }
    ScriptType::of(Some(file.text(value)), None) != ScriptType::Data
}
