//! The attributes of an element.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display, Formatter};

use crate::{CspNonce, Error, ErrorKind};

use super::integrity;
use super::markup::Escaped;

/// What a file from another origin is fetched with.
///
/// Specification: [CORS settings attributes](https://html.spec.whatwg.org/multipage/urls-and-fetching.html#cors-settings-attributes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CrossOrigin {
    /// Without cookies.
    Anonymous,
    /// With cookies.
    UseCredentials,
}

impl CrossOrigin {
    fn as_str(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::UseCredentials => "use-credentials",
        }
    }
}

/// The value of an attribute: text, or its mere presence.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AttributeValue {
    /// `name="text"`, escaped when it is printed.
    Text(String),
    /// `name`
    Present,
    /// The attribute is left out.
    Absent,
}

impl From<&str> for AttributeValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for AttributeValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// `true` for an attribute without a value, `false` for none.
impl From<bool> for AttributeValue {
    fn from(is_present: bool) -> Self {
        if is_present {
            Self::Present
        } else {
            Self::Absent
        }
    }
}

/// The attributes of an asset besides its address and its nonce.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Attributes {
    texts: BTreeMap<String, String>,
    flags: BTreeSet<String>,
}

impl Attributes {
    /// Sets an attribute of which this crate knows that it is in order.
    pub(super) fn set(&mut self, name: &str, value: impl Into<AttributeValue>) {
        self.texts.remove(name);
        self.flags.remove(name);
        match value.into() {
            AttributeValue::Text(text) => drop(self.texts.insert(name.to_owned(), text)),
            AttributeValue::Present => drop(self.flags.insert(name.to_owned())),
            AttributeValue::Absent => {}
        }
    }

    /// Sets an attribute that may be anything. `own` are those that the element sets itself.
    pub(super) fn set_checked(
        &mut self,
        name: &str,
        value: AttributeValue,
        own: &[&str],
    ) -> Result<(), Error> {
        let name = name.to_ascii_lowercase();
        if let Some(problem) = problem(&name, &value, own) {
            let message = format!("the attribute {name:?} of an asset {problem}");
            return Err(Error::new(ErrorKind::InvalidAsset, message));
        }
        self.set(&name, value);
        Ok(())
    }

    pub(super) fn set_cross_origin(&mut self, cross_origin: CrossOrigin) {
        self.set("crossorigin", cross_origin.as_str());
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.texts.get(name).map(String::as_str)
    }

    /// The attributes as Django prints them: those with values first, each group by name. So both
    /// print the same page.
    pub(super) fn with_nonce<'a>(&'a self, nonce: Option<&'a CspNonce>) -> impl Display + 'a {
        WithNonce {
            attributes: self,
            nonce,
        }
    }
}

/// What is wrong with an attribute, and what to write instead.
fn problem(name: &str, value: &AttributeValue, own: &[&str]) -> Option<&'static str> {
    let is_name = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte));
    if !is_name {
        return Some(
            "is no name that may stand in a start tag; use letters, digits, \"-\", \"_\", \".\" \
             and \":\", and begin with a letter",
        );
    }
    if name == "nonce" {
        return Some("is another one for each response, and render(Some(&nonce)) prints it");
    }
    if own.contains(&name) {
        return Some("is set by the element itself");
    }
    if name.starts_with("on") {
        return Some(
            "is an event handler, which strict policies block; listen in a script, with \
             addEventListener",
        );
    }
    let is_integrity = match value {
        AttributeValue::Text(metadata) => integrity::is_understood(metadata),
        AttributeValue::Present => false,
        AttributeValue::Absent => true,
    };
    (name == "integrity" && !is_integrity).then_some(
        "is not understood by browsers, which would then load any file; write \"sha384-\" and \
         the base64 of the file's SHA-384 digest, or use StaticFiles",
    )
}

struct WithNonce<'a> {
    attributes: &'a Attributes,
    nonce: Option<&'a CspNonce>,
}

impl Display for WithNonce<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut nonce = self.nonce;
        for (name, value) in &self.attributes.texts {
            if name.as_str() > "nonce" {
                write_nonce(f, nonce.take())?;
            }
            write!(f, " {name}=\"{}\"", Escaped(value))?;
        }
        write_nonce(f, nonce)?;
        for name in &self.attributes.flags {
            write!(f, " {name}")?;
        }
        Ok(())
    }
}

pub(super) fn write_nonce(f: &mut Formatter<'_>, nonce: Option<&CspNonce>) -> fmt::Result {
    match nonce.and_then(CspNonce::printed) {
        Some(nonce) => write!(f, " nonce=\"{nonce}\""),
        None => Ok(()),
    }
}
