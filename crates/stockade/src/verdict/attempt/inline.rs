use std::borrow::Cow;

use url::Url;

use crate::policy::DirectiveName;
use crate::verdict::url_match::percent_decoded;

use super::{ElementNonce, ParserMetadata};

/// A script or a style that stands in the page itself.
///
/// Specification: [should element's inline type behavior be blocked?](https://w3c.github.io/webappsec-csp/#should-block-inline)
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Inline<'a> {
    /// What it is.
    pub inline_type: InlineType,
    /// The text between the tags, or the value of the attribute; for a navigation the whole
    /// `javascript:` address. Nothing trimmed or decoded beyond what HTML's parser does.
    pub source: &'a str,
    /// What kind of script, where it is one.
    pub script_type: ScriptType,
    /// The nonce of the element.
    pub nonce: ElementNonce<'a>,
    /// Whether the element came from the page's markup.
    pub parser_metadata: ParserMetadata,
}

/// Where inline code stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InlineType {
    /// Between `<script>` and its end tag.
    Script,
    /// In an event handler attribute.
    ScriptAttribute,
    /// Between `<style>` and its end tag.
    Style,
    /// In a `style` attribute.
    StyleAttribute,
    /// In a `javascript:` address.
    Navigation,
}

/// What the `type` attribute makes of a script element.
///
/// Specification: [the script element's type](https://html.spec.whatwg.org/multipage/scripting.html#prepare-the-script-element).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum ScriptType {
    /// Runs as a script.
    #[default]
    Classic,
    /// Runs as a module.
    Module,
    /// `importmap`.
    ImportMap,
    /// `speculationrules`.
    SpeculationRules,
    /// Anything else: a data block, which browsers leave alone and no policy concerns.
    Data,
}

impl<'a> Inline<'a> {
    /// Inline code of an element without a nonce that came from the page's markup.
    pub fn new(inline_type: InlineType, source: &'a str) -> Self {
        Self {
            inline_type,
            source,
            script_type: ScriptType::Classic,
            nonce: ElementNonce::NONE,
            parser_metadata: ParserMetadata::ParserInserted,
        }
    }

    /// Sets what kind of script it is.
    #[must_use]
    pub fn with_script_type(mut self, script_type: ScriptType) -> Self {
        self.script_type = script_type;
        self
    }

    /// Sets the nonce of the element.
    #[must_use]
    pub fn with_nonce(mut self, nonce: ElementNonce<'a>) -> Self {
        self.nonce = nonce;
        self
    }

    /// Sets where the element came from.
    #[must_use]
    pub fn with_parser_metadata(mut self, parser_metadata: ParserMetadata) -> Self {
        self.parser_metadata = parser_metadata;
        self
    }

    /// The text that browsers hash and report. That is the source, except for an address, which
    /// they normalize as every address and then percent-decode; the specification leaves out the
    /// second step.
    pub(crate) fn effective_source(&self) -> Cow<'a, str> {
        if self.inline_type != InlineType::Navigation {
            return Cow::Borrowed(self.source);
        }
        let address = Url::parse(self.source).map_or_else(|_| self.source.to_owned(), String::from);
        let decoded: Vec<u8> = percent_decoded(&address).collect();
        Cow::Owned(String::from_utf8_lossy(&decoded).into_owned())
    }
}

impl InlineType {
    /// The specification's name for it: `"script attribute"`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Script => "script",
            Self::ScriptAttribute => "script attribute",
            Self::Style => "style",
            Self::StyleAttribute => "style attribute",
            Self::Navigation => "navigation",
        }
    }

    /// The inline type of this name.
    pub fn parse(name: &str) -> Option<Self> {
        [
            Self::Script,
            Self::ScriptAttribute,
            Self::Style,
            Self::StyleAttribute,
            Self::Navigation,
        ]
        .into_iter()
        .find(|inline_type| inline_type.as_str() == name)
    }

    /// The directive in charge.
    ///
    /// Specification: [effective directive for inline checks](https://w3c.github.io/webappsec-csp/#effective-directive-for-inline-check).
    pub fn directive(self) -> DirectiveName {
        match self {
            Self::Script | Self::Navigation => DirectiveName::ScriptSrcElem,
            Self::ScriptAttribute => DirectiveName::ScriptSrcAttr,
            Self::Style => DirectiveName::StyleSrcElem,
            Self::StyleAttribute => DirectiveName::StyleSrcAttr,
        }
    }

    /// Whether it runs as a script.
    pub fn is_script(self) -> bool {
        matches!(
            self,
            Self::Script | Self::ScriptAttribute | Self::Navigation
        )
    }
}

impl ScriptType {
    /// What browsers make of the `type` and `language` attributes of a script element.
    ///
    /// ```
    /// use stockade::verdict::ScriptType;
    ///
    /// assert_eq!(ScriptType::of(None, None), ScriptType::Classic);
    /// assert_eq!(ScriptType::of(Some(" Text/JavaScript "), None), ScriptType::Classic);
    /// assert_eq!(ScriptType::of(Some("MODULE"), None), ScriptType::Module);
    /// assert_eq!(ScriptType::of(Some("application/json"), None), ScriptType::Data);
    /// assert_eq!(ScriptType::of(None, Some("vbscript")), ScriptType::Data);
    /// ```
    pub fn of(type_attribute: Option<&str>, language: Option<&str>) -> Self {
        match (type_attribute, language) {
            (Some(""), _) | (None, None | Some("")) => Self::Classic,
            (Some(name), _) => Self::of_type(name),
            (None, Some(language)) => {
                if JAVASCRIPT_TYPES.iter().any(|known| {
                    known
                        .strip_prefix("text/")
                        .is_some_and(|known| known.eq_ignore_ascii_case(language))
                }) {
                    Self::Classic
                } else {
                    Self::Data
                }
            }
        }
    }

    fn of_type(name: &str) -> Self {
        let trimmed = name.trim_matches(|c: char| matches!(c, '\t' | '\n' | '\x0C' | '\r' | ' '));
        if JAVASCRIPT_TYPES
            .iter()
            .any(|known| trimmed.eq_ignore_ascii_case(known))
        {
            Self::Classic
        } else if name.eq_ignore_ascii_case("module") {
            Self::Module
        } else if name.eq_ignore_ascii_case("importmap") {
            Self::ImportMap
        } else if name.eq_ignore_ascii_case("speculationrules") {
            Self::SpeculationRules
        } else {
            Self::Data
        }
    }
}

/// [JavaScript MIME type essence match](https://mimesniff.spec.whatwg.org/#javascript-mime-type-essence-match).
const JAVASCRIPT_TYPES: [&str; 16] = [
    "text/javascript",
    "application/javascript",
    "application/ecmascript",
    "application/x-ecmascript",
    "application/x-javascript",
    "text/ecmascript",
    "text/javascript1.0",
    "text/javascript1.1",
    "text/javascript1.2",
    "text/javascript1.3",
    "text/javascript1.4",
    "text/javascript1.5",
    "text/jscript",
    "text/livescript",
    "text/x-ecmascript",
    "text/x-javascript",
];
