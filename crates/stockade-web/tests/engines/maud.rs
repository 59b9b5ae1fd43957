//! The nonce, media and inline blocks in maud's templates.

use maud::{Markup, html};
use stockade_web::CspNonce;
use stockade_web::assets::{InlineBlock, Media, Script, Stylesheet};
use stockade_web::engines::maud::csp_media;

const ATTACK: &str = "\"></script><script>alert(1)</script>";

fn tag(nonce: Option<&CspNonce>) -> Markup {
    html! { script nonce=[nonce] {} }
}

fn without_nonce(page: Markup, nonce: &CspNonce) -> String {
    let nonce = nonce
        .value()
        .map_or("none was made", |nonce| nonce.as_str());
    page.into_string().replace(nonce, "{nonce}")
}

#[test]
fn loops_and_functions_print_the_nonce() {
    let nonce = CspNonce::new();
    let page = html! {
        @for _ in 0..2 { (tag(Some(&nonce))) }
        (nonce) script nonce=(nonce) { ("<") }
    };
    assert_eq!(
        without_nonce(page, &nonce),
        "<script nonce=\"{nonce}\"></script><script nonce=\"{nonce}\"></script>\
         {nonce}<script nonce=\"{nonce}\">&lt;</script>",
    );
}

#[test]
fn without_a_nonce_nothing_is_printed_in_its_place() {
    let media = Media::from(Script::new("/a.js"));
    let page = html! { (tag(None)) (csp_media(&media, None)) };
    assert_eq!(
        page.into_string(),
        "<script></script><script src=\"/a.js\"></script>",
    );
}

#[test]
fn a_template_that_does_not_print_the_nonce_makes_none() {
    let nonce = CspNonce::new();
    let theme = InlineBlock::script("a < b").unwrap();
    let page = html! {
        @if false { (tag(Some(&nonce))) }
        (csp_media(&Media::new(), Some(&nonce)))
        (csp_media(&theme, Some(&nonce)))
    };
    assert_eq!(page.into_string(), "<script>a < b</script>");
    assert!(nonce.value().is_none());
    assert_eq!(nonce.inline_hashes(), [theme.inline_hash().clone()]);
}

#[test]
fn media_print_each_of_their_assets_with_the_nonce() {
    let media = Media::new()
        .with_stylesheets([Stylesheet::new("/a.css")])
        .with_scripts([Script::new("/a.js").defer(), Script::new("/b.js").module()]);
    let nonce = CspNonce::new();
    let page = html! { (csp_media(&media, Some(&nonce))) };
    assert_eq!(
        without_nonce(page, &nonce),
        "<link href=\"/a.css\" nonce=\"{nonce}\" rel=\"stylesheet\">\n\
         <script src=\"/a.js\" nonce=\"{nonce}\" defer></script>\n\
         <script src=\"/b.js\" nonce=\"{nonce}\" type=\"module\"></script>",
    );
}

#[test]
fn what_addresses_and_attributes_hold_stays_in_them() {
    let script = Script::new(ATTACK).attribute("data-name", ATTACK).unwrap();
    let page = html! { (csp_media(&script, None)) };
    let escaped = "&quot;&gt;&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;";
    assert_eq!(
        page.into_string(),
        format!("<script src=\"{escaped}\" data-name=\"{escaped}\"></script>"),
    );
}
