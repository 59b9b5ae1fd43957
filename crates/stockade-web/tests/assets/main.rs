//! What assets print, and what they refuse.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod attributes;
mod import_maps;
mod inline_hashes;
mod inline_hashes_behaviour;
mod media_behaviour;
mod properties;
mod static_files;
