//! `stockade explain` with one question, and what all subcommands share.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use support::{Outcome, stockade};

const POLICY: &str = "default-src 'self'; script-src 'self' 'nonce-a'; base-uri 'none'; \
    form-action 'self'; frame-ancestors 'none'; trusted-types a; webrtc 'block'; \
    require-trusted-types-for 'script'";

fn explain(policy: &str, attempt: &str) -> Outcome {
    let asked = [
        "explain",
        "--page",
        "https://shop.example/",
        "--policy",
        policy,
    ];
    stockade(asked.into_iter().chain(attempt.split(' ')), b"")
}

/// Each with what it is answered.
const ATTEMPTS: &str = "\
--load https://shop.example/a.js --as script => 0 the list covers this address
--load https://cdn.example/a.js --as script => 1 nothing in the list covers
--load https://cdn.example/a.js --as script --nonce a => 0 a nonce of the list
--load https://cdn.example/ --as fetch => 1 blocked by default-src (for connect-src)
--load wss://cdn.example/ --as websocket => 1 'self': the host differs
--load https://cdn.example/ --as webtransport --hashes => 1 no keyword
--load https://a.example/ --as fetch --initiator prefetch => 1 blocked by default-src
--inline script --content a() => 1 no nonce or hash that matches
--inline script --content a() --nonce a => 0 a nonce of the list
--inline script --content a() --nonce a --duplicate-attribute => 1 do not trust it
--inline script --content a() --nonce a --attribute x=<script => 1 do not trust it
--inline script --content {} --attribute type=application/json => 0 no policy
--inline script-attribute --content a() => 1 (for script-src-attr)
--inline style-attribute --content a => 1 (for style-src-attr)
--inline navigation --content javascript:a() => 1 (for script-src-elem)
--eval --content 1 => 1 only a trusted type
--eval --trusted => 1 no keyword that allows this
--wasm => 1 no keyword that allows this
--cssom => 0 no policy concerns this
--webrtc => 1 blocked by webrtc
--base https://shop.example/ => 1 blocked by base-uri
--form-action https://shop.example/ => 0 allowed by form-action
--form-action https://shop.example/ --redirect https://a.example/ => 1 redirects to
--frame-ancestor null => 1 blocked by frame-ancestors
--trusted-types-policy a => 0 allowed by trusted-types
--trusted-types-policy a --created a => 1 exists already
--trusted-types-sink eval --content a => 1 only a trusted type";

/// Each with why it is refused.
const NONSENSE: &str = "\
--load https://a.example/ => --as <DESTINATION>
--load https://a.example/ --as pictures => [possible values: fetch, audio
--load a.js --as script => url: \"a.js\" is not an absolute address
--load https://a.example/ --as script --eval => cannot be used with
--load https://a.example/ --as script --hashes => only webtransport
--inline script => --content <TEXT>
--inline handler --content a => [possible values: script,
--eval --as image => --as makes no difference
--wasm --redirected => --redirected makes no difference
--wasm --origin shop => origin: \"shop\" is not an absolute address
--wasm --batch => cannot be used with
--format json => required";

#[test]
fn every_attempt_can_be_asked_about() {
    for line in ATTEMPTS.lines() {
        let (attempt, answer) = line.split_once(" => ").unwrap();
        let (status, reason) = answer.split_once(' ').unwrap();
        let outcome = explain(POLICY, attempt);
        assert_eq!(
            outcome.status.to_string(),
            status,
            "{attempt}: {}",
            outcome.errors
        );
        assert!(
            outcome.output.contains(reason),
            "{attempt}: {}",
            outcome.output
        );
    }
}

#[test]
fn strict_dynamic_trusts_what_scripts_insert() {
    let policy = "script-src 'nonce-a' 'strict-dynamic'";
    let load = "--load https://cdn.example/a.js --as script";
    assert_eq!(explain(policy, load).status, 1);
    assert_eq!(
        explain(policy, &format!("{load} --not-parser-inserted")).status,
        0
    );
}

#[test]
fn behind_a_redirect_paths_do_not_count() {
    let policy = "img-src https://cdn.example/a/";
    let load = "--load https://cdn.example/b.png --as image";
    assert_eq!(explain(policy, load).status, 1);
    assert_eq!(explain(policy, &format!("{load} --redirected")).status, 0);
}

#[test]
fn origin_says_what_self_means() {
    let load = "--load https://shop.example/a.png --as image";
    assert_eq!(explain("img-src 'self'", load).status, 0);
    assert_eq!(
        explain("img-src 'self'", &format!("{load} --origin null")).status,
        1
    );
}

#[test]
fn an_answer_as_json_is_that_of_a_batch() {
    let outcome = explain("script-src 'none'", "--wasm --format json");
    assert_eq!(outcome.status, 1);
    assert!(
        outcome
            .output
            .starts_with(r#"{"id":null,"verdict":"blocked","violations":[{"#)
    );
}

#[test]
fn without_a_policy_everything_is_allowed() {
    let outcome = explain("", "--wasm");
    assert_eq!(outcome.status, 0);
    assert!(
        outcome.output.contains("there is no policy"),
        "{}",
        outcome.output
    );
}

#[test]
fn a_policy_does_not_steer_the_terminal() {
    let outcome = explain("img-src \x1b[2J\u{202e}", "--wasm");
    assert!(
        !outcome.output.contains(['\x1b', '\u{202e}']),
        "{:?}",
        outcome.output
    );
}

#[test]
fn a_question_that_makes_no_sense_is_refused() {
    for line in NONSENSE.lines() {
        let (attempt, expected) = line.split_once(" => ").unwrap();
        let outcome = explain(POLICY, attempt);
        assert_eq!(
            (outcome.status, outcome.output.as_str()),
            (2, ""),
            "{attempt}"
        );
        assert!(
            outcome.errors.contains(expected),
            "{attempt}: {}",
            outcome.errors
        );
    }
    let outcome = explain("Content-Security-Policy: img-src 'self'", "--wasm");
    assert!(
        outcome
            .errors
            .contains("write only what stands behind the colon")
    );
}

#[test]
fn every_subcommand_helps_with_examples() {
    for subcommand in ["check", "completions", "explain"] {
        let outcome = stockade([subcommand, "--help"], b"");
        assert_eq!((outcome.status, outcome.errors.as_str()), (0, ""));
        assert!(
            outcome.output.contains("\nExamples:\n"),
            "{}",
            outcome.output
        );
    }
}

#[test]
fn shells_can_complete_the_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let outcome = stockade(["completions", shell], b"");
        assert_eq!(outcome.status, 0);
        assert!(outcome.output.contains("frame-ancestor"), "{shell}");
    }
}
