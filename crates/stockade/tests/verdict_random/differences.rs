//! Where the engines are known to disagree, and who is right.
//!
//! Browsers are, and this engine sides with them; the other one follows the text of the
//! specification, or has a fault of its own.

use stockade::verdict::{Destination, Initiator, InlineType, ParserMetadata};

use crate::case::{Attempted, Case, Load};

pub(crate) struct Difference {
    pub(crate) name: &'static str,
    /// Why our answer is the right one.
    pub(crate) reason: &'static str,
    /// Whether it is us who block; `None` if it may be either.
    pub(crate) we_block: Option<bool>,
    /// Whether a case is of this kind.
    pub(crate) explains: fn(&Case) -> bool,
    /// A case of this kind.
    pub(crate) example: fn() -> Case,
}

const HTTPS: &str = "https://site.example/";
const HTTP: &str = "http://site.example/";

fn load(policy: &str, page: &str, url: &str, destination: Destination) -> Case {
    Case::new(policy, page, Attempted::Load(Load::new(url, destination)))
}

fn script_with(policy: &str, change: fn(&mut Load)) -> Case {
    let mut load = Load::new("https://a.example/", Destination::Script);
    change(&mut load);
    Case::new(policy, HTTPS, Attempted::Load(load))
}

fn inline(policy: &str, inline_type: InlineType, source: &str, nonce: &str) -> Case {
    Case::new(
        policy,
        HTTPS,
        Attempted::Inline {
            inline_type,
            source: source.to_owned(),
            nonce: nonce.to_owned(),
        },
    )
}

fn any_value(case: &Case, is: impl Fn(&str) -> bool) -> bool {
    case.values()
        .iter()
        .any(|value| is(&value.to_ascii_lowercase()))
}

fn any_url(case: &Case, is: impl Fn(&url::Url) -> bool) -> bool {
    case.urls().any(is)
}

/// Whether an expression names a port and a scheme that the address's is an upgrade of.
fn names_port_of_upgraded_scheme(case: &Case) -> bool {
    any_value(case, |value| {
        let (scheme, host) = value
            .split_once("://")
            .unwrap_or((case.page.scheme(), value));
        let is_upgrade = any_url(case, |url| {
            (scheme == "http" && url.scheme() == "https")
                || (scheme == "ws" && url.scheme() == "wss")
        });
        let port = host.split('/').next().and_then(|host| host.split_once(':'));
        is_upgrade && port.is_some_and(|(_, port)| port != "*")
    })
}

pub(crate) const KNOWN: &[Difference] = &[
    Difference {
        name: "'self' and more secure schemes",
        reason: "Servo compares the port of the address, which is absent where it is the default, \
                 with that of the origin, which never is",
        we_block: Some(false),
        explains: |case| {
            case.has("'self'")
                && any_url(case, |url| {
                    url.host() == case.page.host() && url.scheme() != case.page.scheme()
                })
        },
        example: || load("script-src 'self'", HTTP, HTTPS, Destination::Script),
    },
    Difference {
        name: "'strict-dynamic' in capitals",
        reason: "Servo compares it with case when it switches 'unsafe-inline' off",
        we_block: Some(true),
        explains: |case| {
            matches!(case.attempted, Attempted::Inline { .. })
                && case.has("'strict-dynamic'")
                && !case
                    .values()
                    .iter()
                    .any(|value| value == "'strict-dynamic'")
        },
        example: || {
            inline(
                "script-src 'Strict-Dynamic' 'unsafe-inline'",
                InlineType::Script,
                "alert(1)",
                "",
            )
        },
    },
    Difference {
        name: "ws: expressions and http: addresses",
        reason: "browsers compare the schemes of WebSockets as they are",
        we_block: Some(true),
        explains: |case| {
            any_value(case, |value| {
                value.starts_with("ws:") || value.starts_with("wss:")
            }) && any_url(case, |url| url.scheme().starts_with("http"))
        },
        example: || {
            load(
                "connect-src wss:",
                HTTPS,
                "https://a.example/",
                Destination::Fetch,
            )
        },
    },
    Difference {
        name: "the asterisk and WebSockets",
        reason: "in the text their addresses are http: ones by the time they are compared",
        we_block: Some(false),
        explains: |case| case.has("*") && any_url(case, |url| url.scheme().starts_with("ws")),
        example: || {
            load(
                "connect-src *",
                HTTPS,
                "wss://a.example/",
                Destination::WebSocket,
            )
        },
    },
    Difference {
        name: "the asterisk and FTP",
        reason: "neither the text nor browsers count it among the schemes of the network any more",
        we_block: Some(true),
        explains: |case| case.has("*") && any_url(case, |url| url.scheme() == "ftp"),
        example: || {
            load(
                "connect-src *",
                HTTPS,
                "ftp://a.example/",
                Destination::Fetch,
            )
        },
    },
    Difference {
        name: "ports when the scheme is upgraded",
        reason: "browsers let port 80 become 443 and no other one survive",
        we_block: None,
        explains: names_port_of_upgraded_scheme,
        example: || {
            load(
                "font-src http://a.example:80",
                HTTP,
                "https://a.example/",
                Destination::Font,
            )
        },
    },
    Difference {
        name: "hosts that are numbers",
        reason: "browsers compare them as they compare names",
        we_block: Some(false),
        explains: |case| {
            any_url(case, |url| {
                matches!(url.host(), Some(url::Host::Ipv4(_) | url::Host::Ipv6(_)))
            })
        },
        example: || {
            load(
                "font-src 1.2.3.4",
                HTTPS,
                "https://1.2.3.4/",
                Destination::Font,
            )
        },
    },
    Difference {
        name: "percent-encoded slashes",
        reason: "browsers decode the whole path before they compare",
        we_block: Some(false),
        explains: |case| {
            any_value(case, |value| value.contains("%2f"))
                || any_url(case, |url| url.path().to_ascii_lowercase().contains("%2f"))
        },
        example: || {
            load(
                "font-src a.example/a%2Fb",
                HTTPS,
                "https://a.example/a/b",
                Destination::Font,
            )
        },
    },
    Difference {
        name: "queries in expressions",
        reason: "browsers cut them off, the grammar refuses them",
        we_block: Some(false),
        explains: |case| any_value(case, |value| value.contains(['?', '#'])),
        example: || {
            load(
                "font-src a.example/x?q",
                HTTPS,
                "https://a.example/x",
                Destination::Font,
            )
        },
    },
    Difference {
        name: "padding and alphabet of digests",
        reason: "browsers compare the decoded bytes",
        we_block: Some(false),
        explains: |case| any_value(case, |value| value.starts_with("'sha")),
        example: || {
            inline(
                "script-src 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI'",
                InlineType::Script,
                "alert(1)",
                "",
            )
        },
    },
    Difference {
        name: "white space around nonces",
        reason: "browsers strip it",
        we_block: Some(false),
        explains: |case| match &case.attempted {
            Attempted::Load(load) => load.nonce.trim() != load.nonce,
            Attempted::Inline { nonce, .. } => nonce.trim() != nonce,
            _ => false,
        },
        example: || {
            inline(
                "script-src 'nonce-abc'",
                InlineType::Script,
                "alert(1)",
                " abc",
            )
        },
    },
    Difference {
        name: "the word nonce in capitals",
        reason: "the grammar is compared without regard to case; Servo passes over the nonce, which \
                 then matches nothing and switches nothing off",
        we_block: None,
        explains: |case| {
            case.values()
                .iter()
                .any(|value| value.starts_with("'NONCE-"))
        },
        example: || {
            inline(
                "script-src 'NONCE-abc'",
                InlineType::Script,
                "alert(1)",
                "abc",
            )
        },
    },
    Difference {
        name: "nonces with too much padding",
        reason: "the grammar allows two signs of it; Servo lets such a nonce switch 'unsafe-inline' off",
        we_block: Some(false),
        explains: |case| {
            any_value(case, |value| {
                value.starts_with("'nonce-") && value.ends_with("==='")
            })
        },
        example: || {
            inline(
                "script-src 'nonce-a===' 'unsafe-inline'",
                InlineType::Script,
                "alert(1)",
                "",
            )
        },
    },
    Difference {
        name: "'strict-dynamic' and styles",
        reason: "in default-src browsers let it switch 'unsafe-inline' off for styles too",
        we_block: Some(true),
        explains: |case| {
            matches!(
                case.attempted,
                Attempted::Inline {
                    inline_type: InlineType::Style | InlineType::StyleAttribute,
                    ..
                }
            ) && case.has("'strict-dynamic'")
        },
        example: || {
            inline(
                "default-src 'strict-dynamic' 'unsafe-inline'",
                InlineType::Style,
                "a{}",
                "",
            )
        },
    },
    Difference {
        name: "preloads under 'strict-dynamic'",
        reason: "browsers do not trust a preload that stands in the markup",
        we_block: Some(true),
        explains: |case| {
            case.has("'strict-dynamic'")
                && case.load().is_some_and(|load| {
                    load.initiator == Initiator::Preload
                        && load.parser_metadata == ParserMetadata::Empty
                })
        },
        example: || {
            script_with("script-src 'strict-dynamic'", |load| {
                load.initiator = Initiator::Preload;
                load.parser_metadata = ParserMetadata::Empty;
            })
        },
    },
    Difference {
        name: "workers under 'strict-dynamic'",
        reason: "browsers let it allow every worker, in whatever list decides",
        we_block: Some(false),
        explains: |case| {
            case.has("'strict-dynamic'")
                && case.load().is_some_and(|load| load.destination.is_worker())
        },
        example: || {
            load(
                "worker-src 'strict-dynamic'",
                HTTPS,
                "https://a.example/",
                Destination::Worker,
            )
        },
    },
    Difference {
        name: "prefetches",
        reason: "Servo asks each directive whether it blocks, and one that is not about fetching says \
                 that it does not",
        we_block: Some(true),
        explains: |case| {
            case.load()
                .is_some_and(|load| load.initiator == Initiator::Prefetch)
        },
        example: || {
            script_with("default-src 'none'", |load| {
                load.initiator = Initiator::Prefetch;
            })
        },
    },
    Difference {
        name: "style sheets for XML",
        reason: "Servo counts them as scripts; browsers compare their addresses only",
        we_block: None,
        explains: |case| {
            case.load()
                .is_some_and(|load| load.destination == Destination::Xslt)
        },
        example: || {
            load(
                "script-src 'strict-dynamic'",
                HTTPS,
                "https://a.example/",
                Destination::Xslt,
            )
        },
    },
    Difference {
        name: "frames that fetch nothing",
        reason: "about:blank is no request",
        we_block: Some(false),
        explains: |case| {
            case.load().is_some_and(|load| {
                load.destination == Destination::Iframe && load.url.scheme() == "about"
            })
        },
        example: || {
            load(
                "frame-src 'none'",
                HTTPS,
                "about:blank",
                Destination::Iframe,
            )
        },
    },
    Difference {
        name: "images of secure pages",
        reason: "browsers upgrade their addresses before they ask",
        we_block: Some(false),
        explains: |case| {
            case.page.scheme() == "https"
                && case
                    .load()
                    .is_some_and(|load| load.destination == Destination::Image)
                && any_url(case, |url| url.scheme() == "http")
        },
        example: || {
            load(
                "img-src https:",
                HTTPS,
                "http://a.example/",
                Destination::Image,
            )
        },
    },
    Difference {
        name: "insecure addresses",
        reason: "Servo knows neither upgrade-insecure-requests nor block-all-mixed-content",
        we_block: None,
        explains: |case| {
            let policy = case.policy.to_ascii_lowercase();
            (policy.contains("upgrade-insecure-requests")
                || policy.contains("block-all-mixed-content"))
                && any_url(case, |url| matches!(url.scheme(), "http" | "ws"))
        },
        example: || {
            let policy = "upgrade-insecure-requests; font-src https:";
            load(policy, HTTPS, "http://a.example/", Destination::Font)
        },
    },
    Difference {
        name: "the algorithm of an integrity attribute in capitals",
        reason: "the specification of the attribute compares it with case",
        we_block: Some(true),
        explains: |case| {
            case.load()
                .is_some_and(|load| load.integrity.contains("SHA"))
        },
        example: || {
            let policy = "script-src 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='";
            script_with(policy, |load| {
                "SHA256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI="
                    .clone_into(&mut load.integrity);
            })
        },
    },
    Difference {
        name: "directives that are dropped for their bytes",
        reason: "browsers count them before they drop them, and drop control bytes too",
        we_block: Some(false),
        explains: |case| {
            case.policy
                .bytes()
                .any(|byte| !(b' '..=b'~').contains(&byte))
        },
        example: || {
            load(
                "font-src é; font-src 'none'",
                HTTPS,
                "https://a.example/",
                Destination::Font,
            )
        },
    },
];
