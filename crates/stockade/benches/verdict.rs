//! Verdicts, beside Servo's engine. `cargo bench -p stockade --bench verdict`.
//!
//! Both get policies, addresses and requests that are parsed already, and are asked one question.

#![allow(clippy::unwrap_used, reason = "a panic is how a benchmark fails")]

use divan::{Bencher, black_box};
use stockade::verdict::{Destination, Document, ElementNonce, Inline, InlineType, Request};
use stockade::{Attempt, PolicyList};
use url::Url;

fn main() {
    check_answers();
    divan::main();
}

const PAGE: &str = "https://shop.example/cart";

/// Near the median of real policies: 800 bytes, seven lists of hosts.
const TYPICAL: &str = "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' \
    https://www.google-analytics.com https://ssl.google-analytics.com \
    https://www.googletagmanager.com https://connect.facebook.net https://js.stripe.com \
    https://cdn.shop.example https://*.hotjar.com https://static.zdassets.com; \
    style-src 'self' 'unsafe-inline' https://fonts.googleapis.com https://cdn.shop.example; \
    img-src 'self' data: https://www.google-analytics.com https://www.facebook.com \
    https://*.cloudfront.net https://images.shop.example; \
    font-src 'self' data: https://fonts.gstatic.com; \
    connect-src 'self' https://api.shop.example wss://live.shop.example \
    https://www.google-analytics.com https://*.hotjar.com https://ekr.zdassets.com; \
    frame-src https://js.stripe.com https://www.youtube.com; object-src 'none'; \
    base-uri 'self'; form-action 'self'; frame-ancestors 'none'; report-uri /csp";

const STRICT: &str = "default-src 'self'; \
    script-src 'nonce-MTIzNDU2Nzg5MDEyMzQ1Ng' 'strict-dynamic'; \
    style-src 'self' 'nonce-MTIzNDU2Nzg5MDEyMzQ1Ng'; img-src 'self' data: https://images.example; \
    connect-src 'self' https://api.example; object-src 'none'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'";

/// What is asked: a policy, a destination, an address, and whether it is blocked.
const REQUESTS: &[(&str, &str, Destination, &str, bool)] = &[
    (
        "typical, first source",
        TYPICAL,
        Destination::Fetch,
        "https://shop.example/api/cart",
        false,
    ),
    (
        "typical, last source",
        TYPICAL,
        Destination::Fetch,
        "https://ekr.zdassets.com/compose",
        false,
    ),
    (
        "typical, blocked",
        TYPICAL,
        Destination::Fetch,
        "https://evil.example/collect?data",
        true,
    ),
    (
        "typical, script blocked",
        TYPICAL,
        Destination::Script,
        "https://evil.example/x.js",
        true,
    ),
    (
        "strict, first source",
        STRICT,
        Destination::Image,
        "https://shop.example/logo.png",
        false,
    ),
    (
        "strict, last source",
        STRICT,
        Destination::Image,
        "https://images.example/a.jpg",
        false,
    ),
    (
        "strict, blocked",
        STRICT,
        Destination::Image,
        "https://evil.example/a.gif",
        true,
    ),
];

const NONCE: &str = "MTIzNDU2Nzg5MDEyMzQ1Ng";

/// 4 KiB of script, allowed by its hash.
fn script() -> String {
    "document.title += '.';\n"
        .chars()
        .cycle()
        .take(4096)
        .collect()
}

fn hash_policy() -> String {
    let hash = stockade::policy::HashAlgorithm::Sha256.source(&script());
    format!("default-src 'self'; script-src 'self' {hash}; object-src 'none'")
}

fn names() -> impl Iterator<Item = &'static str> {
    REQUESTS.iter().map(|(name, ..)| *name)
}

mod ours {
    use super::{Attempt, Document, PAGE, PolicyList, Url};

    pub(crate) struct Question {
        policies: PolicyList,
        document: Document,
    }

    impl Question {
        pub(crate) fn new(policy: &str) -> Self {
            Self {
                policies: PolicyList::from_headers([("Content-Security-Policy", policy)]),
                document: Document::new(Url::parse(PAGE).unwrap()),
            }
        }

        pub(crate) fn is_blocked(&self, attempt: &Attempt<'_>) -> bool {
            self.policies.verdict(attempt, &self.document).is_blocked()
        }
    }
}

mod theirs {
    use super::{Destination, PAGE, Url};
    use content_security_policy as servo;
    use servo::{CheckResult, CspList, Element, InlineCheckType, PolicyDisposition, PolicySource};

    pub(crate) struct Question {
        list: CspList,
    }

    impl Question {
        pub(crate) fn new(policy: &str) -> Self {
            Self {
                list: CspList::parse(policy, PolicySource::Header, PolicyDisposition::Enforce),
            }
        }

        pub(crate) fn blocks_request(&self, request: &servo::Request) -> bool {
            self.list.should_request_be_blocked(request).0 == CheckResult::Blocked
        }

        pub(crate) fn blocks_inline(&self, element: &Element<'_>, source: &str) -> bool {
            self.list
                .should_elements_inline_type_behavior_be_blocked(
                    element,
                    InlineCheckType::Script,
                    source,
                )
                .0
                == CheckResult::Blocked
        }

        pub(crate) fn blocks_eval(&self) -> bool {
            self.list.is_js_evaluation_allowed("1").0 == CheckResult::Blocked
        }
    }

    pub(crate) fn request(url: &str, destination: Destination, nonce: &str) -> servo::Request {
        let url = Url::parse(url).unwrap();
        servo::Request {
            current_url: url.clone(),
            url,
            origin: Url::parse(PAGE).unwrap().origin(),
            redirect_count: 0,
            destination: destination
                .as_str()
                .parse()
                .unwrap_or(servo::Destination::None),
            initiator: servo::Initiator::None,
            nonce: nonce.to_owned(),
            integrity_metadata: String::new(),
            parser_metadata: servo::ParserMetadata::ParserInserted,
        }
    }
}

/// A benchmark of wrong answers is worth nothing.
fn check_answers() {
    for &(name, policy, destination, url, blocked) in REQUESTS {
        let parsed = Url::parse(url).unwrap();
        let attempt = Attempt::Request(Request::new(&parsed, destination));
        assert_eq!(
            ours::Question::new(policy).is_blocked(&attempt),
            blocked,
            "{name}"
        );
        let request = theirs::request(url, destination, "");
        assert_eq!(
            theirs::Question::new(policy).blocks_request(&request),
            blocked,
            "{name}"
        );
    }
}

#[divan::bench_group]
mod request {
    use super::{
        Attempt, Bencher, Destination, REQUESTS, Request, Url, black_box, names, ours, theirs,
    };

    fn find(name: &str) -> (&'static str, Destination, &'static str) {
        let found = REQUESTS.iter().find(|request| request.0 == name).unwrap();
        (found.1, found.2, found.3)
    }

    #[divan::bench(args = names())]
    fn stockade(bencher: Bencher<'_, '_>, name: &str) {
        let (policy, destination, url) = find(name);
        let question = ours::Question::new(policy);
        let url = Url::parse(url).unwrap();
        bencher.bench(|| {
            let attempt = Attempt::Request(Request::new(black_box(&url), destination));
            black_box(&question).is_blocked(&attempt)
        });
    }

    #[divan::bench(args = names())]
    fn content_security_policy(bencher: Bencher<'_, '_>, name: &str) {
        let (policy, destination, url) = find(name);
        let question = theirs::Question::new(policy);
        let request = theirs::request(url, destination, "");
        bencher.bench(|| black_box(&question).blocks_request(black_box(&request)));
    }
}

#[divan::bench_group]
mod nonce_of_external_script {
    use super::{
        Attempt, Bencher, Destination, ElementNonce, NONCE, Request, STRICT, Url, black_box, ours,
        theirs,
    };

    const SCRIPT: &str = "https://cdn.example/a.js";

    #[divan::bench]
    fn stockade(bencher: Bencher<'_, '_>) {
        let question = ours::Question::new(STRICT);
        let url = Url::parse(SCRIPT).unwrap();
        bencher.bench(|| {
            let request = Request::new(black_box(&url), Destination::Script)
                .with_nonce(ElementNonce::new(black_box(NONCE)));
            black_box(&question).is_blocked(&Attempt::Request(request))
        });
    }

    #[divan::bench]
    fn content_security_policy(bencher: Bencher<'_, '_>) {
        let question = theirs::Question::new(STRICT);
        let request = theirs::request(SCRIPT, Destination::Script, NONCE);
        bencher.bench(|| black_box(&question).blocks_request(black_box(&request)));
    }
}

#[divan::bench_group]
mod nonce_of_inline_script {
    use super::{
        Attempt, Bencher, ElementNonce, Inline, InlineType, NONCE, STRICT, black_box, ours, theirs,
    };

    #[divan::bench]
    fn stockade(bencher: Bencher<'_, '_>) {
        let question = ours::Question::new(STRICT);
        bencher.bench(|| {
            let inline = Inline::new(InlineType::Script, black_box("start()"))
                .with_nonce(ElementNonce::new(black_box(NONCE)));
            black_box(&question).is_blocked(&Attempt::Inline(inline))
        });
    }

    #[divan::bench]
    fn content_security_policy(bencher: Bencher<'_, '_>) {
        let question = theirs::Question::new(STRICT);
        let element = content_security_policy::Element {
            nonce: Some(NONCE.into()),
        };
        bencher.bench(|| black_box(&question).blocks_inline(black_box(&element), "start()"));
    }
}

#[divan::bench_group]
mod hash_of_4_kib {
    use super::{
        Attempt, Bencher, Inline, InlineType, black_box, hash_policy, ours, script, theirs,
    };

    #[divan::bench]
    fn stockade(bencher: Bencher<'_, '_>) {
        let (question, script) = (ours::Question::new(&hash_policy()), script());
        bencher.bench(|| {
            let inline = Inline::new(InlineType::Script, black_box(&script));
            black_box(&question).is_blocked(&Attempt::Inline(inline))
        });
    }

    #[divan::bench]
    fn content_security_policy(bencher: Bencher<'_, '_>) {
        let (question, script) = (theirs::Question::new(&hash_policy()), script());
        let element = content_security_policy::Element { nonce: None };
        bencher.bench(|| black_box(&question).blocks_inline(&element, black_box(&script)));
    }
}

#[divan::bench_group]
mod eval {
    use super::{Attempt, Bencher, TYPICAL, black_box, ours, theirs};

    #[divan::bench]
    fn stockade(bencher: Bencher<'_, '_>) {
        let question = ours::Question::new(TYPICAL);
        bencher.bench(|| {
            let attempt = Attempt::Eval {
                source: black_box("1"),
                trusted: false,
            };
            black_box(&question).is_blocked(&attempt)
        });
    }

    #[divan::bench]
    fn content_security_policy(bencher: Bencher<'_, '_>) {
        let question = theirs::Question::new(TYPICAL);
        bencher.bench(|| black_box(&question).blocks_eval());
    }
}
