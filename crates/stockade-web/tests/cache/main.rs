//! Pages with nonces in caches: what is filled, what is refused, and what attackers get.

#![cfg(feature = "cache")]
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod attacks;
mod claims;
mod holes;
#[cfg(feature = "axum")]
mod layer;
mod pages;
mod properties;
mod refusals;
mod requests;
mod visits;
