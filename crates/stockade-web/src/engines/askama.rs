//! [Askama](https://docs.rs/askama).
//!
//! The nonce is a field of the template, so one that lacks it does not compile. Printing it makes
//! it. The filters must be in scope under the name `filters`.
//!
//! ```
//! use askama::Template;
//! use stockade_web::CspNonce;
//! use stockade_web::assets::{InlineBlock, Media, Script};
//! use stockade_web::engines::askama::filters;
//!
//! #[derive(Template)]
//! #[template(ext = "html", source = r#"{{ media|csp_media(csp_nonce) }}
//! <script {{ csp_nonce|csp_nonce_attr }}>start({{ count }})</script>
//! {{ theme|csp_media(csp_nonce) }}"#)]
//! struct NotesPage<'a> {
//!     csp_nonce: CspNonce,
//!     media: Media,
//!     theme: &'a InlineBlock,
//!     count: usize,
//! }
//!
//! let theme = InlineBlock::script("document.body.hidden = false")?;
//! let nonce = CspNonce::new(); // the extractor's, in a handler
//! let page = NotesPage {
//!     csp_nonce: nonce.clone(),
//!     media: Media::from(Script::new("/static/notes.js")),
//!     theme: &theme,
//!     count: 1,
//! };
//! assert_eq!(page.render()?, format!(
//!     "<script src=\"/static/notes.js\" nonce=\"{nonce}\"></script>\n\
//!      <script nonce=\"{nonce}\">start(1)</script>\n\
//!      <script>document.body.hidden = false</script>",
//! ));
//! assert_eq!(nonce.inline_hashes(), [theme.inline_hash().clone()]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Where a response may have no nonce, the field is an `Option<CspNonce>`.

use std::fmt;

use askama::filters::HtmlSafe;
use askama::{FastWritable, Values};

use crate::CspNonce;
use crate::assets::Markup;

/// A nonce that a template's field holds: [`CspNonce`], a reference to one, or an `Option` of it.
pub trait MaybeNonce {
    /// The nonce, if the response has one. Looking makes none.
    fn nonce(&self) -> Option<&CspNonce>;
}

impl MaybeNonce for CspNonce {
    fn nonce(&self) -> Option<&CspNonce> {
        Some(self)
    }
}

impl<N: MaybeNonce> MaybeNonce for Option<N> {
    fn nonce(&self) -> Option<&CspNonce> {
        self.as_ref().and_then(MaybeNonce::nonce)
    }
}

impl<N: MaybeNonce + ?Sized> MaybeNonce for &N {
    fn nonce(&self) -> Option<&CspNonce> {
        (**self).nonce()
    }
}

/// The filters. A template's module has them by `use stockade_web::engines::askama::filters;`, or,
/// with filters of its own, by `pub use stockade_web::engines::askama::filters::*;` in its module
/// `filters`.
pub mod filters {
    #![allow(
        missing_docs,
        clippy::inline_always,
        clippy::missing_errors_doc,
        clippy::unnecessary_wraps,
        reason = "askama's macro makes the items, and asks for results"
    )]

    use askama::filters::HtmlSafeOutput;
    use askama::{Result, Values};

    use super::MaybeNonce;
    use crate::assets::{Asset, Markup};

    /// `{{ csp_nonce|csp_nonce_attr }}` prints `nonce="…"`.
    #[askama::filter_fn]
    pub fn csp_nonce_attr<N: MaybeNonce>(
        csp_nonce: N,
        _: &dyn Values,
    ) -> Result<HtmlSafeOutput<String>> {
        let attribute = csp_nonce.nonce().map(|nonce| nonce.attribute().to_string());
        Ok(HtmlSafeOutput(attribute.unwrap_or_default()))
    }

    /// `{{ media|csp_media(csp_nonce) }}` prints the tags of media, a script, an inline block or
    /// another asset.
    #[askama::filter_fn]
    pub fn csp_media<A: Asset, N: MaybeNonce>(
        asset: A,
        _: &dyn Values,
        csp_nonce: N,
    ) -> Result<HtmlSafeOutput<String>> {
        let markup = Markup::new(&asset, csp_nonce.nonce());
        Ok(HtmlSafeOutput(markup.to_string()))
    }
}

/// A nonce has no characters to escape.
impl HtmlSafe for CspNonce {}

/// Tags are markup.
impl HtmlSafe for Markup<'_> {}

impl FastWritable for CspNonce {
    fn write_into(&self, target: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(write!(target, "{self}")?)
    }
}

impl FastWritable for Markup<'_> {
    fn write_into(&self, target: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(write!(target, "{self}")?)
    }
}
