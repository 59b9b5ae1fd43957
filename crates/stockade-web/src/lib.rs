//! Content Security Policy for Rust web applications.

#[cfg(feature = "actix")]
pub mod actix;
pub mod assets;
#[cfg(feature = "axum")]
mod axum;
#[cfg(feature = "cache")]
pub mod cache;
pub mod edge;
pub mod engines;
mod error;
mod nonce;
mod policies;
#[cfg(feature = "preview")]
mod preview;
mod response;
#[cfg(feature = "tower")]
pub mod tower;

pub use error::{Error, ErrorKind};
pub use nonce::CspNonce;
pub use policies::{Policies, PoliciesBuilder};
