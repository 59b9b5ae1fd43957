//! What holds for every page, however broken.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use proptest::prelude::*;
use stockade::{Document, PolicyList};
use stockade_markup::page::{Preflight, Preflighter};
use url::Url;

/// Pieces of markup that mean something to the scan.
const PIECES: [&str; 60] = [
    "<script>",
    "</script>",
    "<script src=a.js>",
    "<script nonce=n x='<script'>",
    "<style>",
    "</style>",
    "<style nonce=n>",
    "@import 'a.css';",
    "@font-face{src:url(a.woff)}",
    "p{background:url(\"a.png\")}",
    "image-set('a.png' 1x)",
    "url(",
    "\\75rl(a)",
    "{",
    "}",
    "(",
    "<svg>",
    "</svg>",
    "<math>",
    "</math>",
    "<![CDATA[",
    "]]>",
    "<a xlink:href=javascript:a>",
    "<img src=a.png srcset='b.png, c.png 2x'>",
    "<picture>",
    "</picture>",
    "<source srcset=d>",
    "<video poster=e>",
    "</video>",
    "<source src=f.mp4>",
    "<track default src=g>",
    "<iframe srcdoc=\"",
    "<iframe srcdoc='&lt;img src=h&gt;'>",
    "&quot;",
    "&#39;",
    "&amp;",
    "\"",
    "'",
    ">",
    "<",
    " ",
    "\r\n",
    "\n",
    "\u{0}",
    "é",
    "text",
    "<template>",
    "</template>",
    "<noscript>",
    "</noscript>",
    "<head>",
    "</head>",
    "<body onload=a>",
    "<table>",
    "<td background=i>",
    "<frameset>",
    "<meta http-equiv=Content-Security-Policy content=\"img-src 'none'\">",
    "<base href=/j/>",
    "<form action=k>",
    "<p onclick=l style='color:red'>",
];

fn soup() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => proptest::sample::select(PIECES.to_vec()).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..4),
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn preflight(pieces: &[&[u8]], policy: &str) -> Preflight {
    let policies = PolicyList::from_headers([("Content-Security-Policy", policy)]);
    let document = Document::new(Url::parse("https://shop.example/").unwrap());
    let mut preflighter =
        Preflighter::new(&policies, &document).with_content_type("text/html; charset=utf-8");
    for piece in pieces {
        preflighter.write(piece);
    }
    preflighter.end()
}

const POLICIES: [&str; 4] = [
    "default-src 'none'; base-uri 'none'; form-action 'none'",
    "script-src 'nonce-n'; style-src 'nonce-n'; img-src https://other.example",
    "default-src *; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src 'none'; sandbox",
    "font-src 'none'",
];

proptest! {
    /// No page makes it panic, and every violation has a place in the page.
    #[test]
    fn any_bytes_can_be_read(
        page in prop_oneof![soup(), proptest::collection::vec(any::<u8>(), 0..200)],
        policy in proptest::sample::select(POLICIES.to_vec()),
    ) {
        let found = preflight(&[&page], policy);
        for predicted in &found.violations {
            prop_assert!(predicted.span.range().end <= page.len());
            let before = &page[..predicted.span.range().start];
            let lines = before.split(|&byte| byte == b'\n').count();
            prop_assert_eq!(predicted.line as usize, lines);
            let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
            prop_assert_eq!(predicted.column as usize, before.len() - line_start + 1);
        }
    }

    /// A page that arrives in pieces is read like one that arrives at once.
    #[test]
    fn pieces_make_no_difference(
        page in soup(),
        cuts in proptest::collection::vec(any::<proptest::sample::Index>(), 0..6),
        filler in prop_oneof![Just(0_usize), Just(70_000)],
        policy in proptest::sample::select(POLICIES.to_vec()),
    ) {
        // Long enough for what was read to go out of view.
        let page = [page.clone(), vec![b' '; filler], page].concat();
        let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(page.len() + 1)).collect();
        cuts.sort_unstable();
        let mut pieces = Vec::new();
        let mut start = 0;
        for cut in cuts {
            pieces.push(&page[start..cut]);
            start = cut;
        }
        pieces.push(&page[start..]);
        prop_assert_eq!(preflight(&pieces, policy), preflight(&[&page], policy));
    }
}
