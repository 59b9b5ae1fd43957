//! Markup that is printed when it is asked for, so that a nonce is made only then.

use std::fmt::{self, Display, Formatter, Write as _};

use crate::CspNonce;

/// What prints itself as markup: all that [`assets`](super) has, and assets of your own.
pub trait Asset: fmt::Debug {
    /// Prints the tags, with the nonce where there is one. What is printed is not escaped. An asset
    /// without tags must not print the nonce, which would make it.
    ///
    /// # Errors
    ///
    /// Those of the formatter.
    fn write(&self, f: &mut Formatter<'_>, nonce: Option<&CspNonce>) -> fmt::Result;
}

impl<A: Asset + ?Sized> Asset for &A {
    fn write(&self, f: &mut Formatter<'_>, nonce: Option<&CspNonce>) -> fmt::Result {
        (**self).write(f, nonce)
    }
}

/// Tags that are ready to be printed: safe markup, which template engines must not escape.
///
/// The nonce is made when this is displayed.
#[derive(Debug, Clone, Copy)]
#[must_use = "nothing is printed, and no nonce made, before it is displayed"]
pub struct Markup<'a> {
    asset: &'a dyn Asset,
    nonce: Option<&'a CspNonce>,
}

impl<'a> Markup<'a> {
    /// The tags of an asset, with the nonce if there is one.
    pub fn new(asset: &'a dyn Asset, nonce: Option<&'a CspNonce>) -> Self {
        Self { asset, nonce }
    }
}

impl Display for Markup<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.asset.write(f, self.nonce)
    }
}

/// Text as it may stand in an element and in a quoted attribute value.
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#x27;")?,
                _ => f.write_char(character)?,
            }
        }
        Ok(())
    }
}
