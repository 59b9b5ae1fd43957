//! What holds for every policy.

use axum::Router;
use axum::routing::get;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use stockade::policy::source;
use stockade::verdict::{Attempt, Destination, Inline, InlineType, Request};
use stockade::{Document, PolicyBuilder, PolicyList};
use stockade_web::{CspLayer, CspNonce, Policies};
use url::Url;

use crate::support::{self, Answer, run};

const DIRECTIVES: [&str; 6] = [
    "default-src",
    "script-src",
    "script-src-elem",
    "script-src-attr",
    "style-src",
    "img-src",
];
const SOURCES: [&str; 7] = [
    source::NONCE,
    source::SELF,
    source::UNSAFE_INLINE,
    source::STRICT_DYNAMIC,
    "https:",
    "https://cdn.example",
    "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='",
];

fn policy() -> impl Strategy<Value = PolicyBuilder> {
    let sources = subsequence(SOURCES.to_vec(), 1..=SOURCES.len()).prop_shuffle();
    let directives = subsequence(DIRECTIVES.to_vec(), 1..=DIRECTIVES.len());
    (directives, vec(sources, DIRECTIVES.len())).prop_map(|(directives, sources)| {
        let policy = PolicyBuilder::new().directive("base-uri", source::NONE);
        let lists = directives.into_iter().zip(sources);
        lists.fold(policy, |policy, (name, sources)| {
            policy.directive(name, sources)
        })
    })
}

/// What a handler that prints the nonce, or does not, is answered with.
fn answer(policies: Policies, prints: bool) -> Answer {
    let handler = async move |nonce: CspNonce| {
        if prints {
            nonce.to_string()
        } else {
            String::new()
        }
    };
    let app = Router::new().route("/", get(handler));
    let app = app.layer(CspLayer::new(policies));
    run(async || support::get(&app, "/").await)
}

fn is_blocked(header: &str, attempt: &Attempt<'_>) -> bool {
    let document = Document::new(Url::parse("https://shop.example/").unwrap());
    let policies = PolicyList::from_headers([("content-security-policy", header)]);
    policies.verdict(attempt, &document).is_blocked()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_header_is_the_compiled_policy(
        policy in policy(),
        header in select(vec!["content-security-policy", "content-security-policy-report-only"]),
        prints in any::<bool>(),
    ) {
        let compiled = policy.clone().build().unwrap().compile();
        let builder = Policies::builder();
        let builder = match header {
            "content-security-policy" => builder.enforce(policy),
            _ => builder.report_only(policy),
        };
        let answer = answer(builder.build().unwrap(), prints);
        let expected = if prints && compiled.uses_nonce() {
            compiled.segments().join(&answer.body)
        } else {
            compiled.render(None)
        };
        prop_assert_eq!(answer.header(header), expected);
    }

    #[test]
    fn no_policy_allows_more_without_the_nonce(policy in policy()) {
        let policies = Policies::builder().enforce(policy).build().unwrap();
        let with_nonce = answer(policies.clone(), true);
        let without = answer(policies, false);
        let urls = ["https://shop.example/a", "https://cdn.example/a", "https://evil.example/a"];
        let urls = urls.map(|url| Url::parse(url).unwrap());
        let inline = [InlineType::Script, InlineType::ScriptAttribute, InlineType::Style];
        let loads = [Destination::Script, Destination::Style, Destination::Image];
        let attempts = inline
            .map(|kind| Attempt::Inline(Inline::new(kind, "start()")))
            .into_iter()
            .chain(urls.iter().flat_map(|url| {
                loads.map(|destination| Attempt::Request(Request::new(url, destination)))
            }));
        for attempt in attempts {
            if is_blocked(with_nonce.policy(), &attempt) {
                prop_assert!(is_blocked(without.policy(), &attempt), "{attempt:?}");
            }
        }
    }
}
