//! What a page asks of its browser, and what its policies will block.
//!
//! [`preflight`] reads a response as a browser does and asks the policies about everything that
//! it attempts. [`scan`] reports the attempts themselves.
//!
//! ```
//! use stockade::{Document, PolicyList};
//! use stockade_markup::page::{When, preflight};
//! use url::Url;
//!
//! let policies = PolicyList::from_headers([(
//!     "Content-Security-Policy",
//!     "script-src 'nonce-r4nd0m'; img-src 'self'",
//! )]);
//! let document = Document::new(Url::parse("https://shop.example/")?);
//! let page = b"<script nonce=r4nd0m>start()</script>\n<button onclick=buy()>Buy</button>\n";
//!
//! let found = preflight(page, &policies, &document);
//! let handler = &found.violations[0];
//! assert_eq!(handler.violation.effective_directive, "script-src-attr");
//! assert_eq!((handler.line, handler.column, handler.when), (2, 9, When::Load));
//! assert_eq!(
//!     handler.diagnostic().help(),
//!     Some(
//!         "move the handler into a script that the policy allows, and attach it there with \
//!          addEventListener"
//!     ),
//! );
//! # Ok::<(), url::ParseError>(())
//! ```
//!
//! # What is read
//!
//! One pass of an HTML tokenizer, with as much of a tree builder's knowledge as decides what an
//! element is: where the head ends, what is in a template, what is nothing outside of a table.
//! Memory is bounded by the longest start tag, script or style, time by the length of the page.
//! Where browsers may read the markup in different ways, a [`PageEvent::Doubt`] says so.
//!
//! Each attempt is reported once, with the place that makes it. Two elements that load the same
//! image make two violations, as in a browser; a module that was loaded is loaded once. Of several
//! images in a `srcset` or `<picture>`, and of what style sheets show, a browser loads some: these
//! are [conditional](When::Conditional). What scripts do is not read: what they load, what modules
//! import, what is inserted later.

mod advice;
mod attempts;
mod base;
mod css;
mod document;
mod doubt;
mod encoding;
mod event;
mod glance;
mod head;
mod head_start;
mod judge;
mod lines;
mod log_line;
mod nested;
mod open;
mod predicted;
mod preflight;
mod reader;
mod report;
mod scan;
mod scanner;
mod srcset;
mod style_sheet;
mod tag;
mod text;
mod window;

pub use event::{MetaPolicy, PageAttempt, PageDocument, PageEvent, Permission, When};
pub use head_start::{HeadStart, head_start};
pub use log_line::{LogLine, more_log_lines};
pub use predicted::PredictedViolation;
pub use preflight::{Preflight, Preflighter, preflight};
pub use scan::{ScanOptions, scan};
pub use style_sheet::scan_style_sheet;
