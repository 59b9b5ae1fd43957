//! What a page asks of its browser, and what its policies will block.

mod advice;
mod attempts;
mod base;
mod css;
mod document;
mod encoding;
mod event;
mod head;
mod judge;
mod lines;
mod nested;
mod open;
mod predicted;
mod preflight;
mod reader;
mod report;
mod scan;
mod scanner;
mod srcset;
mod tag;
mod text;
mod window;

pub use event::{MetaPolicy, PageAttempt, PageDocument, PageEvent, Permission, When};
pub use predicted::PredictedViolation;
pub use preflight::{Preflight, Preflighter, preflight};
pub use scan::{ScanOptions, scan};
