//! The nonce, media and inline blocks in templates, one module an engine.
//!
//! What templates see is the same everywhere: `csp_nonce`, `csp_nonce_attr` (`nonce="…"`, or nothing
//! for a response without one), `csp_media` (the tags of [`Media`](crate::assets::Media)), and
//! `csp_script` and `csp_style` (an inline block that its hash allows). A response's nonce is made
//! when a template prints it, and only then; it reaches templates as data of the request, never
//! through threads or tasks. Without a nonce nothing is printed in its place.
//!
//! docs/rust-templates.md has a section on each.

#[cfg(feature = "askama")]
pub mod askama;
#[cfg(feature = "handlebars")]
pub mod handlebars;
#[cfg(any(feature = "handlebars", feature = "tera"))]
mod helpers;
#[cfg(feature = "maud")]
pub mod maud;
#[cfg(feature = "minijinja")]
pub mod minijinja;
#[cfg(feature = "tera")]
pub mod tera;

#[cfg(any(feature = "handlebars", feature = "tera"))]
pub use helpers::{Helpers, Page};

/// Runs the Rust in the page about templates.
#[cfg(all(
    doctest,
    feature = "askama",
    feature = "handlebars",
    feature = "maud",
    feature = "minijinja",
    feature = "tera"
))]
#[doc = include_str!("../../../../docs/rust-templates.md")]
struct RustTemplatesPage;
