use stockade::{Document, PolicyList};
use stockade_markup::page::{Preflight, Preflighter, preflight};
use url::Url;

const POLICY: &str = "default-src 'none'; script-src 'nonce-abc' 'report-sample'; \
    style-src 'self' 'nonce-abc'; base-uri 'self'; form-action 'self'";

/// Reads the input as a page: every violation stands where it says, and a page that arrives in
/// pieces is the same page.
///
/// # Panics
///
/// Where one of that does not hold.
pub fn page(input: &[u8]) {
    let Ok(url) = Url::parse("https://site.example/dir/page") else {
        return;
    };
    let document = Document::new(url);
    let policies = PolicyList::from_headers([("Content-Security-Policy", POLICY)]);

    let whole = preflight(input, &policies, &document);
    for predicted in &whole.violations {
        let range = predicted.span.range();
        assert!(input.get(range.clone()).is_some(), "{predicted:?}");
        assert!(predicted.line >= 1 && predicted.column >= 1);
        let _ = predicted.diagnostic();
    }
    for size in [1, 7] {
        assert_eq!(
            in_pieces(input, size, &policies, &document),
            whole,
            "pieces of {size}"
        );
    }
}

fn in_pieces(input: &[u8], size: usize, policies: &PolicyList, document: &Document) -> Preflight {
    let mut preflighter = Preflighter::new(policies, document);
    for piece in input.chunks(size) {
        preflighter.write(piece);
    }
    preflighter.end()
}
