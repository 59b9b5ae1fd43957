//! What is predicted for pages: each file of `tests/pages` is a page whose first comment holds its
//! address and its headers, and its snapshot lists what a browser will block, in order.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::fmt::Write as _;

use stockade::policy::Disposition;
use stockade::{Document, PolicyList};
use stockade_markup::page::{PredictedViolation, Preflight, Preflighter};
use url::Url;

#[test]
fn what_is_blocked_on_a_page_is_predicted() {
    insta::glob!("pages/*.html", |path| {
        let page = std::fs::read_to_string(path).unwrap();
        insta::assert_snapshot!(predicted(&page));
    });
}

#[test]
fn what_to_do_is_said() {
    insta::glob!("pages/findings/*.html", |path| {
        let page = std::fs::read_to_string(path).unwrap();
        insta::assert_snapshot!(findings(&page));
    });
}

fn predicted(page: &str) -> String {
    let preflight = check(page);
    let mut text = String::new();
    for predicted in &preflight.violations {
        describe(&mut text, page, predicted);
    }
    for doubt in &preflight.diagnostics {
        let quoted = quoted(page, doubt.span().unwrap().range());
        writeln!(text, "{}: {doubt}\n    {quoted}", doubt.code()).unwrap();
    }
    text
}

fn findings(page: &str) -> String {
    let mut text = String::new();
    for predicted in check(page).violations {
        let finding = predicted.diagnostic();
        let (line, severity, code) = (predicted.line, finding.severity(), finding.code());
        writeln!(text, "{line} {severity} {code}: {}", finding.message()).unwrap();
        writeln!(text, "    {}", finding.help().unwrap_or("-")).unwrap();
    }
    text
}

/// Reads the comment that a page begins with, and asks about the page.
fn check(page: &str) -> Preflight {
    let (comment, _) = page
        .strip_prefix("<!--\n")
        .and_then(|page| page.split_once("\n-->"))
        .unwrap();
    let lines = comment.lines().map(|line| line.split_once(": ").unwrap());
    let headers: Vec<_> = lines.collect();
    let header = |wanted: &str| {
        headers
            .iter()
            .find(|(name, _)| *name == wanted)
            .map(|(_, value)| *value)
    };
    let url = header("Address").unwrap_or("https://shop.example/cart/");
    let document = Document::new(Url::parse(url).unwrap());
    let policies = PolicyList::from_headers(headers.iter().copied());
    let mut preflighter = Preflighter::new(&policies, &document)
        .with_content_type(header("Content-Type").unwrap_or_default());
    preflighter.write(page.as_bytes());
    preflighter.end()
}

fn describe(text: &mut String, page: &str, predicted: &PredictedViolation) {
    let violation = &predicted.violation;
    write!(
        text,
        "{}:{} {} {} {}",
        predicted.line,
        predicted.column,
        predicted.element,
        violation.effective_directive,
        violation.blocked_url,
    )
    .unwrap();
    if predicted.when.as_str() != "load" {
        write!(text, ", {}", predicted.when).unwrap();
    }
    if predicted.document.to_string() != "page" {
        write!(text, ", in {}", predicted.document).unwrap();
    }
    if violation.disposition == Disposition::Report {
        text.push_str(", reported only");
    }
    if !violation.sample.is_empty() {
        write!(text, ", sample {:?}", violation.sample).unwrap();
    }
    writeln!(text, "\n    {}", quoted(page, predicted.span.range())).unwrap();
}

fn quoted(page: &str, range: std::ops::Range<usize>) -> String {
    format!("{:?}", &page[range]).replace("\\\"", "\"")
}
