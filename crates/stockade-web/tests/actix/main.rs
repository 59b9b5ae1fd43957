//! What Actix does with responses.

#![cfg(feature = "actix")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a panic is how a test fails"
)]

#[path = "../behaviour/mod.rs"]
mod behaviour;

mod bodies;
mod errors;
mod headers;
mod routes;
mod serving;
mod socket;
mod support;
