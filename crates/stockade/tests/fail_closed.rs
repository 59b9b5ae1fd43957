//! Leaving out an unused nonce never allows more than sending it.
//!
//! Every combination of a few values in script, style and default lists is built, and Servo's
//! engine is asked what each header allows. What the header without the nonce allows, the header
//! with a nonce that the page did not print must allow too.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use content_security_policy::{
    CheckResult, CspList, Destination, Element, Initiator, InlineCheckType, ParserMetadata,
    PolicyDisposition, PolicySource, Request, Url,
};
use stockade::policy::source;
use stockade::{CompiledPolicy, Nonce, PolicyBuilder};

/// Lists of every kind: with and without the nonce, with what a nonce switches off, with what it
/// leaves alone, and an absent one.
const LISTS: &[Option<&[&str]>] = &[
    None,
    Some(&[source::NONE]),
    Some(&[source::NONCE]),
    Some(&[source::NONCE, source::UNSAFE_INLINE]),
    Some(&[source::NONCE, source::UNSAFE_INLINE, "https:"]),
    Some(&[source::NONCE, source::STRICT_DYNAMIC]),
    Some(&[
        source::NONCE,
        source::STRICT_DYNAMIC,
        source::UNSAFE_INLINE,
        "https:",
    ]),
    Some(&[source::NONCE, source::UNSAFE_INLINE, source::UNSAFE_HASHES]),
    Some(&[source::NONCE, source::REPORT_SAMPLE, source::UNSAFE_EVAL]),
    Some(&[
        source::NONCE,
        source::UNSAFE_INLINE,
        "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='",
    ]),
    Some(&[source::SELF, source::UNSAFE_INLINE]),
    Some(&["https:"]),
];

const DIRECTIVES: [&str; 4] = ["default-src", "script-src", "style-src", "script-src-elem"];

#[test]
fn a_header_without_the_nonce_allows_nothing_that_the_nonce_keeps_out() {
    let nonce = Nonce::generate().unwrap();
    let mut compared = 0;
    let mut allowed = 0;
    for combination in combinations() {
        let mut builder = PolicyBuilder::new().directive("base-uri", source::NONE);
        for (name, list) in DIRECTIVES.iter().zip(combination) {
            builder = builder.directive(*name, LISTS[list].map(<[&str]>::to_vec));
        }
        let policy = builder.build().unwrap().compile();
        if !policy.uses_nonce() {
            continue;
        }
        let (with, without) = (policy.render(Some(&nonce)), policy.render(None));
        let (list_with, list_without) = (parse(&with), parse(&without));
        for attempt in attempts() {
            let allowed_without = attempt.allowed(&list_without);
            compared += 1;
            allowed += usize::from(allowed_without);
            assert!(
                !allowed_without || attempt.allowed(&list_with),
                "{attempt:?} is allowed by\n  {without}\nbut not by\n  {with}"
            );
        }
    }
    assert!(compared > 100_000, "{compared}");
    assert!(allowed > 10_000, "{allowed}");
}

#[test]
fn no_directive_is_ever_left_out() {
    for combination in combinations() {
        let mut builder = PolicyBuilder::new().directive("base-uri", source::NONE);
        for (name, list) in DIRECTIVES.iter().zip(combination) {
            builder = builder.directive(*name, LISTS[list].map(<[&str]>::to_vec));
        }
        let policy: CompiledPolicy = builder.build().unwrap().compile();
        for (name, list) in DIRECTIVES.iter().zip(combination) {
            let directive = format!("; {name} ");
            assert_eq!(
                policy.without_nonce().contains(&directive),
                LISTS[list].is_some()
            );
            assert!(!policy.without_nonce().contains("nonce"), "{policy:?}");
        }
    }
}

fn parse(header: &str) -> CspList {
    CspList::parse(header, PolicySource::Header, PolicyDisposition::Enforce)
}

fn combinations() -> impl Iterator<Item = [usize; 4]> {
    let count = LISTS.len();
    (0..count.pow(4)).map(move |number| {
        [
            number,
            number / count,
            number / count.pow(2),
            number / count.pow(3),
        ]
        .map(|n| n % count)
    })
}

/// What a page might try, none of it carrying the nonce.
#[derive(Debug, Clone, Copy)]
enum Attempt {
    Inline(&'static str, Inline),
    Load(&'static str, Destination, ParserMetadata),
    Eval,
}

#[derive(Debug, Clone, Copy)]
enum Inline {
    Script,
    ScriptAttribute,
    Style,
    StyleAttribute,
}

fn attempts() -> impl Iterator<Item = Attempt> {
    use Destination as To;
    use ParserMetadata::{NotParserInserted, ParserInserted};
    [
        Attempt::Inline("alert(1)", Inline::Script),
        Attempt::Inline("alert(2)", Inline::Script),
        Attempt::Inline("alert(1)", Inline::ScriptAttribute),
        Attempt::Inline("alert(2)", Inline::ScriptAttribute),
        Attempt::Inline("alert(1)", Inline::Style),
        Attempt::Inline("a{}", Inline::Style),
        Attempt::Inline("alert(1)", Inline::StyleAttribute),
        Attempt::Inline("color:red", Inline::StyleAttribute),
        Attempt::Load("https://site.example/a", To::Script, ParserInserted),
        Attempt::Load("https://evil.example/a", To::Script, ParserInserted),
        Attempt::Load("https://evil.example/a", To::Script, NotParserInserted),
        Attempt::Load("https://evil.example/a", To::Style, ParserInserted),
        Attempt::Load("https://evil.example/a", To::Image, ParserInserted),
        Attempt::Load("data:text/javascript,1", To::Script, ParserInserted),
        Attempt::Eval,
    ]
    .into_iter()
}

impl Attempt {
    fn allowed(self, list: &CspList) -> bool {
        let result = match self {
            Self::Inline(text, kind) => {
                let kind = match kind {
                    Inline::Script => InlineCheckType::Script,
                    Inline::ScriptAttribute => InlineCheckType::ScriptAttribute,
                    Inline::Style => InlineCheckType::Style,
                    Inline::StyleAttribute => InlineCheckType::StyleAttribute,
                };
                let element = Element { nonce: None };
                list.should_elements_inline_type_behavior_be_blocked(&element, kind, text)
                    .0
            }
            Self::Load(url, destination, parser_metadata) => {
                let [url, site] =
                    [url, "https://site.example/"].map(|url| Url::parse(url).unwrap());
                let request = Request {
                    current_url: url.clone(),
                    url,
                    origin: site.origin(),
                    redirect_count: 0,
                    destination,
                    initiator: Initiator::None,
                    nonce: String::new(),
                    integrity_metadata: String::new(),
                    parser_metadata,
                };
                list.should_request_be_blocked(&request).0
            }
            Self::Eval => list.is_js_evaluation_allowed("1").0,
        };
        result == CheckResult::Allowed
    }
}
