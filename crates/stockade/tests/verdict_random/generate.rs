//! Cases.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use stockade::Policy;
use stockade::policy::{Directive, SourceExpression};
use stockade::verdict::{Destination, Initiator, InlineType, ParserMetadata};
use url::Url;

use crate::case::{Attempted, Case, Load};

const NAMES: &str = "
    default-src script-src script-src-elem script-src-attr style-src style-src-elem
    style-src-attr img-src font-src connect-src frame-src child-src worker-src object-src
    manifest-src media-src base-uri Script-Src
";

const VALUES: &str = "
    'self' 'none' * https: http: ws: wss: data: blob: 'unsafe-inline' 'unsafe-eval'
    'wasm-unsafe-eval' 'strict-dynamic' 'Strict-Dynamic' 'unsafe-hashes' 'nonce-abc'
    'nonce-def' 'NONCE-abc' 'nonce-' 'nonce-a===' 'report-sample'
    'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='
    'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF-pI='
    'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI'
    'SHA256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk='
    'sha384-HT2E9NfWiuQ/w1PRai+hTyqW16NIoCGA/m8VQDUopfAtcz6YQjtsMmQd5uRbVDpW' 'wasm-eval'
    a.example A.EXAMPLE *.a.example https://a.example http://a.example ws://a.example
    wss://a.example:* a.example:80 a.example:443 a.example:8000 http://a.example:80
    http://a.example:443 http://a.example:8000 https://a.example:* *:* *:80 https://*
    a.example/lib/ a.example/lib/x.js a.example/lib%2Fx.js a.example/%6cib/ a.example/lib//x.js
    a.example/x?q site.example *.example 127.0.0.1 1.2.3.4 1.2.3.4:8000 a_b https:// [::1]
";

const URLS: &str = "
    https://a.example/ http://a.example/ https://a.example/lib/x.js
    https://a.example/lib%2Fx.js https://a.example/lib//x.js https://a.example/x?q
    https://a.example:8000/ http://a.example:8000/lib/x.js http://a.example:443/
    https://a.example:80/ https://b.a.example/ https://A.EXAMPLE/LIB/x.js ws://a.example/
    wss://a.example/ wss://site.example/ ws://site.example:8000/ https://site.example/
    http://site.example/ https://site.example:8000/ http://site.example:8000/
    https://127.0.0.1/ https://1.2.3.4:8000/ http://1.2.3.4/ https://[::1]/
    https://1.2.3.4.example/ data:text/javascript,1 blob:https://site.example/1
    ftp://a.example/ about:blank custom://a.example/
";

const PAGES: &str = "
    https://site.example/ http://site.example/ http://site.example:8000/
    https://site.example:8000/ https://127.0.0.1/
";

const DESTINATIONS: &str = "
    image font script script script style iframe worker serviceworker object manifest video
    websocket xslt audioworklet report json
";

const INTEGRITY: &[&str] = &[
    "",
    "sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=",
    "sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF-pI=",
    "SHA256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=",
    "sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI= sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk=",
];

const NONCES: &[&str] = &["", "", "abc", "def", "ABC", " abc"];

const INLINE: &[(InlineType, &str)] = &[
    (InlineType::Script, "alert(1)"),
    (InlineType::Script, "alert(2)"),
    (InlineType::ScriptAttribute, "alert(1)"),
    (InlineType::Style, "a{}"),
    (InlineType::StyleAttribute, "a{}"),
    (InlineType::Navigation, "javascript:alert(1)"),
];

fn word_of(words: &'static str) -> impl Strategy<Value = &'static str> {
    select(words.split_whitespace().collect::<Vec<_>>())
}

pub(crate) fn url() -> impl Strategy<Value = String> {
    word_of(URLS).prop_map(str::to_owned)
}

pub(crate) fn case() -> impl Strategy<Value = Case> {
    (policy(), word_of(PAGES), attempted())
        .prop_map(|(policy, page, attempted)| Case::new(&policy, page, attempted))
}

/// A policy of one directive that is asked often, and some others.
pub(crate) fn policy() -> impl Strategy<Value = String> {
    let directive = (word_of(NAMES), vec(word_of(VALUES), 0..5))
        .prop_map(|(name, values)| format!("{name} {}", values.join(" ")));
    vec(directive, 1..5).prop_map(|directives| directives.join("; "))
}

fn attempted() -> impl Strategy<Value = Attempted> {
    prop_oneof![
        8 => load().prop_map(Attempted::Load),
        4 => (select(INLINE), select(NONCES)).prop_map(|((inline_type, source), nonce)| {
            Attempted::Inline { inline_type, source: source.to_owned(), nonce: nonce.to_owned() }
        }),
        1 => Just(Attempted::Eval),
        1 => Just(Attempted::Wasm),
        1 => word_of(URLS).prop_map(|url| Attempted::BaseUri(Url::parse(url).unwrap())),
    ]
}

fn load() -> impl Strategy<Value = Load> {
    const INITIATORS: &[Initiator] = &[
        Initiator::Other,
        Initiator::Other,
        Initiator::Other,
        Initiator::Preload,
        Initiator::Prefetch,
    ];
    const METADATA: &[ParserMetadata] = &[
        ParserMetadata::ParserInserted,
        ParserMetadata::NotParserInserted,
        ParserMetadata::Empty,
    ];
    (
        (
            word_of(URLS),
            option::weighted(0.2, word_of(URLS)),
            word_of(DESTINATIONS).prop_map(|name| Destination::parse(name).unwrap()),
        ),
        (
            select(NONCES),
            select(INTEGRITY),
            select(INITIATORS),
            select(METADATA),
        ),
    )
        .prop_map(
            |((url, redirect, destination), (nonce, integrity, initiator, metadata))| {
                let mut load = Load::new(url, destination);
                load.redirect = redirect.map(|url| Url::parse(url).unwrap());
                nonce.clone_into(&mut load.nonce);
                integrity.clone_into(&mut load.integrity);
                load.initiator = initiator;
                if destination.is_script_like() {
                    load.parser_metadata = metadata;
                }
                load
            },
        )
}

/// Real policies, each with what it names, the neighbours of that, and strangers.
pub(crate) fn real_cases() -> impl Iterator<Item = Case> {
    include_str!("../data/policies-real.jsonl")
        .lines()
        .flat_map(|line| {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            let policy = record["policy"].as_str().unwrap().to_owned();
            attempts_on(&policy)
                .into_iter()
                .map(move |attempted| Case::new(&policy, "https://site.example/", attempted))
        })
}

fn attempts_on(text: &str) -> Vec<Attempted> {
    let mut attempts = vec![Attempted::Eval, Attempted::Wasm];
    attempts.extend(
        INLINE
            .iter()
            .map(|&(inline_type, source)| Attempted::Inline {
                inline_type,
                source: source.to_owned(),
                nonce: String::new(),
            }),
    );
    let own = addresses_in(text);
    let strangers = [
        "https://stranger.example/x",
        "https://site.example/x",
        "data:,x",
    ];
    let destinations = [
        Destination::Script,
        Destination::Image,
        Destination::Style,
        Destination::Fetch,
        Destination::Iframe,
        Destination::Font,
    ];
    for (index, url) in own.iter().map(String::as_str).chain(strangers).enumerate() {
        for skip in [0, 3] {
            let destination = destinations[(index + skip) % destinations.len()];
            attempts.push(Attempted::Load(Load::new(url, destination)));
        }
        attempts.push(Attempted::BaseUri(Url::parse(url).unwrap()));
    }
    attempts
}

/// An address that each of some host-sources covers, and one that it nearly covers.
fn addresses_in(text: &str) -> Vec<String> {
    let policy = Policy::parse(text);
    let hosts: Vec<_> = policy
        .directives()
        .flat_map(Directive::sources)
        .filter_map(|source| match source {
            SourceExpression::Host(host) => Some(host),
            _ => None,
        })
        .collect();
    let step = (hosts.len() / 4).max(1);
    let mut addresses = Vec::new();
    for host in hosts.iter().step_by(step) {
        let name = policy.text(host.host).replace('*', "any");
        let scheme = host.scheme.map_or("https", |scheme| policy.text(scheme));
        let path = host.path.map_or("/", |path| policy.text(path));
        addresses.push(format!("{scheme}://{name}{path}"));
        addresses.push(format!("https://{name}/x.js"));
        addresses.push(format!("http://x{name}:81{path}"));
    }
    addresses.retain(|address| Url::parse(address).is_ok());
    addresses
}
