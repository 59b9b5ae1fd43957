//! What becomes of responses under the tower layer, in frameworks besides axum: each runs the cases
//! of `tests/behaviour/serving.json`.

#![cfg(test)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a panic is how a test fails"
)]

#[path = "../../../crates/stockade-web/tests/behaviour/mod.rs"]
mod behaviour;

mod exchange;
mod on_hyper;
mod on_loco;
mod on_poem;
mod on_salvo;
mod on_tonic_web;
mod on_warp;
