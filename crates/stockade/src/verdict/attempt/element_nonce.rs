use std::fmt;

use crate::white_space;

/// The nonce that an element carries, and whether browsers let it count.
///
/// Markup that was injected in front of a nonced element may swallow it, nonce and all. So
/// browsers do not trust the nonce of a script element that looks like the result.
///
/// ```
/// use stockade::verdict::{DistrustedNonce, ElementNonce};
///
/// let nonce = ElementNonce::new(" r4nd0m ");
/// assert_eq!(nonce.value(), "r4nd0m");
///
/// // <script src="https://evil.example/" x="<script nonce=r4nd0m>
/// let swallowed = nonce.on_element(
///     "script",
///     [("src", "https://evil.example/"), ("x", "<script"), ("nonce", "r4nd0m")],
///     false,
/// );
/// assert_eq!(swallowed.distrusted(), Some(DistrustedNonce::MarkupInAttribute));
/// ```
///
/// Specification: [is element nonceable?](https://w3c.github.io/webappsec-csp/#is-element-nonceable)
/// Browsers differ: white space around the value does not count, `<link` in an attribute is as
/// suspicious as `<script`, and only script elements are looked at for repeated attributes.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct ElementNonce<'a> {
    value: &'a str,
    distrusted: Option<DistrustedNonce>,
}

/// Why a nonce does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DistrustedNonce {
    /// An attribute stands twice in the start tag.
    RepeatedAttribute,
    /// An attribute's name or value holds `<script`, `<style` or `<link`.
    MarkupInAttribute,
}

impl<'a> ElementNonce<'a> {
    /// No nonce.
    pub const NONE: Self = Self {
        value: "",
        distrusted: None,
    };

    /// The value of a `nonce` attribute.
    pub fn new(value: &'a str) -> Self {
        Self {
            value: white_space::strip(value),
            distrusted: None,
        }
    }

    /// The same nonce, judged by the start tag it stands in. Names of attributes are in lower
    /// case; `repeated` says whether one of them stands twice.
    #[must_use]
    pub fn on_element<'t>(
        mut self,
        element: &str,
        attributes: impl IntoIterator<Item = (&'t str, &'t str)>,
        repeated: bool,
    ) -> Self {
        if element.eq_ignore_ascii_case("script") {
            self.distrusted = if repeated {
                Some(DistrustedNonce::RepeatedAttribute)
            } else if attributes
                .into_iter()
                .any(|(name, value)| holds_markup(name) || holds_markup(value))
            {
                Some(DistrustedNonce::MarkupInAttribute)
            } else {
                None
            };
        }
        self
    }

    /// The nonce without white space around it; empty where there is none.
    pub fn value(self) -> &'a str {
        self.value
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.value.is_empty()
    }

    /// Why it does not count; `None` if it does.
    pub fn distrusted(self) -> Option<DistrustedNonce> {
        self.distrusted
    }
}

/// A nonce is a secret while its page lives, so only its length shows.
impl fmt::Debug for ElementNonce<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ElementNonce")
            .field("length", &self.value.len())
            .field("distrusted", &self.distrusted)
            .finish()
    }
}

fn holds_markup(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().any(|(at, &byte)| {
        byte == b'<'
            && [&b"script"[..], b"style", b"link"].iter().any(|name| {
                bytes
                    .get(at + 1..at + 1 + name.len())
                    .is_some_and(|here| here.eq_ignore_ascii_case(name))
            })
    })
}
