//! What browsers make of policies, one line of `readings/*.txt` at a time.
//!
//! Each file's first comment says what its lines show. The snapshots hold the reading: every
//! directive and value with its bytes' place, what it is, and why a browser ignores it.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::fmt::Write as _;

use stockade::Policy;
use stockade::policy::{Delivery, Disposition, PolicySource, SourceExpression};

#[test]
fn policies_read_as_browsers_read_them() {
    insta::glob!("readings/*.txt", |path| {
        let file = std::fs::read_to_string(path).unwrap();
        let delivery = delivery(&file);
        let readings: String = file
            .lines()
            .filter(|line| !line.starts_with(['#']) && !line.starts_with("delivery:"))
            .map(|line| reading(line, delivery))
            .collect();
        insta::assert_snapshot!(readings);
    });
}

fn delivery(file: &str) -> Delivery {
    let (source, disposition) = match file.lines().next() {
        Some("delivery: meta") => (PolicySource::Meta, Disposition::Enforce),
        Some("delivery: report-only") => (PolicySource::Header, Disposition::Report),
        _ => (PolicySource::Header, Disposition::Enforce),
    };
    Delivery {
        source,
        disposition,
    }
}

fn reading(line: &str, delivery: Delivery) -> String {
    let bytes = unescape(line);
    let policy = Policy::parse_as(&bytes, delivery);
    assert_eq!(policy.as_bytes(), bytes, "nothing is lost");

    let mut text = format!("{line}\n");
    for directive in policy.directives() {
        let (name, span) = (printable(directive.name()), directive.span());
        let status = directive
            .known_name()
            .map_or_else(String::new, |name| format!(" {:?}", name.status()));
        writeln!(text, "  {name} at {span:?}{status}").unwrap();
        if let Some(ignored) = directive.ignored() {
            writeln!(text, "    ! {ignored:?}").unwrap();
        }
        for value in directive.values() {
            let (token, span) = (printable(value.text()), value.span());
            let meaning = value.source().map_or_else(String::new, |source| {
                format!(" = {}", meaning(&policy, source))
            });
            writeln!(text, "    {token} at {span:?}{meaning}").unwrap();
            if let Some(ignored) = value.ignored() {
                writeln!(text, "      ! {ignored:?}").unwrap();
            }
        }
    }
    text.push('\n');
    text
}

fn meaning(policy: &Policy, source: SourceExpression) -> String {
    let text = |span| policy.text(span);
    match source {
        SourceExpression::Keyword(keyword) => format!("keyword {keyword}"),
        SourceExpression::Any => "any".to_owned(),
        SourceExpression::Scheme(scheme) => format!("scheme {}", text(scheme)),
        SourceExpression::Nonce(nonce) => format!("nonce {}", text(nonce)),
        SourceExpression::Hash(hash) => {
            format!("hash {} {}", hash.algorithm.as_str(), text(hash.digest))
        }
        SourceExpression::Host(host) => format!(
            "host {:?} {} {:?} {:?}",
            host.scheme.map(text),
            text(host.host),
            host.port,
            host.path.map(text),
        ),
        other => format!("{other:?}"),
    }
}

fn printable(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\'' | '"' => character.to_string(),
            _ => character.escape_debug().to_string(),
        })
        .collect()
}

/// `\xNN`, `\t`, `\r`, `\n` stand for bytes.
fn unescape(line: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('\\') {
        bytes.extend_from_slice(before.as_bytes());
        let (byte, length) = match &after[..1] {
            "x" => (u8::from_str_radix(&after[1..3], 16).unwrap(), 3),
            "t" => (b'\t', 1),
            "r" => (b'\r', 1),
            "n" => (b'\n', 1),
            other => panic!("no escape: {other}"),
        };
        bytes.push(byte);
        rest = &after[length..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}
