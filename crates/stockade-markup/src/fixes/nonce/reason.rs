//! What is done with a tag, and why.

use std::fmt;

use crate::template::Place;

/// What a tag is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Element {
    /// `<script>`
    Script,
    /// `<style>`
    Style,
    /// `<link>` to a style sheet, or to a script that is loaded ahead.
    Link,
    /// `{{ form.media }}`, which prints scripts and style sheets.
    Media,
}

impl Element {
    /// `"script"`, `"style"`, `"link"` or `"media"`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Script => "script",
            Self::Style => "style",
            Self::Link => "link",
            Self::Media => "media",
        }
    }
}

/// What becomes of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It is given the nonce.
    Added,
    /// It prints a nonce of its own.
    HasNonce,
    /// A browser asks for none.
    NotNeeded,
    /// It is left as it is, and a browser will block it.
    Refused,
}

impl Outcome {
    /// `"added"`, `"has-nonce"`, `"not-needed"` or `"refused"`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::HasNonce => "has-nonce",
            Self::NotNeeded => "not-needed",
            Self::Refused => "refused",
        }
    }
}

/// Why a tag is given a nonce, or is not.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// Added: it loads a file of the site's own.
    OwnAddress,
    /// Added: its text is all in the template.
    Literal,
    /// Added: a person has approved it.
    Approved,
    /// Added: each asset is asked about when it is printed.
    Media,
    /// Added or refused: it loads a file of another site, whose address is all in the template.
    ForeignAddress {
        /// Whether the package is trusted with it.
        is_trusted: bool,
    },
    /// It prints a nonce of its own.
    HasNonce,
    /// A `<script>` of a type that browsers do not run.
    DataBlock,
    /// A part of an inline script or style in another template, approved with it.
    ApprovedPart,
    /// Refused: a part of an inline script or style in another template, with data in it.
    DataInPart,
    /// Refused: template syntax stands in the start tag, which data could change.
    DataInTag,
    /// Refused: data is printed into the inline script or style.
    DataInText,
    /// Refused: a part of it stands in another template and is not approved. The text names it.
    PartNotApproved(String),
    /// Refused: it loads a file from the folder of uploads.
    MediaUrl,
    /// Refused: static files come from a host that is not said to be the site's own.
    ForeignStaticUrl,
    /// Refused: it is not certain where the address leads.
    UnclearAddress,
    /// Refused: the package is pinned, and this is not in its lock.
    NotApproved,
    /// Refused: in some uses of the template this is no element. The place is one of those.
    DifferentPlace(Place),
    /// Refused: no template is known that prints this part, or not all of them are.
    UnknownPlace,
    /// Refused: before it, a tag such as `{% if %}` opens an element in some cases. The number is
    /// its line.
    Branching(usize),
    /// Refused: before it, another template is printed that may leave an element open. The text
    /// names it.
    AfterTemplate(String),
    /// Refused: browsers could read the markup in two ways.
    Ambiguous,
    /// Refused: it stands in a template tag that may print it elsewhere, or changed. The text
    /// names the tag.
    InsideTag(String),
    /// Refused: template syntax is switched off there, by this tag.
    WithoutSyntax(&'static str),
    /// Refused: it is an element of SVG or of `MathML`.
    ForeignElement,
    /// Refused: a filter changes what the media prints, or it is printed where no markup stands.
    MediaNotInMarkup,
}

impl Reason {
    /// What becomes of the tag for this reason.
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::OwnAddress
            | Self::Literal
            | Self::Approved
            | Self::Media
            | Self::ForeignAddress { is_trusted: true } => Outcome::Added,
            Self::HasNonce => Outcome::HasNonce,
            Self::DataBlock | Self::ApprovedPart => Outcome::NotNeeded,
            _ => Outcome::Refused,
        }
    }

    /// Whether a person who has read the tag may approve it.
    pub fn is_for_a_person(&self) -> bool {
        match self {
            // A digest would not cover the text of an inline one.
            Self::ForeignElement
            | Self::WithoutSyntax(_)
            | Self::DifferentPlace(_)
            | Self::MediaNotInMarkup
            | Self::Media => false,
            Self::ApprovedPart => true,
            _ => matches!(self.outcome(), Outcome::Added | Outcome::Refused),
        }
    }

    /// The reason in kebab-case.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OwnAddress => "own-address",
            Self::Literal => "literal",
            Self::Approved => "approved",
            Self::Media => "media",
            Self::ForeignAddress { .. } => "foreign-address",
            Self::HasNonce => "has-nonce",
            Self::DataBlock => "data-block",
            Self::ApprovedPart => "approved-part",
            Self::DataInPart => "data-in-part",
            Self::DataInTag => "data-in-tag",
            Self::DataInText => "data-in-text",
            Self::PartNotApproved(_) => "part-not-approved",
            Self::MediaUrl => "media-url",
            Self::ForeignStaticUrl => "foreign-static-url",
            Self::UnclearAddress => "unclear-address",
            Self::NotApproved => "not-approved",
            Self::DifferentPlace(_) => "different-place",
            Self::UnknownPlace => "unknown-place",
            Self::Branching(_) => "branching",
            Self::AfterTemplate(_) => "after-template",
            Self::Ambiguous => "ambiguous",
            Self::InsideTag(_) => "inside-tag",
            Self::WithoutSyntax(_) => "without-syntax",
            Self::ForeignElement => "foreign-element",
            Self::MediaNotInMarkup => "media-not-in-markup",
        }
    }
}

/// A sentence for a person, without a full stop.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::OwnAddress => "it loads a file of your own site",
            Self::Literal => "all of its text stands in the template",
            Self::Approved => "it was read and approved",
            Self::Media => "each asset is asked about when it is printed",
            Self::ForeignAddress { is_trusted: true } => {
                "it loads a file from another site, and the package is trusted with \"all\""
            }
            Self::ForeignAddress { is_trusted: false } => {
                "it loads a file from another site, and the package is trusted with its own static \
                 files only"
            }
            Self::HasNonce => "the template prints a nonce here itself",
            Self::DataBlock => "browsers do not run a script of this type",
            Self::ApprovedPart => {
                "this part of an inline script or style of another template was approved"
            }
            Self::DataInPart => {
                "this is printed into an inline script or style of another template, and has data \
                 in it"
            }
            Self::DataInTag => {
                "template syntax stands in the start tag, so data could change what is loaded"
            }
            Self::DataInText => "data is printed into its text, which could change what it does",
            Self::PartNotApproved(part) => {
                return write!(f, "a part of its text stands in {part}, with data in it");
            }
            Self::MediaUrl => "it loads from the folder of uploads, where visitors may put files",
            Self::ForeignStaticUrl => {
                "static files come from another host: list it among your own origins if it is yours"
            }
            Self::UnclearAddress => "it is not certain where its address leads",
            Self::NotApproved => "the package is pinned, and this is new or changed",
            Self::DifferentPlace(place) => {
                return write!(f, "this template is also printed in {}", place.as_str());
            }
            Self::UnknownPlace => {
                "it cannot be told where this is printed: some template that uses it is unknown"
            }
            Self::Branching(line) => {
                return write!(
                    f,
                    "the tag in line {line} opens or closes an element in some cases only, so it \
                     cannot be told how the rest is read"
                );
            }
            Self::AfterTemplate(name) => {
                return write!(
                    f,
                    "{name} is printed before it and may leave an element open, so it cannot be \
                     told how the rest is read"
                );
            }
            Self::Ambiguous => "browsers could read this markup in two ways",
            Self::InsideTag(tag) => {
                return write!(
                    f,
                    "{{% {tag} %}} around it may print it elsewhere, or changed"
                );
            }
            Self::WithoutSyntax(tag) => {
                return write!(f, "{{% {tag} %}} switches template syntax off around it");
            }
            Self::ForeignElement => "it is an element of SVG or MathML",
            Self::MediaNotInMarkup => "media is printed here where no elements can stand",
        };
        f.write_str(text)
    }
}
