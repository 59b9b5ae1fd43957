use stockade::policy::{Disposition, inspect};
use stockade::verdict::{
    Destination, Document, ElementNonce, Inline, InlineType, PolicyVerdict, Request, SourceOutcome,
};
use stockade::{Attempt, IntegrityPolicy, Policy, PolicyList};
use url::Url;

/// Reads the input as headers and as a meta element: nothing is lost, every place is one, and
/// verdicts fit together.
///
/// # Panics
///
/// Where one of that does not hold.
pub fn policy(input: &[u8]) {
    let policy = Policy::parse(input);
    assert_eq!(policy.as_bytes(), input);
    check_places(&policy);

    let mut policies = PolicyList::default();
    policies.push_header(input, Disposition::Enforce);
    assert_eq!(policies.lines()[0].as_bytes(), input);
    policies.push_header(input, Disposition::Report);
    let text = String::from_utf8_lossy(input);
    policies.push_meta(&text);

    for finding in inspect(&text, Some("abc"), Disposition::Enforce) {
        assert!(
            finding
                .span()
                .is_none_or(|span| text.get(span.range()).is_some())
        );
    }
    ask(&policies, &text);
    let _ = policies.sandbox();
    let _ = IntegrityPolicy::parse(input, Disposition::Enforce);
}

fn check_places(policy: &Policy) {
    let text = policy.line_text();
    let mut last = 0;
    for directive in policy.directives() {
        assert!(directive.span().start() >= last);
        assert_eq!(&text[directive.name_span().range()], directive.name());
        last = directive.name_span().end();
        for value in directive.values() {
            assert!(value.span().start() > last && !value.text().is_empty());
            assert_eq!(&text[value.span().range()], value.text());
            last = value.span().end();
        }
        assert_eq!(directive.span().end(), last);
    }
}

fn ask(policies: &PolicyList, text: &str) {
    let Ok(page) = Url::parse("https://site.example/page") else {
        return;
    };
    let Ok(other) = Url::parse("http://a.example:8080/lib/x.js?q") else {
        return;
    };
    let document = Document::new(page);
    let nonce = ElementNonce::new("abc");
    for attempt in [
        Attempt::Request(Request::new(&other, Destination::Script).with_integrity(text)),
        Attempt::Request(Request::new(&other, Destination::Style).with_nonce(nonce)),
        Attempt::Request(Request::new(&other, Destination::Worker)),
        Attempt::Request(Request::new(&other, Destination::WebSocket)),
        Attempt::Inline(Inline::new(InlineType::Script, text)),
        Attempt::Inline(Inline::new(InlineType::ScriptAttribute, "alert(1)")),
        Attempt::Inline(Inline::new(InlineType::Navigation, text)),
        Attempt::Inline(Inline::new(InlineType::StyleAttribute, text)),
        Attempt::Eval {
            source: text,
            trusted: false,
        },
        Attempt::Wasm,
        Attempt::Webrtc,
        Attempt::FormAction {
            url: &other,
            redirects: &[],
        },
        Attempt::FrameAncestors(&[Some(other.clone()), None]),
        Attempt::TrustedTypesPolicy {
            name: text,
            created: &["a"],
        },
        Attempt::TrustedTypesSink {
            sink: "Element innerHTML",
            sample: text,
        },
    ] {
        let verdict = policies.verdict(&attempt, &document);
        for policy in verdict.policies() {
            check_verdict(&policy);
        }
        let enforced = verdict.policies().filter(PolicyVerdict::is_enforced);
        assert_eq!(
            verdict.is_blocked(),
            enforced.into_iter().any(|policy| policy.is_violated())
        );
    }
}

fn check_verdict(policy: &PolicyVerdict<'_>) {
    let matches = policy
        .sources()
        .any(|source| source.outcome == SourceOutcome::Matches);
    assert!(!(policy.is_violated() && matches), "{policy}");
    assert!(
        policy.is_violated() || policy.source().is_none() || matches,
        "{policy}"
    );
    assert_eq!(policy.is_violated(), policy.violation().is_some());
    assert!(policy.to_string().lines().count() <= 2);
    if let Some(directive) = policy.directive() {
        assert_eq!(policy.chain().last(), directive.known_name());
    }
}
