//! Scripts.

use std::fmt::{self, Formatter};

use crate::{CspNonce, Error};

use super::attributes::Attributes;
use super::markup::{Asset, Escaped, Markup};
use super::{AttributeValue, CrossOrigin};

/// A script file, printed as `<script src="…"></script>`.
///
/// ```
/// use stockade_web::assets::{CrossOrigin, Script};
///
/// let script = Script::new("https://cdn.example/chart.js")
///     .defer()
///     .cross_origin(CrossOrigin::Anonymous)
///     .attribute("data-chart", "a \"quoted\" name")?;
/// assert_eq!(
///     script.render(None).to_string(),
///     "<script src=\"https://cdn.example/chart.js\" crossorigin=\"anonymous\" \
///      data-chart=\"a &quot;quoted&quot; name\" defer></script>",
/// );
/// # Ok::<(), stockade_web::Error>(())
/// ```
///
/// Specification: [the script element](https://html.spec.whatwg.org/multipage/scripting.html#the-script-element).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[must_use]
pub struct Script {
    address: String,
    attributes: Attributes,
    refuses_nonce: bool,
}

impl Script {
    /// A classic script at this address. With the nonce it runs whatever the address is, so that
    /// must not come from users.
    pub fn new(address: impl Into<String>) -> Self {
        Self {
            address: address.into(),
            attributes: Attributes::default(),
            refuses_nonce: false,
        }
    }

    /// Makes it a module, which may import others.
    pub fn module(mut self) -> Self {
        self.attributes.set("type", "module");
        self
    }

    /// Runs it when the page has been read, in order.
    pub fn defer(mut self) -> Self {
        self.attributes.set("defer", true);
        self
    }

    /// Runs it as soon as it is there (`async`).
    pub fn asynchronous(mut self) -> Self {
        self.attributes.set("async", true);
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
    /// a start tag, for `src` and `nonce`, and for event handlers.
    pub fn attribute(
        mut self,
        name: &str,
        value: impl Into<AttributeValue>,
    ) -> Result<Self, Error> {
        self.attributes.set_checked(name, value.into(), &["src"])?;
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

    /// The element, with the nonce if there is one.
    pub fn render<'a>(&'a self, nonce: Option<&'a CspNonce>) -> Markup<'a> {
        Markup::new(self, nonce)
    }
}

impl Asset for Script {
    fn write(&self, f: &mut Formatter<'_>, nonce: Option<&CspNonce>) -> fmt::Result {
        let nonce = nonce.filter(|_| !self.refuses_nonce);
        let (address, attributes) = (Escaped(&self.address), self.attributes.with_nonce(nonce));
        write!(f, "<script src=\"{address}\"{attributes}></script>")
    }
}
