//! A layer for whatever is made of tower services: axum, hyper, warp, tonic; and for poem and
//! salvo, through their bridges to tower.
//!
//! ```
//! use axum::{Router, response::Html, routing::get};
//! use stockade::{PolicyBuilder, policy::source};
//! use stockade_web::{CspLayer, CspNonce, Policies};
//!
//! let policy = PolicyBuilder::new()
//!     .directive("default-src", source::NONE)
//!     .directive("script-src", source::NONCE)
//!     .directive("base-uri", source::NONE);
//! let policies = Policies::builder().enforce(policy).build()?;
//!
//! let page = async |nonce: CspNonce| Html(format!("<script {}></script>", nonce.attribute()));
//! let app: Router = Router::new()
//!     .route("/", get(page))
//!     .layer(CspLayer::new(policies));
//! # Ok::<(), stockade_web::Error>(())
//! ```
//!
//! # What becomes of a request
//!
//! The layer puts a [`CspNonce`](crate::CspNonce) into the request's extensions. A nonce that is
//! there already, because another layer stands around this one, is used.
//!
//! # What becomes of a response
//!
//! * It is given `Content-Security-Policy`, `Content-Security-Policy-Report-Only`,
//!   `Integrity-Policy` and, where a policy names an endpoint, `Reporting-Endpoints`, each only if
//!   it has none of its own.
//! * A nonce that was printed stands in the policies, and `Cache-Control` becomes `private`. A
//!   nonce that was not does not, and nothing is allowed for that.
//! * A stream of markup whose body still holds the nonce has it in the header ahead.
//! * A 304, a 101 and the tunnel that CONNECT opens carry no policy, not even one of the handler's:
//!   no document comes of them.
//!
//! [`Policies`](crate::Policies) in the response's extensions take the place of the layer's. Layers
//! nest; the outermost writes the headers, and the innermost has the last word about them.
//!
//! # Where it belongs
//!
//! Outside of all that answers requests, or those answers have no policy: a panic that a layer
//! outside of this one catches, for instance. Inside of what compresses responses.

mod exchange;
mod future;
mod headers;
mod layer;
mod service;

#[cfg(feature = "axum")]
pub(crate) use exchange::Surrounded;
pub use future::ResponseFuture;
pub use layer::CspLayer;
pub use service::Csp;
