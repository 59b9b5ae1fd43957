//! Content Security Policy for Rust web applications.
//!
//! * **What do responses get?** [`Policies`]: an enforced policy, one that only reports, and the
//!   headers beside them. A mistake is an [`Error`] at start-up, never in a response.
//! * **Who sends them?** [`CspLayer`], for axum and all that is made of tower services;
//!   [`actix::Csp`] for Actix.
//! * **What do pages print?** [`CspNonce`], which is made when it is printed, and [`engines`] for
//!   templates. A page that prints none gets none in its header and stays cacheable.
//! * **What else stands in pages?** [`assets`]: scripts and style sheets, collected and printed in
//!   one place; [`InlineHash`]: inline blocks that need no nonce.
//! * **What about caches?** [`cache`] stores pages whose nonces are filled in anew; [`edge`] lets a
//!   cache in front of the application do so.
//! * **What will be blocked?** [`preview`] says so in development.
//!
//! # A tour
//!
//! ```
//! use axum::{Router, body::Body, http::Request, response::Html, routing::get};
//! use http_body_util::BodyExt;
//! use stockade::{PolicyBuilder, policy::source};
//! use stockade_web::{CspLayer, CspNonce, Policies};
//! use tower::ServiceExt;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // Once, at start-up.
//! let policy = PolicyBuilder::new()
//!     .directive("default-src", source::NONE)
//!     .directive("script-src", source::NONCE)
//!     .directive("base-uri", source::NONE);
//! let policies = Policies::builder().enforce(policy).build()?;
//!
//! // A handler prints its nonce, or does not.
//! let page = async |nonce: CspNonce| Html(format!("<script {}></script>", nonce.attribute()));
//! let app = Router::new()
//!     .route("/page", get(page))
//!     .route("/text", get("Hello"))
//!     .layer(CspLayer::new(policies));
//!
//! // What printed it has the same nonce in its header …
//! let response = app.clone().oneshot(Request::get("/page").body(Body::empty())?).await?;
//! let policy = response.headers()["content-security-policy"].to_str()?.to_owned();
//! let page = response.into_body().collect().await?.to_bytes();
//! let nonce = policy.split('\'').find_map(|part| part.strip_prefix("nonce-")).unwrap_or_default();
//! assert_eq!(page, format!("<script nonce=\"{nonce}\"></script>"));
//!
//! // … and what did not is allowed no more for that.
//! let response = app.oneshot(Request::get("/text").body(Body::empty())?).await?;
//! assert_eq!(
//!     response.headers()["content-security-policy"],
//!     "default-src 'none'; script-src 'none'; base-uri 'none'",
//! );
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! `tower` (on by default), `axum`, `actix`; `askama`, `handlebars`, `maud`, `minijinja`, `tera`;
//! `cache`; `preview` for development; `tracing` (on by default) for the log.

#![cfg_attr(
    not(any(feature = "actix", feature = "tower")),
    allow(
        dead_code,
        unused_imports,
        reason = "without an adapter nobody sends policies"
    )
)]

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
mod headers;
mod inline;
mod log;
mod nonce;
mod policies;
#[cfg(feature = "preview")]
pub mod preview;
mod response;
#[cfg(feature = "tower")]
pub mod tower;

#[cfg(feature = "axum")]
pub use axum::MissingCspLayer;
pub use error::{Error, ErrorKind};
pub use inline::{InlineElement, InlineHash};
pub use nonce::CspNonce;
pub use policies::{Policies, PoliciesBuilder};
#[cfg(feature = "tower")]
pub use tower::CspLayer;

/// Runs the Rust in the page about axum.
#[cfg(all(doctest, feature = "axum", feature = "minijinja", feature = "preview"))]
#[doc = include_str!("../../../docs/axum.md")]
struct AxumPage;

/// Runs the Rust in the crate's README.
#[cfg(all(doctest, feature = "axum"))]
#[doc = include_str!("../README.md")]
struct ReadMe;

/// Runs the Rust in the project's README.
#[cfg(all(doctest, feature = "axum"))]
#[doc = include_str!("../../../README.md")]
struct ProjectReadMe;
