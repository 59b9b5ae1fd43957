//! Where hashes go, in Rust as in Python: the cases of `tests/behaviour/inline_hashes.json`.

use serde::Deserialize;
use stockade::policy::{DirectiveName, source};
use stockade::{Nonce, PolicyBuilder};
use stockade_web::{CspNonce, InlineHash};

const CASES: &str = include_str!("../../../../tests/behaviour/inline_hashes.json");

#[derive(Deserialize)]
struct Cases {
    hashes: Vec<HashCase>,
    policies: Vec<PolicyCase>,
    limits: Vec<LimitCase>,
}

#[derive(Deserialize)]
struct HashCase {
    name: String,
    content: String,
    source: String,
}

#[derive(Deserialize)]
struct PolicyCase {
    name: String,
    policy: String,
    #[serde(default)]
    script: Vec<String>,
    #[serde(default)]
    style: Vec<String>,
    header: String,
    with_nonce: Option<String>,
}

#[derive(Deserialize)]
struct LimitCase {
    name: String,
    blocks: usize,
    allowed: usize,
}

fn cases() -> Cases {
    serde_json::from_str(CASES).unwrap()
}

#[test]
fn hashes_are_those_that_browsers_work_out() {
    for case in cases().hashes {
        let hash = InlineHash::script(&case.content);
        assert_eq!(hash.source(), case.source, "{}", case.name);
    }
}

#[test]
fn hashes_go_where_they_belong() {
    for case in cases().policies {
        let name = case.name;
        let text = case.policy.replace("'nonce-{nonce}'", source::NONCE);
        let sources = |texts: &[String]| -> Vec<String> {
            let hashes = texts.iter().map(|text| InlineHash::script(text));
            hashes.map(|hash| hash.source().to_owned()).collect()
        };
        let policy = PolicyBuilder::from_text(&text)
            .build()
            .unwrap()
            .with_inline_hashes(DirectiveName::ScriptSrcElem, sources(&case.script))
            .with_inline_hashes(DirectiveName::StyleSrcElem, sources(&case.style))
            .compile();
        assert_eq!(policy.without_nonce(), case.header, "{name}");

        let nonce = Nonce::generate().unwrap();
        let sent = policy
            .render(Some(&nonce))
            .replace(nonce.as_str(), "{nonce}");
        assert_eq!(sent, case.with_nonce.unwrap_or(case.header), "{name}");
    }
}

#[test]
fn a_response_allows_as_many_as_its_header_carries() {
    for case in cases().limits {
        let nonce = CspNonce::new();
        let blocks = (0..case.blocks).map(|number| InlineHash::script(&number.to_string()));
        let refused = blocks.filter(|hash| nonce.allow_inline(hash.clone()).is_err());
        assert_eq!(refused.count(), case.blocks - case.allowed, "{}", case.name);
        assert_eq!(nonce.inline_hashes().len(), case.allowed, "{}", case.name);
    }
}
