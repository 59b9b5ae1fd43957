//! Parse, compile and render, beside the crates people use today. `cargo bench -p stockade`.

#![allow(clippy::unwrap_used, reason = "a panic is how a benchmark fails")]

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use stockade::policy::source;
use stockade::{CompiledPolicy, Nonce, Policy, PolicyBuilder};

fn main() {
    divan::main();
}

/// Real policies, most of them near 800 bytes.
fn real_policies() -> Vec<String> {
    include_str!("../tests/data/policies-real.jsonl")
        .lines()
        .map(|line| {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            record["policy"].as_str().unwrap().to_owned()
        })
        .collect()
}

fn bytes(policies: &[String]) -> BytesCount {
    BytesCount::new(policies.iter().map(String::len).sum::<usize>())
}

#[divan::bench_group]
mod parse {
    use super::{Bencher, ItemsCount, Policy, black_box, bytes, real_policies};

    #[divan::bench]
    fn stockade(bencher: Bencher<'_, '_>) {
        let policies = real_policies();
        bencher
            .counter(ItemsCount::new(policies.len()))
            .counter(bytes(&policies))
            .bench(|| {
                for policy in &policies {
                    black_box(Policy::parse(black_box(policy)));
                }
            });
    }

    #[divan::bench]
    fn content_security_policy(bencher: Bencher<'_, '_>) {
        use content_security_policy::{Policy, PolicyDisposition, PolicySource};
        let policies = real_policies();
        bencher
            .counter(ItemsCount::new(policies.len()))
            .counter(bytes(&policies))
            .bench(|| {
                for policy in &policies {
                    let policy = black_box(policy);
                    black_box(Policy::parse(
                        policy,
                        PolicySource::Header,
                        PolicyDisposition::Enforce,
                    ));
                }
            });
    }
}

fn strict_builder() -> PolicyBuilder {
    PolicyBuilder::new()
        .directive("default-src", source::SELF)
        .directive("script-src", [source::NONCE, source::STRICT_DYNAMIC])
        .directive("style-src", [source::SELF, source::NONCE])
        .directive("img-src", [source::SELF, "data:", "https://images.example"])
        .directive("connect-src", [source::SELF, "https://api.example"])
        .directive("font-src", source::SELF)
        .directive("object-src", source::NONE)
        .directive("base-uri", source::NONE)
        .directive("form-action", source::SELF)
        .directive("frame-ancestors", source::NONE)
}

fn strict_policy() -> CompiledPolicy {
    strict_builder().build().unwrap().compile()
}

#[divan::bench]
fn build_and_compile() -> CompiledPolicy {
    black_box(strict_builder()).build().unwrap().compile()
}

#[divan::bench]
fn generate_nonce() -> Nonce {
    Nonce::generate().unwrap()
}

#[divan::bench_group]
mod render {
    use super::{Bencher, Nonce, black_box, strict_policy};

    #[divan::bench]
    fn with_nonce(bencher: Bencher<'_, '_>) {
        let (policy, nonce) = (strict_policy(), Nonce::generate().unwrap());
        bencher.bench(|| black_box(&policy).render(Some(black_box(&nonce))));
    }

    #[divan::bench]
    fn without_nonce(bencher: Bencher<'_, '_>) {
        let policy = strict_policy();
        bencher.bench(|| black_box(&policy).render(None));
    }

    /// What a handwritten middleware does: the same text through `replace`.
    #[divan::bench]
    fn by_replace(bencher: Bencher<'_, '_>) {
        let nonce = Nonce::generate().unwrap();
        let text = strict_policy().segments().join("{NONCE}");
        bencher.bench(|| black_box(&text).replace("{NONCE}", black_box(&nonce).as_str()));
    }
}
