//! Verdicts about random cases: beside another engine, and against what must hold for all of them.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod case;
mod differences;
mod differential;
mod generate;
mod properties;
mod servo;

use proptest::test_runner::Config;

/// More cases than usual, for each is small and there are many ways to go wrong. The random ones
/// are not kept: what they find becomes a line in `verdicts/*.txt`.
fn config() -> Config {
    let usual = Config::default();
    Config {
        cases: usual.cases * 8,
        failure_persistence: None,
        ..usual
    }
}
