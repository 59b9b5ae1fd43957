//! Templates, as Content Security Policy sees them.
//!
//! Templates of others are where strict policies die: their scripts carry no nonce, and nobody
//! wants to fork a package to add one. This crate reads templates of Django and Jinja2 without
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
