//! Style sheets.

use std::fmt::{self, Formatter};

use crate::{CspNonce, Error};

use super::attributes::Attributes;
use super::markup::{Asset, Escaped, Markup};
use super::{AttributeValue, CrossOrigin};

/// A style sheet, printed as `<link href="…" rel="stylesheet">`.
///
/// ```
/// use stockade_web::assets::Stylesheet;
///
/// let stylesheet = Stylesheet::new("/static/paper.css").media("print");
/// assert_eq!(
///     stylesheet.render(None).to_string(),
///     "<link href=\"/static/paper.css\" media=\"print\" rel=\"stylesheet\">",
/// );
/// ```
///
/// Specification: [link type "stylesheet"](https://html.spec.whatwg.org/multipage/links.html#link-type-stylesheet).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[must_use]
pub struct Stylesheet {
    address: String,
    attributes: Attributes,
    refuses_nonce: bool,
}

impl Stylesheet {
    /// A style sheet at this address, which must not come from users.
    pub fn new(address: impl Into<String>) -> Self {
        let mut attributes = Attributes::default();
        attributes.set("rel", "stylesheet");
        Self {
            address: address.into(),
            attributes,
            refuses_nonce: false,
        }
    }

    /// What it is for: `"print"`, `"(width < 40em)"`.
    pub fn media(mut self, media: impl Into<String>) -> Self {
        self.attributes.set("media", media.into());
        self
    }

    /// Has browsers refuse any file but the one with this hash: `"sha384-…"`. One from another
    /// origin needs [`cross_origin`](Self::cross_origin) as well.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidAsset`](crate::ErrorKind::InvalidAsset) for what browsers would ignore.
    pub fn integrity(self, metadata: &str) -> Result<Self, Error> {
        self.attribute("integrity", metadata)
    }

    /// Fetches it with CORS.
    pub fn cross_origin(mut self, cross_origin: CrossOrigin) -> Self {
        self.attributes.set_cross_origin(cross_origin);
        self
    }

    /// Sets another attribute. The value is escaped.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidAsset`](crate::ErrorKind::InvalidAsset) for a name that cannot stand in
    /// a start tag, for `href`, `rel` and `nonce`, and for event handlers.
    pub fn attribute(
        mut self,
        name: &str,
        value: impl Into<AttributeValue>,
    ) -> Result<Self, Error> {
        self.attributes
            .set_checked(name, value.into(), &["href", "rel"])?;
        Ok(self)
    }

    /// Prints it without the nonce: it is allowed by what else the policy lists, or not.
    pub fn without_nonce(mut self) -> Self {
        self.refuses_nonce = true;
        self
    }

    /// The address that it is loaded from.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What it is for, where that is said.
    pub(super) fn medium(&self) -> &str {
        self.attributes.text("media").unwrap_or("all")
    }

    /// The element, with the nonce if there is one.
    pub fn render<'a>(&'a self, nonce: Option<&'a CspNonce>) -> Markup<'a> {
        Markup::new(self, nonce)
    }
}

impl Asset for Stylesheet {
    fn write(&self, f: &mut Formatter<'_>, nonce: Option<&CspNonce>) -> fmt::Result {
        let nonce = nonce.filter(|_| !self.refuses_nonce);
        let (address, attributes) = (Escaped(&self.address), self.attributes.with_nonce(nonce));
        write!(f, "<link href=\"{address}\"{attributes}>")
    }
}
