//! What browsers do, one line of `verdicts/*.txt` at a time.
//!
//! A file is read from top to bottom. `page:` says where the policies apply (and `self:` what
//! `'self'` means there), `policy:`, `report-only:` and `meta:` which they are. A blank line in front
//! of the next policy starts a new list. Each indented line is an attempt and, behind the bar, what
//! becomes of it under each policy: the word, the reason, and the value that decided. What stands
//! behind `=>` is the violation: the effective directive, the blocked address and the sample.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod attempt;
mod words;

use std::fmt::Write as _;

use stockade::policy::Disposition;
use stockade::verdict::{Document, PolicyVerdict};
use stockade::{PolicyList, Violation};
use url::Url;

use attempt::OwnedAttempt;
use words::words;

const FILES: usize = 19;

#[test]
fn verdicts_are_those_of_browsers() {
    let mut checked = 0;
    let mut files = 0;
    let mut failures = String::new();
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/verdicts")).unwrap()
    {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let mut scene = Scene::default();
        for (index, line) in std::fs::read_to_string(&path).unwrap().lines().enumerate() {
            match scene.read(line) {
                Ok(attempts) => checked += attempts,
                Err(problem) => {
                    writeln!(failures, "{name}:{}: {line}\n    {problem}", index + 1).unwrap();
                }
            }
        }
        files += 1;
    }
    assert!(failures.is_empty(), "\n{failures}");
    assert_eq!(files, FILES, "a file was added or lost");
    assert!(checked > 400, "{checked}");
}

/// What the lines above the current one have set up.
struct Scene {
    document: Document,
    policies: PolicyList,
    is_complete: bool,
}

impl Default for Scene {
    fn default() -> Self {
        Self {
            document: Document::new(Url::parse("https://site.example/dir/page").unwrap()),
            policies: PolicyList::default(),
            is_complete: false,
        }
    }
}

impl Scene {
    /// Reads a line, and says how many attempts it checked.
    fn read(&mut self, line: &str) -> Result<usize, String> {
        if let Some((attempt, expected)) = line.strip_prefix("  ").and_then(|l| l.split_once(" | "))
        {
            return self.check(attempt, expected).map(|()| 1);
        }
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.trim_start();
        match name {
            "" => self.is_complete = true,
            "page" => self.document = Document::new(parse_url(value)?),
            "self" => {
                let origin = match value {
                    "null" => parse_url("data:,")?.origin(),
                    value => parse_url(value)?.origin(),
                };
                self.document = self.document.clone().with_self_origin(origin);
            }
            "policy" => self.list().push_header(value, Disposition::Enforce),
            "report-only" => self.list().push_header(value, Disposition::Report),
            "meta" => self.list().push_meta(value),
            name if name.starts_with('#') => {}
            name => return Err(format!("no such line: {name}")),
        }
        Ok(0)
    }

    fn list(&mut self) -> &mut PolicyList {
        if std::mem::take(&mut self.is_complete) {
            self.policies = PolicyList::default();
        }
        &mut self.policies
    }

    fn check(&self, attempt: &str, expected: &str) -> Result<(), String> {
        let attempt = OwnedAttempt::parse(&words(attempt)?)?;
        attempt.with(|attempt| {
            let verdict = self.policies.verdict(attempt, &self.document);
            let expected: Vec<&str> = expected.split(" & ").map(str::trim).collect();
            let actual: Vec<String> = verdict
                .policies()
                .enumerate()
                .map(|(index, policy)| {
                    let with_report = expected.get(index).is_some_and(|e| e.contains("=>"));
                    describe(&policy, with_report)
                })
                .collect();
            if actual == expected {
                Ok(())
            } else {
                Err(format!("it is: {}", actual.join(" & ")))
            }
        })
    }
}

/// The answer of one policy, as it is written in the files.
fn describe(policy: &PolicyVerdict<'_>, with_report: bool) -> String {
    let word = match (policy.is_violated(), policy.is_enforced()) {
        (false, _) => "allowed",
        (true, true) => "blocked",
        (true, false) => "reported",
    };
    let mut text = format!("{word} {}", policy.reason().code());
    if let Some(source) = policy.source() {
        text = format!("{text} {}", source.text());
    }
    if let Some(violation) = policy.violation().filter(|_| with_report) {
        text = format!("{text} => {}", describe_violation(&violation));
    }
    text
}

fn describe_violation(violation: &Violation) -> String {
    let Violation {
        effective_directive,
        blocked_url,
        sample,
        ..
    } = violation;
    if sample.is_empty() {
        format!("{effective_directive} {blocked_url:?}")
    } else {
        format!("{effective_directive} {blocked_url:?} {sample:?}")
    }
}

fn parse_url(text: &str) -> Result<Url, String> {
    Url::parse(text).map_err(|error| format!("{text}: {error}"))
}
