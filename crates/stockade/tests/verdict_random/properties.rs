//! What holds for every policy and every attempt.

use proptest::collection::vec;
use proptest::prelude::*;
use stockade::policy::Disposition;
use stockade::verdict::{
    Destination, Document, ElementNonce, Initiator, Inline, InlineType, Request, ScriptType,
    SourceOutcome, Verdict,
};
use stockade::{Attempt, PolicyList};
use url::Url;

use crate::case::{Attempted, Case};
use crate::generate;

proptest! {
    #[test]
    fn nothing_panics_and_everything_fits_together(
        header in hostile_header(),
        report_only in hostile_header(),
        text in hostile_text(),
        url in hostile_url(),
    ) {
        let mut policies = PolicyList::default();
        policies.push_header(header, Disposition::Enforce);
        policies.push_header(report_only, Disposition::Report);
        policies.push_meta(&text);
        let document = Document::new(url.clone());
        let urls = [url.clone()];
        let ancestors = [Some(url.clone()), None];
        for attempt in every_attempt(&text, &url, &urls, &ancestors) {
            check_consistency(policies.verdict(&attempt, &document), &attempt);
        }
        let _ = policies.sandbox();
        let _ = policies.blocks_injected_scripts(&document);
    }
}

proptest! {
    #![proptest_config(crate::config())]

    #[test]
    fn verdicts_of_ordinary_policies_fit_together(case in generate::case()) {
        case.ask(&[(&case.policy, Disposition::Enforce)], check_consistency);
    }

    #[test]
    fn another_enforced_policy_never_allows_more(case in generate::case(), other in generate::policy()) {
        let alone = case.blocked_by(&[(&case.policy, Disposition::Enforce)]);
        let both = case.blocked_by(&[
            (&case.policy, Disposition::Enforce),
            (&other, Disposition::Enforce),
        ]);
        prop_assert!(both || !alone);
    }

    #[test]
    fn a_report_only_policy_reports_what_an_enforced_one_blocks_and_blocks_nothing(
        case in generate::case(),
    ) {
        // Images of secure pages are upgraded for enforced policies only.
        prop_assume!(case.load().is_none_or(|load| load.destination != Destination::Image));
        let enforced = case.blocked_by(&[(&case.policy, Disposition::Enforce)]);
        case.ask(&[(&case.policy, Disposition::Report)], |verdict, _| {
            assert!(!verdict.is_blocked());
            assert_eq!(verdict.violations().count() > 0, enforced);
        });
    }

    #[test]
    fn the_order_of_a_list_decides_nothing(case in generate::case()) {
        let reversed: Vec<String> = case
            .policy
            .split("; ")
            .map(|directive| {
                let (name, values) = directive.split_once(' ').unwrap_or((directive, ""));
                let values: Vec<&str> = values.split(' ').rev().collect();
                format!("{name} {}", values.join(" "))
            })
            .collect();
        prop_assert_eq!(case.is_blocked(), case.with_policy(&reversed.join("; ")).is_blocked());
    }

    #[test]
    fn a_policy_that_says_everything_twice_says_the_same(case in generate::case()) {
        let twice: Vec<String> = case
            .policy
            .split("; ")
            .map(|directive| {
                let values = directive.split_once(' ').map_or("", |(_, values)| values);
                format!("{directive} {values}")
            })
            .collect();
        let again = format!("{}; {}", twice.join("; "), case.policy);
        prop_assert_eq!(case.is_blocked(), case.with_policy(&again).is_blocked());
    }

    #[test]
    fn capitals_make_no_difference_but_in_nonces_hashes_and_paths(case in generate::case()) {
        let shouted: Vec<String> = case.policy.split(' ').map(shout).collect();
        prop_assert_eq!(case.is_blocked(), case.with_policy(&shouted.join(" ")).is_blocked());
    }

    #[test]
    fn a_path_means_the_same_in_percent_signs(case in generate::case()) {
        let mut spelled = case.clone();
        if let Attempted::Load(load) = &mut spelled.attempted {
            let path: String = load
                .url
                .path()
                .chars()
                .map(|c| match c {
                    'a'..='z' => format!("%{:02x}", u32::from(c)),
                    c => c.to_string(),
                })
                .collect();
            if load.url.has_host() {
                load.url.set_path(&path);
            }
        }
        prop_assert_eq!(case.is_blocked(), spelled.is_blocked());
    }

    #[test]
    fn a_redirect_never_helps(case in generate::case()) {
        if let Some(load) = case.load() {
            let mut direct = case.clone();
            let mut load = load.clone();
            load.redirect = None;
            direct.attempted = Attempted::Load(load);
            prop_assert!(case.is_blocked() || !direct.is_blocked());
        }
    }

    #[test]
    fn another_address_in_a_list_never_blocks_more(
        case in generate::case(),
        address in prop::sample::select(vec!["https:", "a.example", "*", "'self'", "data:"]),
    ) {
        let more: Vec<String> = case
            .policy
            .split("; ")
            .map(|directive| format!("{directive} {address}"))
            .collect();
        prop_assert!(case.is_blocked() || !case.with_policy(&more.join("; ")).is_blocked());
    }
}

/// Everything that a verdict says about itself.
fn check_consistency(verdict: Verdict<'_>, attempt: &Attempt<'_>) {
    let mut violated = 0;
    let mut blocked = false;
    for policy in verdict.policies() {
        assert_eq!(policy.is_violated(), policy.reason().is_blocked());
        assert_eq!(policy.is_violated(), policy.violation().is_some());
        violated += usize::from(policy.is_violated());
        blocked |= policy.is_violated() && policy.is_enforced();

        let chain: Vec<_> = policy.chain().collect();
        assert_eq!(chain.first().copied(), policy.effective_directive());
        let is_prefetch = matches!(attempt, Attempt::Request(request)
            if request.initiator == Initiator::Prefetch);
        if let Some(directive) = policy.directive()
            && !is_prefetch
        {
            assert_eq!(chain.last().copied(), directive.known_name());
            assert_eq!(directive.ignored(), None);
        }

        let matching: Vec<_> = policy
            .sources()
            .filter(|source| source.outcome == SourceOutcome::Matches)
            .map(|source| source.value.span())
            .collect();
        if policy.is_violated() {
            assert!(matching.is_empty(), "{policy}: {:?}", policy.policy());
        } else if let Some(source) = policy.source() {
            assert!(matching.contains(&source.span()), "{policy}");
        }

        let text = policy.to_string();
        assert!(text.lines().count() <= 2, "{text}");
        let words = ["allowed", "blocked", "reported"];
        assert!(words.iter().any(|word| text.starts_with(word)), "{text}");
    }
    assert_eq!(verdict.violations().count(), violated);
    assert_eq!(verdict.is_blocked(), blocked);
    for violation in verdict.violations() {
        assert!(violation.sample.encode_utf16().count() <= 40 || violation.sample.contains('|'));
        assert!(!violation.blocked_url.contains('#'));
    }
}

impl Case {
    fn with_policy(&self, policy: &str) -> Self {
        Self {
            policy: policy.to_owned(),
            ..self.clone()
        }
    }

    fn blocked_by(&self, headers: &[(&str, Disposition)]) -> bool {
        let mut blocked = false;
        self.ask(headers, |verdict, _| blocked = verdict.is_blocked());
        blocked
    }
}

/// Written in capitals, where that means the same.
fn shout(word: &str) -> String {
    let lower = word.to_ascii_lowercase();
    if lower.starts_with("'nonce-") || lower.starts_with("'sha") {
        return word.to_owned();
    }
    let host_start = word.find("://").map_or(0, |at| at + 3);
    match word[host_start..].find('/') {
        Some(at) => {
            let (origin, path) = word.split_at(host_start + at);
            origin.to_ascii_uppercase() + path
        }
        None => word.to_ascii_uppercase(),
    }
}

fn hostile_header() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        vec(any::<u8>(), 0..120),
        vec(generate::policy(), 0..4).prop_map(|policies| policies.join(",").into_bytes()),
        (generate::policy(), vec(any::<u8>(), 0..20)).prop_map(|(policy, noise)| {
            let mut header = policy.into_bytes();
            let at = header.len() / 2;
            header.splice(at..at, noise);
            header
        }),
    ]
}

fn hostile_text() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,60}",
        "javascript:[ -~]{0,20}(%[0-9a-fA-F]{2}){0,4}",
        "[\u{10000}-\u{10010}a \t]{30,50}",
        generate::policy(),
    ]
}

fn hostile_url() -> impl Strategy<Value = Url> {
    prop_oneof![
        generate::url(),
        "(https?|wss?|data|blob|ftp|custom|about|file):(//)?[ -~]{0,30}",
    ]
    .prop_filter_map("an address", |text| Url::parse(&text).ok())
}

fn every_attempt<'a>(
    text: &'a str,
    url: &'a Url,
    urls: &'a [Url],
    ancestors: &'a [Option<Url>],
) -> Vec<Attempt<'a>> {
    let nonce = ElementNonce::new(text).on_element("script", [("x", text)], false);
    let mut attempts = vec![
        Attempt::Eval {
            source: text,
            trusted: false,
        },
        Attempt::Eval {
            source: text,
            trusted: true,
        },
        Attempt::Wasm,
        Attempt::Cssom,
        Attempt::Webrtc,
        Attempt::BaseUri(url),
        Attempt::FormAction {
            url,
            redirects: urls,
        },
        Attempt::FrameAncestors(ancestors),
        Attempt::TrustedTypesPolicy {
            name: text,
            created: &["abc"],
        },
        Attempt::TrustedTypesSink {
            sink: text,
            sample: text,
        },
    ];
    for inline_type in [
        InlineType::Script,
        InlineType::ScriptAttribute,
        InlineType::Style,
        InlineType::StyleAttribute,
        InlineType::Navigation,
    ] {
        let inline = Inline::new(inline_type, text).with_nonce(nonce);
        attempts.push(Attempt::Inline(inline));
        attempts.push(Attempt::Inline(
            inline.with_script_type(ScriptType::SpeculationRules),
        ));
    }
    for destination in Destination::names().filter_map(Destination::parse) {
        let request = Request::new(url, destination)
            .with_nonce(nonce)
            .with_integrity(text);
        attempts.push(Attempt::Request(request));
        attempts.push(Attempt::Request(request.with_redirects(urls)));
        attempts.push(Attempt::Request(
            request.with_initiator(Initiator::Prefetch),
        ));
        attempts.push(Attempt::Request(request.with_initiator(Initiator::Preload)));
    }
    let hashes = Destination::WebTransport { hashes: true };
    attempts.push(Attempt::Request(Request::new(url, hashes)));
    attempts
}
