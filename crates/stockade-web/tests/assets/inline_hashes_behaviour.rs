//! Where hashes go, in Rust as in Python: the cases of `tests/behaviour/inline_hashes.json`.

use serde::Deserialize;
use stockade::policy::{DirectiveName, source};
use stockade::{Nonce, PolicyBuilder};
use stockade_web::InlineHash;

const CASES: &str = include_str!("../../../../tests/behaviour/inline_hashes.json");

#[derive(Deserialize)]
struct Cases {
    hashes: Vec<HashCase>,
    policies: Vec<PolicyCase>,
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
