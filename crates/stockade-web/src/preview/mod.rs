//! Development mode: what browsers will block on the pages that are served, in the log.
//!
//! [`PreviewLayer`] reads each page as a browser does, on its way out, and asks the policies it is
//! sent with about everything that it attempts. It changes nothing. Each thing that will be
//! blocked is logged once, with what to do about it, at level `WARN` and target
//! [`LOG_TARGET`]:
//!
//! ```text
//! WARN stockade::pages: /basket (lines 12, 40 of the page): this event handler is blocked by
//! script-src (for script-src-attr): … Move the handler into a script that the policy allows, …
//! ```
//!
//! It stands outside of [`CspLayer`](crate::CspLayer), whose headers it reads, and inside of what
//! compresses responses:
//!
//! ```
//! use axum::{Router, response::Html, routing::get};
//! use stockade::PolicyBuilder;
//! use stockade_web::{CspLayer, Policies, preview::PreviewLayer};
//!
//! let policies = Policies::builder()
//!     .enforce(PolicyBuilder::from_text("default-src 'self'"))
//!     .build()?;
//! let app: Router = Router::new()
//!     .route("/", get(async || Html("<h1>Notes</h1>")))
//!     .layer(CspLayer::new(policies))
//!     .layer(PreviewLayer::new());
//! # Ok::<(), stockade_web::Error>(())
//! ```
//!
//! What scripts do later is not read, so a page without a warning may still be blocked something.
//! Read are whole pages of up to [`LIMIT`] bytes that are HTML and not compressed.
//!
//! # Not in production
//!
//! Reading a page takes about as long as making it. So the layer does nothing in a build without
//! debug assertions, which is what cargo's release profile makes, unless
//! [`enabled`](PreviewLayer::enabled) says otherwise.

mod body;
mod future;
mod layer;
mod page;
mod review;
mod service;
mod warnings;
mod words;

pub use body::PreviewBody;
pub use future::ResponseFuture;
pub use layer::PreviewLayer;
pub(crate) use page::Sent;
pub use review::LIMIT;
pub use service::Preview;
pub use words::LOG_TARGET;
