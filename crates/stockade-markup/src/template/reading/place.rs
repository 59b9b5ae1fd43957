//! Where in a document a stretch of a template stands.

/// What an HTML tokenizer is in the middle of at one point of a page.
///
/// What a template prints means something else in each: `<script>` is an element in
/// [`Markup`](Self::Markup), and a few letters in all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Where elements and their text stand.
    Markup,
    /// Inside `<svg>` or `<math>`, where elements are read by other rules.
    Foreign,
    /// The text of a `<script>`.
    Script,
    /// The text of a `<style>`.
    Style,
    /// The text of an element that holds only text: `<textarea>`, `<title>`, `<iframe>`.
    Text,
    /// A comment.
    Comment,
    /// A tag, outside of attribute values.
    Tag,
    /// An attribute's value in double quotes.
    DoubleQuotedValue,
    /// An attribute's value in single quotes.
    SingleQuotedValue,
    /// An attribute's value without quotes.
    UnquotedValue,
}

impl Place {
    /// Markup that brings a tokenizer to this place.
    pub(super) fn opening(self) -> &'static str {
        match self {
            Self::Markup => "",
            Self::Foreign => "<svg>",
            Self::Script => "<script>",
            Self::Style => "<style>",
            Self::Text => "<textarea>",
            Self::Comment => "<!--",
            Self::Tag => "<a ",
            Self::DoubleQuotedValue => "<a b=\"",
            Self::SingleQuotedValue => "<a b='",
            Self::UnquotedValue => "<a b=c",
        }
    }

    /// How a person says it, after "in".
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Markup => "markup",
            Self::Foreign => "an SVG or MathML element",
            Self::Script => "the text of a script",
            Self::Style => "the text of a style sheet",
            Self::Text => "the text of an element such as <textarea>",
            Self::Comment => "a comment",
            Self::Tag => "a tag",
            Self::DoubleQuotedValue | Self::SingleQuotedValue | Self::UnquotedValue => {
                "an attribute's value"
            }
        }
    }

    /// Whether it is an attribute's value.
    pub(crate) fn is_value(self) -> bool {
        matches!(
            self,
            Self::DoubleQuotedValue | Self::SingleQuotedValue | Self::UnquotedValue
        )
    }
}
