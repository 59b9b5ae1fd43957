//! Pages that are made to be hard to read are read to their end, in time and memory that grow no
//! faster than they do: each test would run for hours if they did.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
#![allow(clippy::format_collect, reason = "shorter, and fast enough")]

use stockade::{Document, PolicyList};
use stockade_markup::page::{Preflight, preflight};
use url::Url;

const POLICY: &str = "default-src 'self' 'nonce-n'; base-uri 'self'; form-action 'self'";

fn read(page: &str) -> Preflight {
    let policies = PolicyList::from_headers([("Content-Security-Policy", POLICY)]);
    let document = Document::new(Url::parse("https://shop.example/").unwrap());
    preflight(page.as_bytes(), &policies, &document)
}

/// A page that ends in something that is blocked, so that it shows whether it was read.
fn is_read_to_its_end(page: &str) -> bool {
    let page = format!("{page}<img src=https://evil.example/>");
    read(&page)
        .violations
        .iter()
        .any(|predicted| predicted.span.range().end + 1 >= page.len())
}

#[test]
fn many_open_elements_are_read() {
    for opening in [
        "<div>",
        "<p>",
        "<svg>",
        "<table>",
        "<object>",
        "<template>",
        "<b>",
    ] {
        let page = opening.repeat(20_000);
        let found = read(&page);
        assert_eq!(found.violations, [], "{opening}");
    }
    assert!(is_read_to_its_end(&"<div>".repeat(100_000)));
    assert!(is_read_to_its_end(
        &["<div>".repeat(20_000), "</p>".repeat(20_000)].concat()
    ));
}

#[test]
fn many_attributes_are_read() {
    let attributes: String = (0..100_000).map(|number| format!(" a{number}=b")).collect();
    assert!(is_read_to_its_end(&format!("<p{attributes}>")));
    assert!(is_read_to_its_end(&format!(
        "<script nonce=n{attributes}></script>"
    )));
    let handlers = " onclick=a".repeat(100_000);
    assert_eq!(read(&format!("<p{handlers}>")).violations.len(), 1);
}

#[test]
fn long_values_are_read() {
    let srcset: String = (0..50_000)
        .map(|number| format!("/{number}.png {number}w, "))
        .collect();
    assert!(is_read_to_its_end(&format!("<img srcset='{srcset}'>")));
    let references = "&lt;&#60;&nothing".repeat(50_000);
    assert!(is_read_to_its_end(&format!("<p style='{references}'>")));
}

#[test]
fn long_style_sheets_are_read() {
    let open = "<style nonce=n>";
    for rule in [
        "p{background:url(/a)}",
        "((((((",
        "{",
        "@media{",
        "url(",
        "/*",
        "\\",
        "}",
    ] {
        let rules = rule.repeat(500_000 / rule.len());
        assert!(
            is_read_to_its_end(&format!("{open}{rules}</style>")),
            "{rule}"
        );
    }
}

#[test]
fn frames_in_frames_are_read() {
    let mut nested = "<img src=https://evil.example/>".to_owned();
    for _ in 0..6 {
        nested = format!(
            "<iframe srcdoc=\"{}\">",
            nested.replace('&', "&amp;").replace('"', "&quot;")
        );
    }
    let found = read(&nested);
    assert_eq!(found.violations.len(), 1);
    assert_eq!(found.violations[0].document.to_string(), "srcdoc:5");

    assert_eq!(read(&"<iframe srcdoc=".repeat(60_000)).violations, []);
    assert_eq!(read(&"<iframe srcdoc='".repeat(60_000)).violations, []);
}

#[test]
fn comments_in_a_head_are_read() {
    assert!(is_read_to_its_end(&"<!---->".repeat(100_000)));
    assert!(is_read_to_its_end(&"<!----->".repeat(100_000)));
    assert!(is_read_to_its_end(&format!(
        "{}-->",
        "<!--".repeat(100_000)
    )));
}

#[test]
fn scripts_in_svg_are_read() {
    assert_eq!(
        read(&format!("<svg>{}", "<script>".repeat(50_000))).violations,
        []
    );
    let script = format!(
        "<svg><script nonce=n>{}</script></svg>",
        "<g><!---->".repeat(50_000)
    );
    assert!(is_read_to_its_end(&script));
}

#[test]
fn frames_that_are_too_deep_are_named() {
    let mut nested = "<img src=https://evil.example/>".to_owned();
    for level in 0..20 {
        // Escaping twice would make the page grow without end.
        let quote = if level % 2 == 0 { "'" } else { "\"" };
        nested = format!(
            "<iframe srcdoc={quote}{}{quote}>",
            nested
                .replace('&', "&amp;")
                .replace(quote, if level % 2 == 0 { "&#39;" } else { "&quot;" })
        );
    }
    let found = read(&nested);
    let codes: Vec<_> = found
        .diagnostics
        .iter()
        .map(stockade::Diagnostic::code)
        .collect();
    assert_eq!(codes, ["frames-too-deep"]);
}

#[test]
fn the_list_of_violations_has_an_end() {
    let found = read(&"<p onclick=a>".repeat(20_000));
    assert!(found.is_cut_off);
    assert_eq!(found.violations.len(), 10_000);
    assert_eq!(found.diagnostics[0].code(), "too-many-violations");
}

#[test]
fn many_policies_in_a_page_are_read() {
    let meta = "<meta http-equiv=Content-Security-Policy content=\"img-src 'self'\">";
    assert!(is_read_to_its_end(&meta.repeat(5_000)));
}
