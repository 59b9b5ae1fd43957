//! What holds for every input, as functions that panic where it does not.
//!
//! `cargo xtask fuzz` looks for inputs that break them; `cargo xtask test` tries those in `corpus/`,
//! one folder for each function.

mod page;
mod policy;
mod reference;
mod url_match;

pub use page::page;
pub use policy::policy;
pub use url_match::url_match;

/// Every function by the name of its folder.
pub const TARGETS: &[(&str, fn(&[u8]))] =
    &[("policy", policy), ("url_match", url_match), ("page", page)];
