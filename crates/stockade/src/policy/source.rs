//! Source expressions by name, for building policies.
//!
//! ```
//! use stockade::{PolicyBuilder, policy::source};
//!
//! let policy = PolicyBuilder::new()
//!     .directive("script-src", [source::NONCE, source::STRICT_DYNAMIC])
//!     .directive("base-uri", source::NONE)
//!     .build()?;
//! # Ok::<(), stockade::Error>(())
//! ```

/// Stands where each response's own nonce goes. The text is Django's, so that settings written
/// for Django 6 mean the same here.
pub const NONCE: &str = "<CSP_NONCE_SENTINEL>";

/// Nothing. Only alone.
pub const NONE: &str = "'none'";
/// The page's own origin.
pub const SELF: &str = "'self'";
/// Scripts that an allowed script adds to the page.
pub const STRICT_DYNAMIC: &str = "'strict-dynamic'";
/// Asks for the first 40 characters of blocked inline code in reports.
pub const REPORT_SAMPLE: &str = "'report-sample'";
/// Hashes also for event handlers, style attributes and `javascript:` links.
pub const UNSAFE_HASHES: &str = "'unsafe-hashes'";
/// All inline code: what a strict policy exists to avoid.
pub const UNSAFE_INLINE: &str = "'unsafe-inline'";
/// `eval` and its relatives.
pub const UNSAFE_EVAL: &str = "'unsafe-eval'";
/// WebAssembly.
pub const WASM_UNSAFE_EVAL: &str = "'wasm-unsafe-eval'";
