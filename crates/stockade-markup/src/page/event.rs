//! What a scan of a page reports.

use std::fmt;

use stockade::verdict::Attempt;
use stockade::{Diagnostic, Span};

/// One thing that a scan found, in the order in which a browser comes to it.
#[derive(Debug)]
#[non_exhaustive]
pub enum PageEvent<'e> {
    /// A document begins: the page itself, or the `srcdoc` of a frame in it, which inherits the
    /// policies that are in force at this place.
    Enter(PageDocument),
    /// The document that was entered last ends.
    Leave(PageDocument),
    /// The page asks something of its browser.
    Attempt(PageAttempt<'e>),
    /// A meta element adds policies to the document, for everything that follows.
    Policy(MetaPolicy<'e>),
    /// A browser may read this place differently, or what stands there was not read.
    Doubt(Diagnostic),
}

/// What becomes of an attempt, which decides how a browser goes on reading: the addresses in a
/// style sheet that is blocked are never asked for, and a `<base>` that is blocked moves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// It happens.
    Allowed,
    /// The browser prevents it.
    Blocked,
}

/// Something that a page attempts.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct PageAttempt<'e> {
    /// What is attempted.
    pub attempt: Attempt<'e>,
    /// The document that attempts it.
    pub document: PageDocument,
    /// Whether it happens for certain.
    pub when: When,
    /// Whether it happens when the page is shown, so that policies in meta elements that follow
    /// in the head apply to it as well.
    pub is_late: bool,
    /// The bytes of the page that make the attempt: an attribute, the start tag of an inline
    /// script or style, an address in a style sheet.
    pub span: Span,
    /// The line of the first of these bytes, from 1.
    pub line: u32,
    /// Its column in bytes, from 1.
    pub column: u32,
    /// The name of the element, in lower case.
    pub element: &'e str,
}

/// Policies in a meta element.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct MetaPolicy<'e> {
    /// The document it applies to.
    pub document: PageDocument,
    /// The value of the `content` attribute.
    pub content: &'e str,
    /// The bytes of the element's start tag.
    pub span: Span,
}

/// When an attempt happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum When {
    /// Always, when the page is loaded.
    Load,
    /// When the page is loaded, if the browser decides so: one of several sizes of an image, an
    /// image further down, a font that some text asks for, an icon.
    Conditional,
    /// When a person clicks on a link, or sends a form.
    Interaction,
}

/// Which of the documents in a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PageDocument {
    /// The page itself.
    Page,
    /// The `srcdoc` of a frame. Frames are counted from 0 in the order of their start tags, those
    /// in other frames included.
    Srcdoc(usize),
}

impl When {
    /// `"load"`, `"conditional"` or `"interaction"`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Conditional => "conditional",
            Self::Interaction => "interaction",
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// `page` or `srcdoc:0`.
impl fmt::Display for PageDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page => f.write_str("page"),
            Self::Srcdoc(index) => write!(f, "srcdoc:{index}"),
        }
    }
}
