//! The nonce fix: gives a template's own scripts and styles the nonce, in the template's source.

mod element;
mod media;
mod reason;
mod review;
mod standing;
mod tag_address;
mod text;
mod trust;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

pub use reason::{Element, Outcome, Reason};
pub use review::{ReviewedTag, TemplateReview, review};
pub use trust::{Trust, TrustMode};

/// What a person approves: the SHA-256 of a tag's source, written as in a policy.
fn digest(source: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(source)))
}
