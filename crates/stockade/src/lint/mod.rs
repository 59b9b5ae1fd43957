//! What is known to defeat policies, as data.

mod bypass;

pub use bypass::{Bypass, known_bypass};
