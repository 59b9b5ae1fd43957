//! SARIF, which code scanning services read.
//!
//! Format: [SARIF 2.1.0](https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html).

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Finding;
use crate::diagnostic::Span;

/// Writes a SARIF log of one run.
///
/// A finding is known again by its fingerprint in spite of changes above it: that is made of the
/// file, the rule and the message, not of the line.
///
/// # Errors
///
/// When `output` cannot be written to.
pub fn sarif(findings: &[Finding<'_>], mut output: impl io::Write) -> io::Result<()> {
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run::new(findings)],
    };
    serde_json::to_writer_pretty(&mut output, &log)?;
    output.write_all(b"\n")
}

#[derive(Serialize)]
struct Log<'f> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'f>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'f> {
    tool: Tool<'f>,
    column_kind: &'static str,
    results: Vec<SarifResult<'f>>,
}

#[derive(Serialize)]
struct Tool<'f> {
    driver: Driver<'f>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'f> {
    name: &'static str,
    semantic_version: &'static str,
    information_uri: &'static str,
    rules: Vec<Rule<'f>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'f> {
    id: &'f str,
    short_description: Message,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'f> {
    rule_id: &'f str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    partial_fingerprints: Fingerprints,
}

#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "stockade/v1")]
    v1: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byte_offset: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byte_length: Option<u32>,
}

impl<'f> Run<'f> {
    fn new(findings: &[Finding<'f>]) -> Self {
        let mut rules: Vec<Rule<'f>> = Vec::new();
        let mut fingerprints = FingerprintMaker::default();
        let mut results = Vec::with_capacity(findings.len());
        for finding in findings {
            let known = rules.iter().position(|rule| rule.id == finding.code);
            let rule_index = known.unwrap_or_else(|| {
                rules.push(Rule::new(finding));
                rules.len() - 1
            });
            results.push(SarifResult::new(
                finding,
                rule_index,
                fingerprints.make(finding),
            ));
        }
        Self {
            tool: Tool {
                driver: Driver {
                    name: "Stockade",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    information_uri: env!("CARGO_PKG_HOMEPAGE"),
                    rules,
                },
            },
            column_kind: "utf16CodeUnits",
            results,
        }
    }
}

impl<'f> Rule<'f> {
    fn new(finding: &Finding<'f>) -> Self {
        Self {
            id: finding.code,
            short_description: Message {
                text: finding.code.replace('-', " "),
            },
            default_configuration: Configuration {
                level: finding.severity.as_str(),
            },
        }
    }
}

impl<'f> SarifResult<'f> {
    fn new(finding: &Finding<'f>, rule_index: usize, fingerprint: String) -> Self {
        Self {
            rule_id: finding.code,
            rule_index,
            level: finding.severity.as_str(),
            message: Message {
                text: match finding.help {
                    Some(help) => format!("{}\n{help}", finding.message),
                    None => finding.message.to_owned(),
                },
            },
            locations: [Location {
                physical_location: PhysicalLocation {
                    artifact_location: ArtifactLocation {
                        uri: uri_reference(finding.file),
                    },
                    region: Region {
                        start_line: finding.line,
                        start_column: finding.column,
                        byte_offset: finding.span.map(Span::start),
                        byte_length: finding.span.map(Span::len),
                    },
                },
            }],
            partial_fingerprints: Fingerprints { v1: fingerprint },
        }
    }
}

/// Counts findings that are alike, so that each has a fingerprint of its own.
#[derive(Default)]
struct FingerprintMaker {
    seen: HashMap<String, usize>,
}

impl FingerprintMaker {
    fn make(&mut self, finding: &Finding<'_>) -> String {
        let parts = [finding.file, finding.code, finding.message].join("\0");
        let count = self.seen.entry(parts.clone()).or_default();
        *count += 1;
        let digest = Sha256::digest(format!("{parts}\0{count}"));
        BASE64_URL_SAFE_NO_PAD.encode(digest)
    }
}

/// A path as a relative reference; what is an address already stays one.
fn uri_reference(file: &str) -> String {
    let is_address = url::Url::parse(file).is_ok_and(|url| url.has_host());
    if is_address {
        return file.to_owned();
    }
    let mut reference = String::with_capacity(file.len());
    for byte in file.bytes() {
        match byte {
            b'\\' if cfg!(windows) => reference.push('/'),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                reference.push(char::from(byte));
            }
            // Writing to a string does not fail.
            _ => drop(write!(reference, "%{byte:02X}")),
        }
    }
    reference
}
