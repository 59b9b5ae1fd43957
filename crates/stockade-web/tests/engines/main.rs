//! Templates of each engine, with a nonce and without.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[cfg(feature = "askama")]
mod askama;
#[cfg(feature = "handlebars")]
mod handlebars;
#[cfg(feature = "maud")]
mod maud;
#[cfg(feature = "minijinja")]
mod minijinja;
#[cfg(feature = "tera")]
mod tera;
