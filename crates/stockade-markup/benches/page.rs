//! What it costs to foresee what a browser blocks on a page, beside what the tokenizer alone
//! takes to walk all of its elements: `cargo bench -p stockade-markup --bench page`.

use std::fmt::Write as _;

use divan::Bencher;
use divan::counter::BytesCount;
use lol_html::html_content::Element;
use lol_html::{ElementContentHandlers, HandlerResult, HtmlRewriter, Selector, Settings};
use stockade::{Document, PolicyList};
use stockade_markup::page::preflight;
use url::Url;

fn main() {
    divan::main();
}

/// How often the list of products on the page is repeated: about 50 kB, and 1 MB.
const PRODUCTS: [usize; 2] = [100, 2_000];

const STRICT: &str = "script-src 'nonce-r4nd0m' 'strict-dynamic'; style-src 'self' 'nonce-r4nd0m'; \
     object-src 'none'; base-uri 'none'";

const ALLOWLIST: &str = "default-src 'self'; script-src 'self' 'nonce-r4nd0m'; img-src 'self' \
     https://images.example; style-src 'self' 'nonce-r4nd0m'; base-uri 'self'; form-action 'self'";

/// A page of a shop, clean under both policies.
fn page(products: usize) -> String {
    let mut page = String::from(
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>Tea</title>\
         <link rel=stylesheet href=/static/shop.css>\
         <script nonce=r4nd0m src=/static/shop.js defer></script>\
         <style nonce=r4nd0m>.product { background: #fff; border: 1px solid #ddd }</style></head>\
         <body class=shop><header><nav><ul>\n",
    );
    for entry in 0..20 {
        let _ = writeln!(
            page,
            "<li><a class=\"nav-link\" href=\"/shelf/{entry}/\">Shelf {entry}</a></li>"
        );
    }
    page.push_str("</ul></nav></header><main>\n");
    for product in 0..products {
        let _ = writeln!(
            page,
            "<article class=\"product card\" id=\"product-{product}\" data-price=\"4.20\">\n  \
             <h2 class=\"card-title\"><a href=\"/tea/{product}/?ref=list&amp;page=1\">Tea no. {product}</a></h2>\n  \
             <img src=\"https://images.example/tea/{product}.jpg\" width=\"320\" height=\"240\" alt=\"A cup of tea\">\n  \
             <p class=\"description\">Leaves from the <em>first</em> flush, dried in the shade of old trees.</p>\n  \
             <form method=\"post\" action=\"/cart/\"><input type=\"hidden\" name=\"product\" value=\"{product}\">\
             <button type=\"submit\" class=\"button\">Add to cart</button></form>\n</article>",
        );
    }
    page.push_str("</main><script nonce=r4nd0m>start({\"page\": 1})</script></body></html>\n");
    page
}

#[divan::bench(args = PRODUCTS)]
fn tokenizer_walks_all_elements(bencher: Bencher<'_, '_>, products: usize) {
    let page = page(products);
    bencher
        .counter(BytesCount::of_str(&page))
        .bench(|| walk(divan::black_box(&page)));
}

#[divan::bench(args = PRODUCTS)]
fn strict_policy(bencher: Bencher<'_, '_>, products: usize) {
    foresee(bencher, products, STRICT);
}

#[divan::bench(args = PRODUCTS)]
fn allowlist_policy(bencher: Bencher<'_, '_>, products: usize) {
    foresee(bencher, products, ALLOWLIST);
}

/// The least that anyone who looks at every element can do.
fn walk(page: &str) -> usize {
    let mut elements = 0;
    let Ok(every) = "*".parse::<Selector>() else {
        return 0;
    };
    let count = |_: &mut Element<'_, '_>| -> HandlerResult {
        elements += 1;
        Ok(())
    };
    let settings = Settings::new()
        .with_strict(false)
        .append_element_content_handler((
            std::borrow::Cow::Owned(every),
            ElementContentHandlers::default().element(count),
        ));
    let mut tokenizer = HtmlRewriter::new(settings, |_: &[u8]| {});
    let _ = tokenizer.write(page.as_bytes());
    let _ = tokenizer.end();
    elements
}

fn foresee(bencher: Bencher<'_, '_>, products: usize, policy: &str) {
    let page = page(products);
    let policies = PolicyList::from_headers([("Content-Security-Policy", policy)]);
    let Ok(url) = Url::parse("https://shop.example/tea/") else {
        return;
    };
    let document = Document::new(url);
    let clean = preflight(page.as_bytes(), &policies, &document);
    assert_eq!(clean.violations, []);
    bencher
        .counter(BytesCount::of_str(&page))
        .bench(|| preflight(divan::black_box(page.as_bytes()), &policies, &document));
}
