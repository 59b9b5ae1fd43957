//! `stockade explain` with one question, and what all subcommands share.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use support::{Outcome, stockade};

/// Asks about an attempt under `script-src 'self' 'nonce-a'` and others.
fn explain(attempt: &str) -> Outcome {
    let policy = "default-src 'self'; script-src 'self' 'nonce-a'; base-uri 'none'; \
        form-action 'self'; frame-ancestors 'none'; trusted-types a; webrtc 'block'; \
        require-trusted-types-for 'script'";
    let mut arguments = vec!["explain", "--page", "https://shop.example/", "--policy", policy];
    arguments.extend(attempt.split(' '));
    match <[&str; 7]>::try_from(arguments.clone()) {
        Ok(arguments) => stockade(arguments, b""),
        Err(_) => run_many(&arguments),
    }
}
