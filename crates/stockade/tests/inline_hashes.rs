//! Where the hash of an inline block goes, and what browsers make of it.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use stockade::policy::{DirectiveName, HashAlgorithm};
use stockade::verdict::{Attempt, Document, Inline, InlineType};
use stockade::{BuiltPolicy, PolicyBuilder, PolicyList};

const CONTENT: &str = "start()";

fn build(text: &str) -> BuiltPolicy {
    PolicyBuilder::from_text(text).build().unwrap()
}

/// What is sent without a nonce, with the hash of `CONTENT` as `<hash>`.
fn with_script_hash(text: &str) -> String {
    let hash = HashAlgorithm::Sha256.source(CONTENT);
    build(text)
        .with_inline_hashes(DirectiveName::ScriptSrcElem, [&hash])
        .compile()
        .without_nonce()
        .replace(&hash, "<hash>")
}

#[test]
fn the_hash_goes_into_the_list_that_decides_for_script_elements() {
    for (policy, expected) in [
        (
            "default-src 'self'; script-src-elem a.example; script-src b.example",
            "default-src 'self'; script-src-elem a.example <hash>; script-src b.example",
        ),
        (
            "script-src a.example; script-src-attr 'none'",
            "script-src a.example <hash>; script-src-attr 'none'",
        ),
        (
            "default-src 'self' data:",
            "default-src 'self' data:; script-src 'self' data: <hash>",
        ),
    ] {
        assert_eq!(with_script_hash(policy), expected);
    }
}

#[test]
fn none_gives_way_to_the_hash() {
    assert_eq!(with_script_hash("script-src 'none'"), "script-src <hash>");
    assert_eq!(with_script_hash("script-src"), "script-src <hash>");
    assert_eq!(
        with_script_hash("default-src 'NONE'"),
        "default-src 'NONE'; script-src <hash>",
    );
}

#[test]
fn a_list_that_runs_everything_inline_is_left_as_it_is() {
    for policy in [
        "script-src 'self' 'unsafe-inline'",
        "default-src 'Unsafe-Inline'",
        "img-src 'self'",
    ] {
        assert_eq!(with_script_hash(policy), policy);
    }
}

#[test]
fn a_list_in_which_unsafe_inline_is_switched_off_takes_the_hash() {
    for (policy, expected) in [
        (
            "script-src {nonce} 'unsafe-inline'; base-uri 'none'",
            "script-src <hash>; base-uri 'none'",
        ),
        (
            "script-src 'strict-dynamic' 'unsafe-inline'; base-uri 'none'",
            "script-src 'strict-dynamic' 'unsafe-inline' <hash>; base-uri 'none'",
        ),
    ] {
        let policy = policy.replace("{nonce}", stockade::policy::source::NONCE);
        assert_eq!(with_script_hash(&policy), expected);
    }
}

#[test]
fn strict_dynamic_does_not_switch_off_what_it_has_no_effect_on() {
    let hash = HashAlgorithm::Sha256.source("p{}");
    let policy = build("style-src 'unsafe-inline' 'strict-dynamic'");
    let with_hash = policy.with_inline_hashes(DirectiveName::StyleSrcElem, [&hash]);
    assert_eq!(
        with_hash.compile().without_nonce(),
        policy.compile().without_nonce(),
    );
}

#[test]
fn what_is_no_hash_is_left_out() {
    let policy = build("script-src 'self'");
    for value in [
        "'unsafe-inline'",
        "*",
        "'sha256-x'; img-src *",
        "'none'",
        "",
    ] {
        let changed = policy.with_inline_hashes(DirectiveName::ScriptSrcElem, [value]);
        assert_eq!(changed.compile().without_nonce(), "script-src 'self'");
    }
}

#[test]
fn only_directives_for_inline_code_take_hashes() {
    let hash = HashAlgorithm::Sha256.source(CONTENT);
    let policy = build("default-src 'self'");
    let changed = policy.with_inline_hashes(DirectiveName::ImgSrc, [&hash]);
    assert_eq!(changed.compile().without_nonce(), "default-src 'self'");
}

#[test]
fn a_browser_runs_the_block_and_nothing_more_than_before() {
    let document = Document::new("https://site.example/".parse().unwrap());
    let runs = |text: &str, inline_type, content| {
        let policies = PolicyList::from_headers([("content-security-policy", text)]);
        let attempt = Attempt::Inline(Inline::new(inline_type, content));
        !policies.verdict(&attempt, &document).is_blocked()
    };
    let hash = HashAlgorithm::Sha256.source(CONTENT);
    for text in [
        "default-src 'none'",
        "default-src 'self'; style-src 'unsafe-inline'",
        "script-src-elem 'none'; script-src 'unsafe-inline'",
        "script-src 'unsafe-inline'",
        "script-src https: 'unsafe-inline' 'strict-dynamic'; base-uri 'none'",
        "style-src 'none'",
    ] {
        let before = build(text);
        let after = before.with_inline_hashes(DirectiveName::ScriptSrcElem, [&hash]);
        let (before, after) = (before.compile(), after.compile());
        let (before, after) = (before.without_nonce(), after.without_nonce());
        assert!(runs(after, InlineType::Script, CONTENT), "{text}");
        for (inline_type, content) in [
            (InlineType::Script, "other()"),
            (InlineType::ScriptAttribute, CONTENT),
            (InlineType::ScriptAttribute, "other()"),
            (InlineType::Style, CONTENT),
            (InlineType::StyleAttribute, "color: red"),
        ] {
            assert_eq!(
                runs(after, inline_type, content),
                runs(before, inline_type, content),
                "{text}: {inline_type:?} {content}",
            );
        }
    }
}
