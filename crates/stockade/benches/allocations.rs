//! How often the hot paths ask for memory. `cargo bench -p stockade --bench allocations`.
//!
//! Counting slows everything down, so times stand in the other benchmark.

#![allow(clippy::unwrap_used, reason = "a panic is how a benchmark fails")]

use divan::{AllocProfiler, Bencher, black_box};
use stockade::policy::source;
use stockade::{Nonce, Policy, PolicyBuilder};

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

#[divan::bench]
fn render_with_nonce(bencher: Bencher<'_, '_>) {
    let policy = PolicyBuilder::new()
        .directive("default-src", source::SELF)
        .directive("script-src", [source::NONCE, source::STRICT_DYNAMIC])
        .directive("style-src", [source::SELF, source::NONCE])
        .directive("base-uri", source::NONE)
        .build()
        .unwrap()
        .compile();
    let nonce = Nonce::generate().unwrap();
    bencher.bench(|| black_box(&policy).render(Some(black_box(&nonce))));
}

#[divan::bench]
fn generate_nonce() -> Nonce {
    Nonce::generate().unwrap()
}

#[divan::bench]
fn parse() -> Policy {
    Policy::parse(black_box(
        "default-src 'self'; script-src 'nonce-abc' https://a.example; img-src *; font-src data:",
    ))
}
