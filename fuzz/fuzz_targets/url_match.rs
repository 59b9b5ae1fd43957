//! `cargo xtask fuzz url_match`

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stockade_fuzz::url_match(data));
