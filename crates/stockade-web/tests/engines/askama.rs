//! The nonce, media and inline blocks in Askama's templates.

use askama::Template;
use stockade_web::CspNonce;
use stockade_web::assets::{InlineBlock, Media, Script, Stylesheet};
use stockade_web::engines::askama::filters;

const ATTACK: &str = "\"></script><script>alert(1)</script>";

fn without_nonce(html: &str, nonce: &CspNonce) -> String {
    let nonce = nonce
        .value()
        .map_or("none was made", |nonce| nonce.as_str());
    html.replace(nonce, "{nonce}")
}

#[derive(Template)]
#[template(
    ext = "html",
    source = "{% macro tag() %}{{ csp_nonce|csp_nonce_attr }}{% endmacro %}\
              {{ csp_nonce }} {{ csp_nonce|csp_nonce_attr }} {{ text }}|{% call tag() %}{% endcall %}|\
              {% for _ in 0..2 %}{{ csp_nonce|csp_nonce_attr }} {{ csp_nonce }};{% endfor %}"
)]
struct Printing<'a> {
    csp_nonce: &'a CspNonce,
    text: &'a str,
}

#[test]
fn macros_and_loops_print_the_nonce_under_escaping() {
    let nonce = CspNonce::new();
    let page = Printing {
        csp_nonce: &nonce,
        text: "<",
    };
    let attribute = "nonce=\"{nonce}\"";
    assert_eq!(
        without_nonce(&page.render().unwrap(), &nonce),
        format!(
            "{{nonce}} {attribute} &#60;|{attribute}|{attribute} {{nonce}};{attribute} {{nonce}};"
        ),
    );
}

#[derive(Template)]
#[template(
    ext = "html",
    source = "<script {{ csp_nonce|csp_nonce_attr }}></script>{{ media|csp_media(csp_nonce) }}"
)]
struct Optional {
    csp_nonce: Option<CspNonce>,
    media: Media,
}

#[test]
fn without_a_nonce_nothing_is_printed_in_its_place() {
    let page = Optional {
        csp_nonce: None,
        media: Script::new("/a.js").into(),
    };
    assert_eq!(
        page.render().unwrap(),
        "<script ></script><script src=\"/a.js\"></script>",
    );
}

#[test]
fn media_print_each_of_their_assets_with_the_nonce() {
    let nonce = CspNonce::new();
    let page = Optional {
        csp_nonce: Some(nonce.clone()),
        media: Media::new()
            .with_stylesheets([Stylesheet::new("/a.css")])
            .with_scripts([Script::new("/a.js").defer(), Script::new("/b.js").module()]),
    };
    assert_eq!(
        without_nonce(&page.render().unwrap(), &nonce),
        "<script nonce=\"{nonce}\"></script>\
         <link href=\"/a.css\" nonce=\"{nonce}\" rel=\"stylesheet\">\n\
         <script src=\"/a.js\" nonce=\"{nonce}\" defer></script>\n\
         <script src=\"/b.js\" nonce=\"{nonce}\" type=\"module\"></script>",
    );
}

#[derive(Template)]
#[template(
    ext = "html",
    source = "{% if count > 1 %}{{ csp_nonce }}{% endif %}\
              {{ media|csp_media(csp_nonce) }}{{ theme|csp_media(csp_nonce) }}"
)]
struct Lazy<'a> {
    csp_nonce: CspNonce,
    media: &'a Media,
    theme: InlineBlock,
    count: usize,
}

#[test]
fn a_template_that_does_not_print_the_nonce_makes_none() {
    let nonce = CspNonce::new();
    let page = Lazy {
        csp_nonce: nonce.clone(),
        media: &Media::new(),
        theme: InlineBlock::script("a < b").unwrap(),
        count: 1,
    };
    assert_eq!(page.render().unwrap(), "<script>a < b</script>");
    assert!(nonce.value().is_none());
    assert_eq!(nonce.inline_hashes(), [page.theme.inline_hash().clone()]);
}

#[test]
fn what_addresses_and_attributes_hold_stays_in_them() {
    let page = Optional {
        csp_nonce: None,
        media: Script::new(ATTACK)
            .attribute("data-name", ATTACK)
            .unwrap()
            .into(),
    };
    let escaped = "&quot;&gt;&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;";
    assert_eq!(
        page.render().unwrap(),
        format!("<script ></script><script src=\"{escaped}\" data-name=\"{escaped}\"></script>"),
    );
}

#[derive(Template)]
#[template(
    ext = "html",
    source = "{{ media.render(None) }}{{ media.render(Some(csp_nonce)) }}"
)]
struct Rendered<'a> {
    csp_nonce: &'a CspNonce,
    media: Media,
}

#[test]
fn rendered_media_are_markup_that_is_not_escaped() {
    let nonce = CspNonce::new();
    let page = Rendered {
        csp_nonce: &nonce,
        media: Script::new("/a.js").into(),
    };
    assert_eq!(
        without_nonce(&page.render().unwrap(), &nonce),
        "<script src=\"/a.js\"></script><script src=\"/a.js\" nonce=\"{nonce}\"></script>",
    );
}
