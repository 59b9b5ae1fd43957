//! [maud](https://docs.rs/maud).
//!
//! The nonce is an argument, as everything else is. Printing it makes it.
//!
//! ```
//! use maud::{Markup, html};
//! use stockade_web::CspNonce;
//! use stockade_web::assets::{InlineBlock, Media, Script};
//! use stockade_web::engines::maud::csp_media;
//!
//! fn page(nonce: Option<&CspNonce>, media: &Media, theme: &InlineBlock, count: usize) -> Markup {
//!     html! {
//!         (csp_media(media, nonce))
//!         script nonce=[nonce] { "start(" (count) ")" }
//!         (csp_media(theme, nonce))
//!     }
//! }
//!
//! let theme = InlineBlock::script("document.body.hidden = false")?;
//! let media = Media::from(Script::new("/static/notes.js"));
//! let nonce = CspNonce::new(); // the extractor's, in a handler
//! assert_eq!(page(Some(&nonce), &media, &theme, 1).into_string(), format!(
//!     "<script src=\"/static/notes.js\" nonce=\"{nonce}\"></script>\
//!      <script nonce=\"{nonce}\">start(1)</script>\
//!      <script>document.body.hidden = false</script>",
//! ));
//! assert_eq!(nonce.inline_hashes(), [theme.inline_hash().clone()]);
//! # Ok::<(), stockade_web::Error>(())
//! ```
//!
//! There is no `csp_nonce_attr`: maud's own `nonce=[nonce]` leaves the attribute out where the
//! nonce is `None`.

use std::fmt::Write as _;

use maud::Render;

use crate::CspNonce;
use crate::assets::{Asset, Markup};

/// The tags of media, a script, an inline block or another asset.
pub fn csp_media<'a>(asset: &'a dyn Asset, nonce: Option<&'a CspNonce>) -> Markup<'a> {
    Markup::new(asset, nonce)
}

impl Render for CspNonce {
    fn render_to(&self, buffer: &mut String) {
        print(self, buffer);
    }
}

impl Render for Markup<'_> {
    fn render_to(&self, buffer: &mut String) {
        print(self, buffer);
    }
}

fn print(markup: &impl std::fmt::Display, buffer: &mut String) {
    // Writing into a String cannot fail.
    let _ = write!(buffer, "{markup}");
}
