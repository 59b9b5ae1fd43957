//! Pages and templates, as Content Security Policy sees them.
//!
//! [`page`] reads a response as a browser does and foretells what its policies will block, with
//! the place of each attempt and what to do about it.
//!
//! Templates of others are where strict policies die: their scripts carry no nonce, and nobody
//! wants to fork a package to add one. This crate also reads templates of Django and Jinja2 without
//! rendering them and says which of their scripts and styles may be given the page's nonce, by an
//! edit of the source, so that no data can ever choose what is run.
//!
//! * [`template`] reads: [`template::syntax`] finds template syntax, and
//!   [`template::TemplateSet`] finds out where blocks and included templates end up.
//! * [`fixes`] edits: [`fixes::nonce`] gives nonces.
//! * [`OwnAddresses`] tells the site's own files from those of others.

mod address;
pub mod fixes;
pub mod page;
pub mod template;

pub use address::{NotAnOrigin, OwnAddresses};
