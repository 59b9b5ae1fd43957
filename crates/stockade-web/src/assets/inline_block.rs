//! Small scripts and styles that stand in the page itself.

use std::borrow::Cow;
use std::fmt::{self, Formatter};

use crate::{CspNonce, Error, ErrorKind, InlineElement, InlineHash, log};

use super::AttributeValue;
use super::attributes::Attributes;
use super::markup::{Asset, Markup};

/// A script or style that stands in the page, allowed by its hash instead of the nonce, so that the
/// page can be cached and exported.
///
/// Its text is the author's: it is part of the program, and no data gets into it. The hash is
/// worked out once.
///
/// ```
/// use stockade_web::{CspNonce, assets::InlineBlock};
///
/// let menu = InlineBlock::script("import '/static/menu.js'")?.module();
///
/// let nonce = CspNonce::new();
/// let page = menu.render(Some(&nonce)).to_string();
/// assert_eq!(page, "<script type=\"module\">import '/static/menu.js'</script>");
/// assert_eq!(nonce.inline_hashes(), [menu.inline_hash().clone()]);
/// # Ok::<(), stockade_web::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct InlineBlock {
    text: Cow<'static, str>,
    hash: InlineHash,
    attributes: Attributes,
}

impl InlineBlock {
    /// A script. [`include_str!`] reads one from a file.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidAsset`] for a text that would end the element early.
    pub fn script(text: &'static str) -> Result<Self, Error> {
        Self::of_author(InlineElement::Script, text)
    }

    /// A style.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidAsset`] for a text that would end the element early.
    pub fn style(text: &'static str) -> Result<Self, Error> {
        Self::of_author(InlineElement::Style, text)
    }

    /// A block whose text the caller knows to be an author's.
    pub(crate) fn of_author(
        element: InlineElement,
        text: impl Into<Cow<'static, str>>,
    ) -> Result<Self, Error> {
        let text = text.into();
        check_text(element, &text)?;
        Ok(Self {
            hash: InlineHash::new(element, &text),
            text,
            attributes: Attributes::default(),
        })
    }

    /// Makes a script a module, which may import others.
    pub fn module(mut self) -> Self {
        self.attributes.set("type", "module");
        self
    }

    /// Sets an attribute, such as the `media` of a style. The value is escaped.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidAsset`] for a name that cannot stand in a start tag, for `src` and
    /// `nonce`, and for event handlers.
    pub fn attribute(
        mut self,
        name: &str,
        value: impl Into<AttributeValue>,
    ) -> Result<Self, Error> {
        self.attributes.set_checked(name, value.into(), &["src"])?;
        Ok(self)
    }

    /// The hash that allows it.
    pub fn inline_hash(&self) -> &InlineHash {
        &self.hash
    }

    /// The element. Printing it puts the hash into the response's header; where that is too late,
    /// browsers block it and the log says so.
    pub fn render<'a>(&'a self, nonce: Option<&'a CspNonce>) -> Markup<'a> {
        Markup::new(self, nonce)
    }
}

impl Asset for InlineBlock {
    fn write(&self, f: &mut Formatter<'_>, nonce: Option<&CspNonce>) -> fmt::Result {
        if let Some(Err(error)) = nonce.map(|nonce| nonce.allow_inline(self.hash.clone())) {
            log::error(error);
        }
        let name = self.hash.element().name();
        let (attributes, text) = (self.attributes.with_nonce(None), &self.text);
        write!(f, "<{name}{attributes}>{text}</{name}>")
    }
}

/// Refuses what would keep browsers from seeing the end tag, or show them one earlier.
///
/// Specification: [restrictions for contents of script elements](https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements).
fn check_text(element: InlineElement, text: &str) -> Result<(), Error> {
    let name = element.name();
    let lower = text.to_ascii_lowercase();
    let found = [format!("</{name}"), "<!--".to_owned()]
        .into_iter()
        .find(|markup| lower.contains(markup));
    let Some(found) = found else { return Ok(()) };
    Err(Error::new(
        ErrorKind::InvalidAsset,
        format!(
            "an inline {name} contains {found:?}, so browsers would end it elsewhere; write it in \
             another way, such as \"\\x3c\" for \"<\" in a script's string, or move the {name} \
             into a file"
        ),
    ))
}
