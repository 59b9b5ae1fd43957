//! Whatever a page looks like, `stockade hash` changes nothing in it but its own element, and when
//! it says that nothing is blocked, nothing is.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::fs;

use proptest::prelude::*;
use support::{Outcome, stockade};

/// Pieces of pages, well-formed and not.
const PIECES: [&str; 40] = [
    "<!doctype html>",
    "<html lang=en>",
    "<html onclick='a()'>",
    "<head>",
    "<head data-a='>'>",
    "</head>",
    "<body onload='b()'>",
    "</body></html>",
    "<meta charset=utf-8>",
    "<meta http-equiv=content-type content='text/html; charset=windows-1252'>",
    "<meta http-equiv=Content-Security-Policy content=\"img-src 'self'\">",
    "<title>c</title>",
    "<title><script>not_a_script()</script></title>",
    "<base href=/d/>",
    "<base href=https://base.example/>",
    "<!-- <script>e()</script> -->",
    "<!-- no end",
    "<?xml version='1.0'?>",
    "<script>f('\u{fc}')</script>",
    "<script>\r\ng()\r</script>",
    "<script type=module>import 'h'</script>",
    "<script type=application/json>{}</script>",
    "<script src=i.js></script>",
    "<script src=https://cdn.example/j.js integrity=sha256-a></script>",
    "<script src=data:,k()></script>",
    "<script>no end",
    "<style>@import 'l.css'; p { background: url(m.png) }</style>",
    "<link rel=stylesheet href=https://styles.example/n.css>",
    "<link rel=preload as=font href=o.woff2>",
    "<link rel=prefetch href=p.html>",
    "<img srcset='q.png 1x, https://images.example/q.png 2x' style='color: red'>",
    "<iframe srcdoc='<script>r()</script><img src=s.png>'></iframe>",
    "<iframe src=https://frames.example/></iframe>",
    "<object data=t.svg></object><embed src=u.pdf>",
    "<form action=https://forms.example/><button formaction=v>v</button></form>",
    "<a href='javascript:w()' ping=x>w</a>",
    "<svg><script href=y.js></script><style>z</style></svg>",
    "<template><script>a()</script><p onclick='b()'></p></template>",
    "<noscript><style>c</style></noscript>",
    "text &amp; \u{1F375}\r\n",
];

const URL: &str = "https://tea.example/";

fn hash(folder: &str) -> Outcome {
    let options = ["--write", "--unsafe-hashes", "--url", URL];
    stockade(["hash", folder].into_iter().chain(options), b"")
}

/// Each case writes files and runs the command three times.
fn fewer_cases() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig {
        cases: usual.cases / 4,
        ..usual
    }
}

proptest! {
    #![proptest_config(fewer_cases())]

    #[test]
    fn a_page_keeps_its_bytes_and_runs(pieces in prop::collection::vec(0..PIECES.len(), 0..12)) {
        let original: String = pieces.iter().map(|&piece| PIECES[piece]).collect();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index.html");
        fs::write(&path, &original).unwrap();

        let outcome = hash(folder.path().to_str().unwrap());
        prop_assert!(outcome.status < 2, "{}", outcome.errors);
        let written = fs::read_to_string(&path).unwrap();
        let stripped = match written.split_once("<meta http-equiv=\"Content-Security-Policy\"") {
            Some((before, rest)) => format!("{before}{}", rest.split_once('>').unwrap().1),
            None => written.clone(),
        };
        prop_assert_eq!(&stripped, &original);

        let check = ["check", path.to_str().unwrap(), "--url", URL];
        let header = ["--header", "Content-Type: text/html; charset=utf-8"];
        let checked = stockade(check.into_iter().chain(header), b"");
        if outcome.status == 0 {
            prop_assert_eq!(checked.status, 0, "{}", checked.output);
        }

        let again = hash(folder.path().to_str().unwrap());
        prop_assert_eq!(again.status, outcome.status, "{}", again.output);
        prop_assert_eq!(fs::read_to_string(&path).unwrap(), written);
    }
}
