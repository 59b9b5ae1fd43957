//! The format of `stockade explain --batch`, key by key.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use proptest::prelude::*;
use serde_json::{Value, json};
use support::stockade;

/// The answer to one line.
fn answer_to(line: impl AsRef<[u8]>) -> Value {
    let outcome = stockade(["explain", "--batch"], line.as_ref());
    assert_eq!((outcome.status, outcome.errors.as_str()), (0, ""));
    assert_eq!(outcome.output.matches('\n').count(), 1, "{}", outcome.output);
    serde_json::from_str(&outcome.output).unwrap()
}

/// The answer about an attempt under one policy.
fn answer(policy: &str, attempt: &Value) -> Value {
    let question = json!({
        "headers": [["Content-Security-Policy", policy]],
        "document": "https://shop.example/cart",
        "attempt": attempt,
    });
    answer_to(question.to_string())
}

/// The verdict, and why.
fn verdict(policy: &str, attempt: &Value) -> (String, String) {
    let answer = answer(policy, attempt);
    let text = |value: &Value| value.as_str().unwrap_or("none").to_owned();
    assert_eq!(answer.get("error"), None, "{answer}");
    (text(&answer["verdict"]), text(&answer["why"][0]["reason"]))
}

fn assert_allowed(policy: &str, attempt: &Value, reason: &str) {
    assert_eq!(verdict(policy, attempt), ("allowed".to_owned(), reason.to_owned()), "{attempt}");
}

fn assert_blocked(policy: &str, attempt: &Value, reason: &str) {
    assert_eq!(verdict(policy, attempt), ("blocked".to_owned(), reason.to_owned()), "{attempt}");
}

fn error(line: &str) -> String {
    answer_to(line)["error"].as_str().unwrap().to_owned()
}

#[test]
fn an_answer_has_its_keys_in_order() {
    let question = r#"{"version": 1, "id": ["a", {"b": 1.0}],
        "headers": [["content-security-policy-REPORT-only", "img-src 'none'"],
                    ["Server", "default-src 'none'"],
                    ["content-SECURITY-policy", "script-src 'self' 'report-sample', img-src *"]],
        "meta": ["script-src 'none'"], "document": "https://shop.example/", "origin": null,
        "attempt": {"type": "eval", "source": "1 + 1", "trusted": null}}"#;
    let outcome = stockade(["explain", "--batch"], question.replace('\n', " ").as_bytes());
    insta::assert_snapshot!(outcome.output, @r#"{"id":["a", {"b": 1.0}],"verdict":"blocked","violations":[{"policy":0,"disposition":"enforce","effectiveDirective":"script-src","blockedURI":"eval","sample":"1 + 1","originalPolicy":"script-src 'self' 'report-sample'"},{"policy":3,"disposition":"enforce","effectiveDirective":"script-src","blockedURI":"eval","sample":"","originalPolicy":"script-src 'none'"}],"why":[{"policy":0,"directive":"script-src","chain":["script-src"],"source":null,"reason":"no-keyword-allows"},{"policy":1,"directive":null,"chain":["script-src","default-src"],"source":null,"reason":"no-directive"},{"policy":2,"directive":null,"chain":["script-src","default-src"],"source":null,"reason":"no-directive"},{"policy":3,"directive":"script-src","chain":["script-src"],"source":null,"reason":"empty-list"}]}"#);
}

#[test]
fn why_names_the_fallbacks_and_the_value_that_decided() {
    let image = json!({"type": "request", "url": "https://a.example/", "destination": "image"});
    let why = &answer("default-src https://a.example/ *", &image)["why"][0];
    let expected = json!({"policy": 0, "directive": "default-src", "chain": ["img-src", "default-src"],
        "source": "https://a.example/", "reason": "source-matches"});
    assert_eq!(*why, expected);
}

#[test]
fn a_report_only_policy_is_violated_without_blocking() {
    let answer = answer_to(
        r#"{"headers": [["Content-Security-Policy-Report-Only", "script-src 'none'"]],
            "document": "https://shop.example/", "attempt": {"type": "wasm"}}"#
            .replace('\n', " "),
    );
    assert_eq!(answer["verdict"], "allowed");
    assert_eq!(answer["violations"][0]["disposition"], "report");
}

#[test]
fn self_means_the_origin_that_is_given() {
    let ask = |origin: &str| {
        let line = format!(
            r#"{{"headers": [["Content-Security-Policy", "img-src 'self'"]], {origin}
            "document": "https://shop.example/", "attempt": {{"type": "request",
            "url": "https://shop.example/a.png", "destination": "image"}}}}"#
        );
        answer_to(line.replace('\n', " "))["verdict"].clone()
    };
    assert_eq!(ask(""), "allowed");
    assert_eq!(ask(r#""origin": null,"#), "allowed");
    assert_eq!(ask(r#""origin": "https://shop.example","#), "allowed");
    assert_eq!(ask(r#""origin": "https://other.example","#), "blocked");
    assert_eq!(ask(r#""origin": "null","#), "blocked");
}

#[test]
fn requests() {
    let request = |more: Value| {
        let mut request = json!({"type": "request", "url": "https://cdn.example/a/b.js",
            "destination": "script", "parser_inserted": true});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        request
    };
    assert_allowed("script-src https://cdn.example/a/", &request(json!({})), "source-matches");
    assert_blocked("script-src 'self'", &request(json!({})), "no-source-matches");

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
    assert_allowed(&policy, &request(json!({"integrity": hash})), "integrity-matches");

    let dynamic = "script-src 'nonce-a' 'strict-dynamic'";
    assert_blocked(dynamic, &request(json!({})), "strict-dynamic-ignores-addresses");
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
    assert_allowed("default-src 'none'; img-src https://a.example", &prefetch, "source-matches");
    assert_blocked("default-src 'none'; img-src 'self'", &prefetch, "no-source-matches");
}

#[test]
fn every_destination_of_fetch_is_known() {
    for (destination, directive) in [
        ("", "connect-src"), ("audio", "media-src"), ("audioworklet", "script-src-elem"),
        ("document", "connect-src"), ("embed", "object-src"), ("font", "font-src"),
        ("frame", "frame-src"), ("iframe", "frame-src"), ("image", "img-src"),
        ("json", "connect-src"), ("manifest", "manifest-src"), ("object", "object-src"),
        ("paintworklet", "script-src-elem"), ("script", "script-src-elem"),
        ("serviceworker", "worker-src"), ("sharedworker", "worker-src"),
        ("style", "style-src-elem"), ("text", "connect-src"), ("track", "media-src"),
        ("video", "media-src"), ("webidentity", "connect-src"), ("websocket", "connect-src"),
        ("webtransport", "connect-src"), ("worker", "worker-src"), ("xslt", "script-src-elem"),
    ] {
        let request = json!({"type": "request", "url": "https://a.example/", "destination": destination});
        let answer = answer("default-src 'none'", &request);
        assert_eq!(answer["violations"][0]["effectiveDirective"], directive, "{destination}");
    }
}

#[test]
fn a_webtransport_may_name_certificates() {
    let connect = |hashes| json!({"type": "request", "url": "https://a.example/",
        "destination": "webtransport", "hashes": hashes});
    assert_allowed("connect-src *", &connect(false), "source-matches");
    assert_blocked("connect-src *", &connect(true), "no-keyword-allows");
    let line = r#"{"document": "https://a.example/", "attempt": {"type": "request",
        "url": "https://a.example/", "destination": "script", "hashes": true}}"#;
    assert!(error(&line.replace('\n', " ")).contains("only webtransport"));
}

#[test]
fn inline_code() {
    let inline = |inline_type: &str, more: Value| {
        let mut inline = json!({"type": "inline", "inline_type": inline_type, "source": "a"});
        inline.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        inline
    };
    let nothing = json!({});
    let policy = "script-src-elem 'nonce-a'; script-src-attr 'unsafe-inline'; style-src 'none'";
    assert_blocked(policy, &inline("script", nothing.clone()), "inline-not-allowed");
    assert_allowed(policy, &inline("script attribute", nothing.clone()), "unsafe-inline");
    assert_blocked(policy, &inline("style", nothing.clone()), "empty-list");
    assert_blocked(policy, &inline("style attribute", nothing.clone()), "empty-list");
    assert_blocked(policy, &inline("navigation", nothing), "inline-not-allowed");

    let nonced = json!({"element": "script", "attributes": {"nonce": "a"}, "parser_inserted": true});
    assert_allowed(policy, &inline("script", nonced), "nonce-matches");
    let repeated = json!({"attributes": {"nonce": "a"}, "duplicate_attribute": true});
    assert_blocked(policy, &inline("script", repeated), "nonce-distrusted");
    let data = json!({"attributes": {"type": "application/json"}});
    assert_allowed(policy, &inline("script", data), "not-governed");
    let dynamic = "script-src 'nonce-a' 'strict-dynamic'";
    let by_script = json!({"parser_inserted": false});
    assert_allowed(dynamic, &inline("script", by_script), "strict-dynamic");
    let from_markup = json!({"parser_inserted": true});
    assert_blocked(dynamic, &inline("script", from_markup), "inline-not-allowed");
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
    assert_allowed("default-src 'none'", &json!({"type": "cssom"}), "not-governed");
    assert_blocked("webrtc 'block'", &json!({"type": "webrtc"}), "no-keyword-allows");
    let base = json!({"type": "base-uri", "url": "https://evil.example/"});
    assert_blocked("base-uri 'self'", &base, "no-source-matches");

    let form = json!({"type": "form-action", "url": "https://shop.example/",
        "redirects": ["https://evil.example/"]});
    assert_blocked("form-action 'self'", &form, "no-source-matches-redirect");
    let frame = |ancestors: Value| json!({"type": "frame-ancestors", "ancestors": ancestors});
    let policy = "frame-ancestors 'self' https:";
    assert_allowed(policy, &frame(json!(["https://a.example"])), "source-matches");
    assert_blocked(policy, &frame(json!(["https://a.example", "null"])), "ancestor-not-allowed");
}

#[test]
fn trusted_types() {
    let create = |created: Value| json!({"type": "trusted-types-policy", "name": "a", "created": created});
    assert_allowed("trusted-types a", &create(json!([])), "source-matches");
    assert_allowed("trusted-types a", &create(Value::Null), "source-matches");
    assert_blocked("trusted-types a", &create(json!(["a"])), "name-taken");
    assert_blocked("trusted-types b", &create(json!([])), "name-not-listed");

    let sink = json!({"type": "trusted-types-sink", "sink": "Element innerHTML", "sample": "<b>"});
    let answer = answer("require-trusted-types-for 'script'", &sink);
    assert_eq!(answer["violations"][0]["sample"], "Element innerHTML|<b>");
}

#[test]
fn an_unknown_key_is_an_error_wherever_it_stands() {
    for line in [
        r#"{"document": "https://a.example/", "attempt": {"type": "wasm"}, "header": []}"#,
        r#"{"document": "https://a.example/", "attempt": {"type": "wasm", "url": ""}}"#,
        r#"{"document": "https://a.example/", "attempt": {"type": "cssom", "": 1}}"#,
        r#"{"document": "https://a.example/", "attempt": {"type": "eval", "source": "", "sink": ""}}"#,
        r#"{"document": "https://a.example/", "attempt": {"type": "request", "url": "https://a.example/", "destination": "", "behind_redirect": true}}"#,
        r#"{"document": "https://a.example/", "attempt": {"type": "inline", "inline_type": "style", "source": "", "nonce": "a"}}"#,
    ] {
        assert!(error(line).contains("unknown field"), "{line}: {}", error(line));
    }
}

#[test]
fn what_is_wrong_is_said() {
    for (line, expected) in [
        ("nonsense", "expected"),
        ("[]", "expected an object"),
        ("{}", "missing field `document`"),
        (r#"{"document": "https://a.example/"}"#, "missing field `attempt`"),
        (r#"{"version": 2, "document": "https://a.example/", "attempt": {"type": "wasm"}}"#, "version 2"),
        (r#"{"document": "https://a.example/", "attempt": {"type": "wasm"}, "id": 1, "id": 1}"#, "duplicate field `id`"),
        (r#"{"document": "/", "attempt": {"type": "wasm"}}"#, "document: \"/\" is not an absolute address"),
        (r#"{"document": "https://a.example/", "attempt": ["wasm"]}"#, "expected an object"),
        (r#"{"document": "https://a.example/", "attempt": {"type": "fetch"}}"#, "expected one of `request`"),
        (r#"{"document": "https://a.example/", "headers": [["a"]], "attempt": {"type": "wasm"}}"#, "headers: "),
        (r#"{"document": "https://a.example/", "meta": "a", "attempt": {"type": "wasm"}}"#, "meta: "),
        (r#"{"document": "https://a.example/", "attempt": {"type": "base-uri", "url": "a"}}"#, "url: \"a\""),
        (r#"{"document": "https://a.example/", "attempt": {"type": "request", "url": "a:", "destination": "img"}}"#, "destination: \"img\""),
        (r#"{"document": "https://a.example/", "attempt": {"type": "request", "url": "a:", "destination": "", "initiator": "x"}}"#, "initiator: \"x\""),
        (r#"{"document": "https://a.example/", "attempt": {"type": "inline", "inline_type": "x", "source": ""}}"#, "inline_type: \"x\""),
        (r#"{"document": "https://a.example/", "attempt": {"type": "inline", "inline_type": "style", "source": "", "attributes": {"a": "", "a": ""}}}"#, "attributes: \"a\""),
    ] {
        let found = error(line);
        assert!(found.contains(expected), "{line}: {found}");
    }
}

#[test]
fn an_error_has_the_id_if_that_can_be_read() {
    let outcome = stockade(
        ["explain", "--batch"],
        b"{\"id\": [1, 2], \"nonsense\": 1}\n{\"id\": 7,\n\n  \n\xFF\n{\"document\": \"https://a.example/\", \"attempt\": {\"type\": \"wasm\"}}",
    );
    let answers: Vec<&str> = outcome.output.lines().collect();
    assert_eq!(answers.len(), 4);
    assert!(answers[0].starts_with(r#"{"id":[1, 2],"error":""#), "{}", answers[0]);
    assert!(answers[1].starts_with(r#"{"id":null,"error":""#), "{}", answers[1]);
    assert_eq!(answers[2], r#"{"id":null,"error":"column 1: this byte is not UTF-8, as JSON is"}"#);
    assert_eq!(answers[3], r#"{"id":null,"verdict":"allowed","violations":[],"why":[]}"#);
}

#[test]
fn a_line_without_end_is_not_kept() {
    let mut input = vec![b' '; (16 << 20) + 1];
    input.extend(b"\n{}");
    let outcome = stockade(["explain", "--batch"], &input);
    let answers: Vec<&str> = outcome.output.lines().collect();
    assert_eq!(answers.len(), 2);
    assert!(answers[0].contains("more than 16 MiB"));
    assert!(answers[1].contains("missing field"));
}

#[test]
fn many_policies_and_pages_get_their_own_answers() {
    let questions: String = (0..20_000)
        .map(|number| {
            let name = format!("{number}{}", "x".repeat(300));
            format!(
                "{{\"id\":{number},\"headers\":[[\"Content-Security-Policy\",\"img-src https://{name}.example\"]],\
                 \"document\":\"https://shop.example/{name}\",\"attempt\":{{\"type\":\"request\",\
                 \"url\":\"https://{number}.example/\",\"destination\":\"image\"}}}}\n"
            )
        })
        .collect();
    let outcome = stockade(["explain", "--batch"], questions.as_bytes());
    for (number, line) in outcome.output.lines().enumerate() {
        let expected = format!("{{\"id\":{number},\"verdict\":\"blocked\"");
        assert!(line.starts_with(&expected), "{line}");
        assert!(line.contains(&format!("img-src https://{number}x")), "{line}");
    }
}

proptest! {
    #[test]
    fn every_line_gets_one_answer(line in "[^\n]*[^\\s][^\n]*") {
        answer_to(line);
    }

    #[test]
    fn every_question_gets_one_answer(
        headers in arbitrary_json(), id in arbitrary_json(), attempt in arbitrary_json(),
        kind in "request|inline|eval|base-uri|frame-ancestors", text in ".*",
    ) {
        let mut attempt = attempt;
        if let Some(attempt) = attempt.as_object_mut() {
            attempt.insert("type".into(), kind.into());
            attempt.insert("url".into(), text.clone().into());
            attempt.insert("source".into(), text.clone().into());
        }
        let answer = answer_to(json!({"id": id, "headers": headers, "document": "https://a.example/",
            "attempt": attempt}).to_string());
        assert_eq!(answer["id"], id);
    }

    #[test]
    fn every_policy_and_source_gets_an_answer(policy in ".*", source in ".*") {
        let inline = json!({"type": "inline", "inline_type": "navigation", "source": source});
        assert_eq!(answer(&policy, &inline).get("error"), None);
    }
}

fn arbitrary_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "content-security-policy|destination|image|script|\\PC*".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("url|destination|nonce|redirects|[a-z]*", inner), 0..4)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}
