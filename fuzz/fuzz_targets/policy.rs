//! `cargo xtask fuzz policy`

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stockade_fuzz::policy(data));
