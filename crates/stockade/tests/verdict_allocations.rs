//! Asking what is allowed takes no memory, and asking what is blocked takes none until somebody
//! wants the report.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use allocation_counter::measure;
use stockade::policy::HashAlgorithm;
use stockade::verdict::{
    Destination, Document, ElementNonce, Initiator, Inline, InlineType, ParserMetadata, Request,
};
use stockade::{Attempt, PolicyList};
use url::Url;

const SCRIPT: &str = "start()";

fn policies() -> PolicyList {
    let hash = HashAlgorithm::Sha512.source(SCRIPT);
    let policy = format!(
        "default-src 'self'; script-src 'nonce-abc' 'sha256-AAAA' {hash} 'strict-dynamic' \
         'unsafe-eval'; style-src 'unsafe-inline'; img-src *.a.example/%61/ https: data:; \
         connect-src https://a.example ws:; frame-ancestors 'self' https:; base-uri 'self'; \
         form-action https:; trusted-types one; upgrade-insecure-requests"
    );
    PolicyList::from_headers([
        ("Content-Security-Policy", policy.as_str()),
        (
            "Content-Security-Policy-Report-Only",
            "default-src 'self' https: wss:",
        ),
    ])
}

/// What is asked, and whether it is blocked.
fn attempts<'a>(
    own: &'a Url,
    image: &'a Url,
    insecure: &'a Url,
    hops: &'a [Url],
    around: &'a [Option<Url>],
) -> Vec<(Attempt<'a>, bool)> {
    let script = Request::new(own, Destination::Script);
    let nonce = ElementNonce::new("abc");
    let made_by_script = ParserMetadata::NotParserInserted;
    let inline = Inline::new(InlineType::Script, SCRIPT);
    let allowed = [
        Attempt::Request(Request::new(own, Destination::Font)),
        Attempt::Request(Request::new(image, Destination::Image)),
        Attempt::Request(Request::new(insecure, Destination::WebSocket)),
        Attempt::Request(Request::new(own, Destination::Image).with_redirects(hops)),
        Attempt::Request(
            Request::new(image, Destination::Fetch).with_initiator(Initiator::Prefetch),
        ),
        Attempt::Request(script.with_nonce(nonce)),
        Attempt::Request(script.with_parser_metadata(made_by_script)),
        Attempt::Request(Request::new(own, Destination::Worker)),
        Attempt::Inline(inline),
        Attempt::Inline(inline.with_nonce(nonce)),
        Attempt::Inline(Inline::new(InlineType::StyleAttribute, "color:red")),
        Attempt::Eval {
            source: SCRIPT,
            trusted: false,
        },
        Attempt::Wasm,
        Attempt::BaseUri(own),
        Attempt::FormAction {
            url: own,
            redirects: hops,
        },
        Attempt::FrameAncestors(around),
        Attempt::TrustedTypesPolicy {
            name: "one",
            created: &[],
        },
    ];
    let blocked = [
        Attempt::Request(script),
        Attempt::Request(Request::new(image, Destination::Font)),
        Attempt::Inline(Inline::new(InlineType::ScriptAttribute, SCRIPT)),
        Attempt::BaseUri(image),
    ];
    let allowed = allowed.into_iter().map(|attempt| (attempt, false));
    let blocked = blocked.into_iter().map(|attempt| (attempt, true));
    allowed.chain(blocked).collect()
}

#[test]
fn no_decision_takes_memory() {
    let url = |text| Url::parse(text).unwrap();
    let own = url("https://shop.example/path");
    let image = url("https://cdn.a.example/a/caf%C3%A9.png");
    let insecure = url("ws://a.example/");
    let hops = [url("https://b.example/1"), url("https://b.example/2")];
    let around = [
        Some(url("https://shop.example/")),
        Some(url("https://b.example/")),
    ];
    let document = Document::new(own.clone());
    let policies = policies();

    for (attempt, expected) in attempts(&own, &image, &insecure, &hops, &around) {
        let mut is_blocked = !expected;
        let decision = measure(|| is_blocked = policies.verdict(&attempt, &document).is_blocked());
        assert_eq!(is_blocked, expected, "{attempt:?}");
        assert_eq!(decision.count_total, 0, "{attempt:?}");

        let reasons = measure(|| {
            for policy in policies.verdict(&attempt, &document).policies() {
                assert!(policy.chain().count() + policy.sources().count() < 100);
            }
        });
        assert_eq!(reasons.count_total, 0, "{attempt:?}");
    }
}

#[test]
fn the_counter_counts() {
    assert_eq!(
        measure(|| drop(std::hint::black_box(Box::new(1)))).count_total,
        1
    );
}
