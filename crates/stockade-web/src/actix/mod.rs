//! A middleware for Actix, and the nonce as an argument of its handlers.
//!
//! ```
//! use actix_web::{App, HttpResponse, test, web};
//! use stockade::{PolicyBuilder, policy::source};
//! use stockade_web::actix::Csp;
//! use stockade_web::{CspNonce, Policies};
//!
//! async fn page(nonce: CspNonce) -> HttpResponse {
//!     HttpResponse::Ok()
//!         .content_type("text/html; charset=utf-8")
//!         .body(format!("<script {}>start()</script>", nonce.attribute()))
//! }
//!
//! # fn main() -> Result<(), stockade_web::Error> {
//! let policy = PolicyBuilder::new()
//!     .directive("default-src", source::SELF)
//!     .directive("script-src", source::NONCE)
//!     .directive("base-uri", source::NONE)
//!     .directive("form-action", source::SELF);
//! let policies = Policies::builder().enforce(policy).build()?;
//!
//! # actix_rt::System::new().block_on(async move {
//! let app = App::new().wrap(Csp::new(policies)).route("/", web::get().to(page));
//! let app = test::init_service(app).await;
//! let response = test::call_service(&app, test::TestRequest::get().to_request()).await;
//! let policy = response.headers().get("content-security-policy").cloned().unwrap();
//! let body = test::read_body(response).await;
//! let nonce = str::from_utf8(&body).unwrap().split('"').nth(1).unwrap();
//! assert!(policy.to_str().unwrap().contains(&format!("script-src 'nonce-{nonce}'")));
//! # });
//! # Ok(())
//! # }
//! ```
//!
//! What becomes of a response is the same as under the [tower layer](crate::tower): headers that are
//! there stay, a page that printed no nonce gets none in its header and stays cacheable, a page with
//! one is kept out of shared caches, and a 304 carries no policy.
//!
//! # Order
//!
//! The `wrap` that is written last is the outermost. Let that be [`Csp`], so that what other
//! middleware answers has the policy too. An error that comes out of a middleware becomes a response
//! only in the server; it gets its headers there, through
//! [`Error::add_response_mapper`](actix_web::Error::add_response_mapper). A middleware outside of
//! `Csp` that makes a response of such an error by itself leaves these headers out.
//!
//! Other middleware inside of `Csp` takes the nonce from a request as handlers do:
//! `request.extract::<CspNonce>()`.
//!
//! # Streams
//!
//! A body of unknown length whose nonce somebody still holds gets it in its header ahead: keep a
//! clone of the [`CspNonce`](crate::CspNonce) in the stream, rather than the `HttpRequest`.

mod exchange;
mod extract;
mod future;
mod headers;
mod middleware;

pub use future::ResponseFuture;
pub use middleware::{Csp, CspService};

/// Runs the Rust in the guide for Actix.
#[cfg(doctest)]
#[doc = include_str!("../../../../docs/actix.md")]
struct Guide;
