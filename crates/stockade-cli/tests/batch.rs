//! The format of `stockade explain --batch`: keys, defaults, errors and limits.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::fmt::Write as _;

use serde_json::json;
use support::{answer, answer_to, stockade};

#[test]
fn an_answer_has_its_keys_in_order() {
    let question = r#"{"version": 1, "id": ["a", {"b": 1.0}],
        "headers": [["content-security-policy-REPORT-only", "img-src 'none'"],
                    ["Server", "default-src 'none'"],
                    ["content-SECURITY-policy", "script-src 'self' 'report-sample', img-src *"]],
        "meta": ["script-src 'none'"], "document": "https://shop.example/", "origin": null,
        "attempt": {"type": "eval", "source": "1 + 1", "trusted": null}}"#;
    let outcome = stockade(
        ["explain", "--batch"],
        question.replace('\n', " ").as_bytes(),
    );
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
fn what_is_wrong_is_said() {
    let mut answers = String::new();
    for line in include_str!("batch/errors.jsonl").lines() {
        let error = answer_to(line)["error"].take();
        writeln!(answers, "{line}\n  {}\n", error.as_str().unwrap()).unwrap();
    }
    insta::assert_snapshot!(answers);
}

#[test]
fn an_error_has_the_id_if_that_can_be_read() {
    let outcome = stockade(
        ["explain", "--batch"],
        b"{\"id\": [1, 2], \"nonsense\": 1}\n{\"id\": 7,\n\n  \n\xFF\n{\"document\": \"https://a.example/\", \"attempt\": {\"type\": \"wasm\"}}",
    );
    let answers: Vec<&str> = outcome.output.lines().collect();
    assert_eq!(answers.len(), 4);
    assert!(
        answers[0].starts_with(r#"{"id":[1, 2],"error":""#),
        "{}",
        answers[0]
    );
    assert!(
        answers[1].starts_with(r#"{"id":null,"error":""#),
        "{}",
        answers[1]
    );
    assert_eq!(
        answers[2],
        r#"{"id":null,"error":"column 1: this byte is not UTF-8, as JSON is"}"#
    );
    assert_eq!(
        answers[3],
        r#"{"id":null,"verdict":"allowed","violations":[],"why":[]}"#
    );
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
    let mut questions = String::new();
    for number in 0..1_500 {
        let name = format!("{number}{}", "x".repeat(3_000));
        let question = json!({
            "id": number,
            "headers": [["Content-Security-Policy", format!("img-src https://{name}.example")]],
            "document": format!("https://shop.example/{number}"),
            "attempt": {"type": "request", "url": "https://a.example/", "destination": "image"},
        });
        writeln!(questions, "{question}").unwrap();
    }
    let outcome = stockade(["explain", "--batch"], questions.as_bytes());
    assert_eq!(outcome.output.lines().count(), 1_500);
    for (number, line) in outcome.output.lines().enumerate() {
        let expected = format!("{{\"id\":{number},\"verdict\":\"blocked\"");
        assert!(line.starts_with(&expected), "{line}");
        assert!(
            line.contains(&format!("img-src https://{number}x")),
            "{line}"
        );
    }
}

#[test]
fn what_was_read_for_one_line_does_not_answer_another() {
    let header = json!([["Content-Security-Policy", "img-src 'self'"]]);
    let question = |meta, origin| {
        json!({
            "headers": header, "meta": meta, "origin": origin,
            "document": "https://shop.example/",
            "attempt": {"type": "request", "url": "https://shop.example/", "destination": "image"},
        })
    };
    let questions = [
        question(json!([]), "https://shop.example"),
        question(json!(["img-src 'none'"]), "https://shop.example"),
        question(json!([]), "null"),
        question(json!([]), "https://shop.example"),
    ];
    let input = questions.map(|question| format!("{question}\n")).concat();
    let answers = stockade(["explain", "--batch"], input.as_bytes()).output;
    let is_blocked = answers.lines().map(|line| line.contains("\"blocked\""));
    assert_eq!(is_blocked.collect::<Vec<_>>(), [false, true, true, false]);
}
