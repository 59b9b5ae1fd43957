//! What the tower layer does with responses, in axum and without it.

#![cfg(feature = "axum")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a panic is how a test fails"
)]

#[path = "../behaviour/mod.rs"]
mod behaviour;

mod connections;
#[cfg(feature = "preview")]
mod documentation;
mod handlers;
mod hostile;
mod panics;
mod policies;
#[cfg(feature = "preview")]
mod preview;
mod properties;
mod routes;
mod serving;
mod socket;
mod support;
