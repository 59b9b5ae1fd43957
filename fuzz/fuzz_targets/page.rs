//! `cargo xtask fuzz page`

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stockade_fuzz::page(data));
