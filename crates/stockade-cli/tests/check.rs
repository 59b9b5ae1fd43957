//! `stockade check`: its formats, its exit status, and what it makes of headers and files.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::fs;

use serde_json::{Value, json};
use support::{Outcome, stockade};

const URL: &str = "https://shop.example/cart";

fn check(page: &str, policy: &str, format: &str) -> Outcome {
    let header = format!("Content-Security-Policy: {policy}");
    let arguments = [
        "check", "-", "--url", URL, "--header", &header, "--format", format,
    ];
    stockade(arguments, page.as_bytes())
}

#[test]
fn a_violation_as_json_has_its_keys_in_order() {
    let page = "<title>ü</title>\n<p>ü</p><script>start()</script>";
    let outcome = check(page, "script-src 'self' 'report-sample'", "json");
    assert_eq!(outcome.status, 1);
    insta::assert_snapshot!(outcome.output, @r#"{"version":1,"violations":[{"file":"-","document":"page","when":"load","effectiveDirective":"script-src-elem","blockedURI":"inline","disposition":"enforce","sample":"start()","originalPolicy":"script-src 'self' 'report-sample'","line":2,"column":10,"span":[27,35],"element":"script"}]}"#);
}

#[test]
fn what_is_not_certain_is_marked() {
    let page = "<link rel=icon href=a.png><a href='javascript:b()'>b</a>\
        <iframe srcdoc='<img src=c.png>'></iframe>";
    let outcome = check(page, "default-src 'none'", "json");
    let found: Value = serde_json::from_str(&outcome.output).unwrap();
    let of = |key: &str| -> Vec<Value> {
        let violations = found["violations"].as_array().unwrap();
        violations
            .iter()
            .map(|violation| violation[key].clone())
            .collect()
    };
    assert_eq!(
        of("when"),
        [json!("conditional"), json!("interaction"), json!("load")]
    );
    assert_eq!(
        of("document"),
        [json!("page"), json!("page"), json!("srcdoc:0")]
    );
}

#[test]
fn violations_of_several_pages_are_shown_together() {
    let directory = tempfile::tempdir().unwrap();
    let write = |name: &str, page: &str| {
        let path = directory.path().join(name);
        fs::write(&path, page).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let first = write(
        "first.html",
        "<p onclick='a()'>a</p>\n<p onclick='b()'>b</p>",
    );
    let second = write("second.html", "<p onclick='c()'>c</p><img src=a.png>");
    let header = "Content-Security-Policy: default-src 'self'";
    let outcome = stockade(
        ["check", &first, &second, "--url", URL, "--header", header],
        b"",
    );
    assert_eq!(outcome.status, 1);
    let output = outcome
        .output
        .replace(directory.path().to_str().unwrap(), "pages");
    insta::assert_snapshot!(output);
}

#[test]
fn many_places_are_counted_rather_than_shown() {
    let page = "<p onclick='a()'>a</p>\n".repeat(40);
    let outcome = check(&page, "script-src 'self'", "human");
    assert!(
        outcome
            .output
            .contains("also at -:6, -:7, -:8, -:9, -:10 and in 30 more places")
    );
    assert!(
        outcome
            .output
            .contains("40 violations predicted in 1 page: 40 enforced, 0 report-only")
    );
}

#[test]
fn a_page_in_one_long_line_is_shown_in_part() {
    let page = format!("{}<p onclick='a()'>ü</p>{0}", "<b>ü</b>".repeat(10_000));
    let outcome = check(&page, "script-src 'self'", "human");
    assert!(outcome.output.len() < 2_000, "{}", outcome.output.len());
    assert!(
        outcome.output.contains("--> -:1:90004\n"),
        "{}",
        outcome.output
    );
}

#[test]
fn nothing_is_called_safe() {
    let outcome = check("<p>a</p>", "default-src 'none'", "human");
    assert_eq!(outcome.status, 0);
    assert_eq!(
        outcome.output,
        "no load-time violation predicted in 1 page. What scripts do later is not predicted.\n"
    );
}

#[test]
fn what_report_only_policies_would_block_does_not_fail() {
    let header = "Content-Security-Policy-Report-Only: script-src 'none'";
    let arguments = ["check", "-", "--url", URL, "--header", header];
    let outcome = stockade(arguments, b"<script>a()</script>");
    assert_eq!(outcome.status, 0);
    assert!(
        outcome.output.contains("0 enforced, 1 report-only"),
        "{}",
        outcome.output
    );
}

#[test]
fn policies_of_the_page_itself_count_and_their_absence_elsewhere_is_said() {
    let page = "<meta http-equiv=content-security-policy content=\"script-src 'none'\">\
        <script>a()</script>";
    let outcome = stockade(["check", "-", "--url", URL], page.as_bytes());
    assert_eq!(outcome.status, 1);
    assert!(
        outcome.output.contains("the headers hold no policy"),
        "{}",
        outcome.output
    );
}

#[test]
fn sarif_names_rules_and_places() {
    let outcome = check(
        "<p>\n<i title='ü𝄞' onclick='a()'>",
        "script-src 'self'",
        "sarif",
    );
    insta::assert_snapshot!(outcome.output);
}

#[test]
fn like_findings_have_different_fingerprints() {
    let page = "<p onclick='a()'>\n<p onclick='a()'>";
    let outcome = check(page, "script-src 'self'", "sarif");
    let log: Value = serde_json::from_str(&outcome.output).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let prints: Vec<_> = results
        .iter()
        .map(|result| &result["partialFingerprints"])
        .collect();
    assert_eq!(prints.len(), 2);
    assert_ne!(prints[0], prints[1]);
}

#[test]
fn a_remark_on_github_stays_one_line() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("50%,a:b\n.html");
    fs::write(&path, "<img src='https://a.example/,::%0A\x1b[2J'>").unwrap();
    let path = path.to_str().unwrap();
    let header = "Content-Security-Policy: img-src 'self'";
    let arguments = [
        "check", path, "--url", URL, "--header", header, "--format", "github",
    ];
    let outcome = stockade(arguments, b"");
    assert_eq!(outcome.output.lines().count(), 1, "{}", outcome.output);
    assert!(
        outcome
            .output
            .contains("50%25%2Ca%3Ab%0A.html,line=1,col=6,title=")
    );
}

#[test]
fn a_page_does_not_steer_the_terminal() {
    let page = "<img src='\x1b[2J\u{9b}2J\u{202e}a.png' onclick='\x1b]0;title\x07'>";
    for format in ["human", "github"] {
        let outcome = check(page, "default-src 'self'", format);
        let steers = |character: char| character.is_control() && character != '\n';
        assert!(!outcome.output.contains(steers), "{:?}", outcome.output);
        assert!(!outcome.output.contains('\u{202e}'), "{:?}", outcome.output);
    }
}

#[test]
fn headers_are_read_as_curl_writes_them() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("headers.txt");
    let headers = "HTTP/1.1 301 Moved\r\nContent-Security-Policy: script-src *\r\n\r\n\
        HTTP/2 200 \r\ncontent-security-policy: script-src 'none'\r\n\r\n";
    fs::write(&path, headers).unwrap();
    let path = path.to_str().unwrap();
    let arguments = [
        "check",
        "-",
        "--url",
        URL,
        "--headers-from",
        path,
        "--format",
        "json",
    ];
    let outcome = stockade(arguments, b"<script src=a.js></script>");
    assert_eq!(outcome.status, 1);
    assert_eq!(
        outcome
            .output
            .matches("originalPolicy\":\"script-src 'none'\"")
            .count(),
        1
    );
}

#[test]
fn what_cannot_be_checked_is_said_with_a_remedy() {
    for (arguments, expected) in [
        (["check", "missing.html", "--url", URL], "missing.html: "),
        (
            ["check", "-", "--url", "/cart"],
            "--url: \"/cart\" is not an absolute address",
        ),
        (["check", "--url", URL, "--format=json"], "<FILE>..."),
        (["check", "-", "--format", "json"], "--url <URL>"),
    ] {
        let outcome = stockade(arguments, b"");
        assert_eq!(outcome.status, 2);
        assert_eq!(outcome.output, "");
        assert!(outcome.errors.contains(expected), "{}", outcome.errors);
    }
    for (header, expected) in [
        (
            "default-src 'self'",
            "write its name, a colon and its value",
        ),
        ("Content-Security-Polocy: a", "browsers know no header"),
        ("X-Content-Security-Policy: a", "browsers know no header"),
    ] {
        let outcome = stockade(["check", "-", "--url", URL, "--header", header], b"");
        assert_eq!(outcome.status, 2);
        assert!(outcome.errors.contains(expected), "{}", outcome.errors);
    }
}
