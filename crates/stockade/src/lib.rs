//! The language of Content Security Policy.
//!
//! A policy is a program that browsers run. This crate answers the first questions about it,
//! without I/O, without HTML and without a framework:
//!
//! * **What does this policy say?** [`Policy`] and [`PolicyList`] keep every byte of what they
//!   parsed, with a [`Span`] for each part, and say what a browser ignores and why.
//! * **Is this a policy worth sending?** [`PolicyBuilder`] is as strict as parsing is lenient: a
//!   value that would inject a directive, an unquoted keyword or a fixed nonce is an [`Error`]
//!   that says what to write instead.
//! * **What goes into the header?** [`CompiledPolicy`] is a policy cut into segments, so that a
//!   response only joins its [`Nonce`] in; a response that used no nonce gets a header that
//!   allows no more.
//!
//! # A tour
//!
//! ```
//! use stockade::{Nonce, PolicyBuilder, policy::source};
//!
//! // Once, at start-up. A mistake here is an error here, never in a response.
//! let policy = PolicyBuilder::new()
//!     .directive("script-src", [source::NONCE])
//!     .directive("object-src", source::NONE)
//!     .directive("base-uri", source::NONE)
//!     .directive("form-action", source::SELF)
//!     .build()?;
//! let compiled = policy.compile();
//!
//! // For each response that printed its nonce …
//! let nonce = Nonce::generate()?;
//! let header = compiled.render(Some(&nonce));
//! assert!(header.contains(&format!("script-src 'nonce-{}'", nonce.as_str())));
//!
//! // … and for one that did not: nothing is allowed that the nonce would have kept out.
//! assert_eq!(
//!     compiled.render(None),
//!     "script-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self'",
//! );
//! # Ok::<(), stockade::Error>(())
//! ```
//!
//! The specification is [CSP Level 3]. Where browsers and its text differ, this crate sides with
//! browsers, and the item's documentation names the difference.
//!
//! [CSP Level 3]: https://w3c.github.io/webappsec-csp/

pub mod diagnostic;
mod error;
pub mod header;
pub mod integrity_policy;
pub mod lint;
pub mod policy;
pub mod verdict;
pub mod violation;
mod white_space;

pub use diagnostic::{Diagnostic, Severity, Span};
pub use error::{Error, ErrorKind};
pub use header::{CompiledPolicy, ReportingEndpoints};
pub use integrity_policy::IntegrityPolicy;
pub use policy::{BuiltPolicy, Nonce, Policy, PolicyBuilder, PolicyList, PolicyMapping};
pub use verdict::{Attempt, Document, Verdict};
pub use violation::Violation;
