//! Pages with nonces in a cache, each filled with a nonce of its own for each response.
//!
//! A placeholder that is found by searching would be a skeleton key: whoever learns it writes it
//! into a comment and gets a live nonce on every page. So nothing is searched for. The page is
//! made once, with an ordinary nonce, and the places where that was printed are kept with it as
//! [offsets](NonceHoles).
//!
//! [`StoredPage`] is what a cache of responses stores. It is made to stand between two layers:
//!
//! ```text
//! visitor ── compression ── CspLayer ── cache ── handler
//!            outside: it    writes the  fills
//!            sees filled    policy of   the
//!            pages          each page   holes
//! ```
//!
//! `docs/caching.md` has a cache for axum made with it, and says what an attacker can and cannot do.

mod collect;
mod headers;
mod holes;
mod page;
mod refusal;
mod request;
mod storable;
mod validators;
mod vary;

pub use collect::UnstoredBody;
pub use holes::NonceHoles;
pub use page::{StoredPage, Unstored};
pub use refusal::Refusal;
pub use request::PageRequest;

/// Runs the Rust in the page about caching, which is a cache for axum.
#[cfg(all(doctest, feature = "axum"))]
#[doc = include_str!("../../../../docs/caching.md")]
struct CachingPage;
