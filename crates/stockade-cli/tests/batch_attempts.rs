//! What `stockade explain --batch` can be asked about: each type of attempt, with all its keys.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use serde_json::{Value, json};
use support::answer;

/// The verdict, and why.
fn verdict(policy: &str, attempt: &Value) -> String {
    let answer = answer(policy, attempt);
    assert_eq!(answer.get("error"), None, "{answer}");
    format!("{}: {}", answer["verdict"], answer["why"][0]["reason"]).replace('"', "")
}

fn assert_allowed(policy: &str, attempt: &Value, reason: &str) {
    assert_eq!(
        verdict(policy, attempt),
        format!("allowed: {reason}"),
        "{attempt}"
    );
}

fn assert_blocked(policy: &str, attempt: &Value, reason: &str) {
    assert_eq!(
        verdict(policy, attempt),
        format!("blocked: {reason}"),
        "{attempt}"
    );
}

#[test]
fn requests() {
    let request = |more: Value| {
        let mut request = json!({"type": "request", "url": "https://cdn.example/a/b.js",
            "destination": "script", "parser_inserted": true});
        request
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        request
    };
    assert_allowed(
        "script-src https://cdn.example/a/",
        &request(json!({})),
        "source-matches",
    );
    assert_blocked(
        "script-src 'self'",
        &request(json!({})),
        "no-source-matches",
    );

    let redirects = json!({"redirects": ["https://other.example/"]});
    let both = "script-src https://cdn.example/a/ https://other.example/elsewhere";
    assert_allowed(both, &request(redirects.clone()), "source-matches");
    let first = "script-src https://cdn.example/a/";
    assert_blocked(first, &request(redirects), "no-source-matches-redirect");

    let nonce = "script-src 'nonce-a'";
    assert_allowed(nonce, &request(json!({"nonce": "a"})), "nonce-matches");
    assert_blocked(nonce, &request(json!({"nonce": null})), "no-source-matches");
    let swallowed = json!({"nonce": "a", "attributes": {"nonce": "a", "x": "<script"}});
    assert_blocked(nonce, &request(swallowed), "nonce-distrusted");
    let repeated = json!({"nonce": "a", "attributes": {"nonce": "a"}, "duplicate_attribute": true});
    assert_blocked(nonce, &request(repeated), "nonce-distrusted");

    let hash = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    let policy = format!("script-src '{hash}'");
    assert_allowed(
        &policy,
        &request(json!({"integrity": hash})),
        "integrity-matches",
    );

    let dynamic = "script-src 'nonce-a' 'strict-dynamic'";
    assert_blocked(
        dynamic,
        &request(json!({})),
        "strict-dynamic-ignores-addresses",
    );
    let by_script = request(json!({"parser_inserted": false}));
    assert_allowed(dynamic, &by_script, "strict-dynamic");
    let preload = request(json!({"parser_inserted": null, "initiator": "preload"}));
    assert_blocked(dynamic, &preload, "strict-dynamic-ignores-addresses");
}

#[test]
fn a_request_without_parser_inserted_is_that_of_a_script() {
    let script = json!({"type": "request", "url": "https://a.example/", "destination": "script"});
    assert_allowed("script-src 'strict-dynamic'", &script, "strict-dynamic");
}

#[test]
fn prefetches_ask_every_list() {
    let prefetch = json!({"type": "request", "url": "https://a.example/", "destination": "",
        "initiator": "prefetch"});
    assert_allowed(
        "default-src 'none'; img-src https://a.example",
        &prefetch,
        "source-matches",
    );
    assert_blocked(
        "default-src 'none'; img-src 'self'",
        &prefetch,
        "no-source-matches",
    );
}

#[test]
fn every_destination_of_fetch_is_known() {
    for (directive, destinations) in [
        (
            "connect-src",
            &["", "document", "json", "text", "webidentity", "websocket"][..],
        ),
        ("connect-src", &["webtransport"]),
        ("font-src", &["font"]),
        ("frame-src", &["frame", "iframe"]),
        ("img-src", &["image"]),
        ("manifest-src", &["manifest"]),
        ("media-src", &["audio", "track", "video"]),
        ("object-src", &["embed", "object"]),
        (
            "script-src-elem",
            &["audioworklet", "paintworklet", "script", "xslt"],
        ),
        ("style-src-elem", &["style"]),
        ("worker-src", &["serviceworker", "sharedworker", "worker"]),
    ] {
        for destination in destinations {
            let url = "https://a.example/";
            let request = json!({"type": "request", "url": url, "destination": destination});
            let violation = &answer("default-src 'none'", &request)["violations"][0];
            assert_eq!(violation["effectiveDirective"], directive, "{destination}");
        }
    }
}

#[test]
fn a_webtransport_may_name_certificates() {
    let connect = |hashes| {
        json!({"type": "request", "url": "https://a.example/",
        "destination": "webtransport", "hashes": hashes})
    };
    assert_allowed("connect-src *", &connect(false), "source-matches");
    assert_blocked("connect-src *", &connect(true), "no-keyword-allows");
}

#[test]
fn inline_code() {
    let inline = |inline_type: &str, more: Value| {
        let mut inline = json!({"type": "inline", "inline_type": inline_type, "source": "a"});
        inline
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        inline
    };
    let nothing = json!({});
    let policy = "script-src-elem 'nonce-a'; script-src-attr 'unsafe-inline'; style-src 'none'";
    assert_blocked(
        policy,
        &inline("script", nothing.clone()),
        "inline-not-allowed",
    );
    assert_allowed(
        policy,
        &inline("script attribute", nothing.clone()),
        "unsafe-inline",
    );
    assert_blocked(policy, &inline("style", nothing.clone()), "empty-list");
    assert_blocked(
        policy,
        &inline("style attribute", nothing.clone()),
        "empty-list",
    );
    assert_blocked(policy, &inline("navigation", nothing), "inline-not-allowed");

    let nonced =
        json!({"element": "script", "attributes": {"nonce": "a"}, "parser_inserted": true});
    assert_allowed(policy, &inline("script", nonced), "nonce-matches");
    let repeated = json!({"attributes": {"nonce": "a"}, "duplicate_attribute": true});
    assert_blocked(policy, &inline("script", repeated), "nonce-distrusted");
    let data = json!({"attributes": {"type": "application/json"}});
    assert_allowed(policy, &inline("script", data), "not-governed");
    let dynamic = "script-src 'nonce-a' 'strict-dynamic'";
    let by_script = json!({"parser_inserted": false});
    assert_allowed(dynamic, &inline("script", by_script), "strict-dynamic");
    let from_markup = json!({"parser_inserted": true});
    assert_blocked(
        dynamic,
        &inline("script", from_markup),
        "inline-not-allowed",
    );
}

#[test]
fn other_attempts() {
    let eval = json!({"type": "eval", "source": "1"});
    assert_blocked("script-src 'self'", &eval, "no-keyword-allows");
    let types = "require-trusted-types-for 'script'; script-src 'unsafe-eval'";
    assert_blocked(types, &eval, "trusted-type-required");
    let trusted = json!({"type": "eval", "source": "1", "trusted": true});
    assert_allowed(types, &trusted, "keyword-allows");

    let wasm = json!({"type": "wasm"});
    assert_allowed("script-src 'wasm-unsafe-eval'", &wasm, "keyword-allows");
    assert_allowed(
        "default-src 'none'",
        &json!({"type": "cssom"}),
        "not-governed",
    );
    assert_blocked(
        "webrtc 'block'",
        &json!({"type": "webrtc"}),
        "no-keyword-allows",
    );
    let base = json!({"type": "base-uri", "url": "https://evil.example/"});
    assert_blocked("base-uri 'self'", &base, "no-source-matches");

    let form = json!({"type": "form-action", "url": "https://shop.example/",
        "redirects": ["https://evil.example/"]});
    assert_blocked("form-action 'self'", &form, "no-source-matches-redirect");
    let frame = |ancestors: Value| json!({"type": "frame-ancestors", "ancestors": ancestors});
    let policy = "frame-ancestors 'self' https:";
    assert_allowed(
        policy,
        &frame(json!(["https://a.example"])),
        "source-matches",
    );
    assert_blocked(
        policy,
        &frame(json!(["https://a.example", "null"])),
        "ancestor-not-allowed",
    );
}

#[test]
fn trusted_types() {
    let create =
        |created: Value| json!({"type": "trusted-types-policy", "name": "a", "created": created});
    assert_allowed("trusted-types a", &create(json!([])), "source-matches");
    assert_allowed("trusted-types a", &create(Value::Null), "source-matches");
    assert_blocked("trusted-types a", &create(json!(["a"])), "name-taken");
    assert_blocked("trusted-types b", &create(json!([])), "name-not-listed");

    let sink = json!({"type": "trusted-types-sink", "sink": "Element innerHTML", "sample": "<b>"});
    let answer = answer("require-trusted-types-for 'script'", &sink);
    assert_eq!(answer["violations"][0]["sample"], "Element innerHTML|<b>");
}
