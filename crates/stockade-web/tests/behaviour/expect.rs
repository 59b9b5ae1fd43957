//! What becomes of a case's response, and whether an answer is that.

use std::collections::BTreeMap;

use serde::Deserialize;
use stockade::Nonce;

use super::{Case, NONCE, ok};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expectation {
    #[serde(default = "ok")]
    status: u16,
    /// By name in lower case; `None`: the header is absent.
    #[serde(default)]
    headers: BTreeMap<String, Option<String>>,
    body: Option<String>,
}

/// What an adapter answered.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// All of them; a header with several values is there several times.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Case {
    /// Panics, saying how, if this is not what the case expects.
    pub(crate) fn check(&self, answer: &Answer) {
        let name = &self.name;
        let nonce = answer.nonce();
        let shown = |text: &str| match &nonce {
            Some(nonce) => text.replace(nonce, NONCE),
            None => text.to_owned(),
        };
        assert_eq!(answer.status, self.expect.status, "{name}: status");
        for (header, expected) in &self.expect.headers {
            let found = answer.header(header).map(|value| shown(&value));
            assert_eq!(found.as_deref(), expected.as_deref(), "{name}: {header}");
        }
        if let Some(body) = &self.expect.body {
            assert_eq!(&shown(&answer.body), body, "{name}: body");
        }
    }
}

impl Answer {
    /// The values of a header, joined as HTTP joins them.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let values: Vec<&str> = self
            .headers
            .iter()
            .filter(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
            .collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    /// The nonce of the response, from a policy in its headers or from its body.
    fn nonce(&self) -> Option<String> {
        let values = self.headers.iter().map(|(_, value)| value.as_str());
        values
            .filter_map(|value| following(value, "'nonce-"))
            .chain(following(&self.body, "nonce=\""))
            .next()
    }
}

/// The nonce that stands behind `mark`.
fn following(text: &str, mark: &str) -> Option<String> {
    let (_, rest) = text.split_once(mark)?;
    let nonce = rest.get(..Nonce::LENGTH)?;
    let is_nonce = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    nonce.bytes().all(is_nonce).then(|| nonce.to_owned())
}
