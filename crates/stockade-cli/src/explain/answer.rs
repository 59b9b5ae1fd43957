//! What a batch says to a question.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::value::RawValue;
use stockade::Verdict;
use stockade::policy::{Directive, DirectiveName, Value};
use stockade::verdict::PolicyVerdict;

/// The verdict about one attempt.
#[derive(Serialize)]
pub(super) struct Answer<'a> {
    id: Option<&'a RawValue>,
    verdict: &'static str,
    violations: Vec<ViolationAnswer>,
    why: Vec<PolicyAnswer<'a>>,
}

/// What is said to a question that could not be read.
#[derive(Serialize)]
pub(super) struct Refusal<'a> {
    pub(super) id: Option<&'a RawValue>,
    pub(super) error: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ViolationAnswer {
    policy: usize,
    disposition: &'static str,
    effective_directive: Cow<'static, str>,
    #[serde(rename = "blockedURI")]
    blocked_uri: String,
    sample: String,
    original_policy: String,
}

#[derive(Serialize)]
struct PolicyAnswer<'a> {
    policy: usize,
    directive: Option<&'static str>,
    chain: Vec<&'static str>,
    source: Option<&'a str>,
    reason: &'static str,
}

impl<'a> Answer<'a> {
    pub(super) fn new(id: Option<&'a RawValue>, verdict: Verdict<'a>) -> Self {
        // A verdict is worked out each time it is asked for.
        let policies: Vec<PolicyVerdict<'a>> = verdict.policies().collect();
        let is_blocked = policies
            .iter()
            .any(|policy| policy.is_enforced() && policy.is_violated());
        Self {
            id,
            verdict: if is_blocked { "blocked" } else { "allowed" },
            violations: policies.iter().filter_map(ViolationAnswer::new).collect(),
            why: policies.iter().map(PolicyAnswer::new).collect(),
        }
    }
}

impl ViolationAnswer {
    fn new(policy: &PolicyVerdict<'_>) -> Option<Self> {
        let violation = policy.violation()?;
        Some(Self {
            policy: policy.index(),
            disposition: violation.disposition.as_str(),
            effective_directive: violation.effective_directive,
            blocked_uri: violation.blocked_url,
            sample: violation.sample,
            original_policy: violation.original_policy,
        })
    }
}

impl<'a> PolicyAnswer<'a> {
    fn new(policy: &PolicyVerdict<'a>) -> Self {
        Self {
            policy: policy.index(),
            directive: policy
                .directive()
                .and_then(Directive::known_name)
                .map(DirectiveName::as_str),
            chain: policy.chain().map(DirectiveName::as_str).collect(),
            source: policy.source().map(Value::text),
            reason: policy.reason().code(),
        }
    }
}
