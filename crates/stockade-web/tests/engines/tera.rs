//! The nonce, media and inline blocks in Tera's templates.

use std::error::Error as _;

use stockade_web::assets::{InlineBlock, Media, Script, Stylesheet};
use stockade_web::engines::{self, Helpers};
use stockade_web::{CspNonce, InlineHash};
use tera::{Context, Tera};

const ATTACK: &str = "\"></script><script>alert(1)</script>";

/// An application with inline blocks and these templates.
struct App {
    tera: Tera,
    helpers: Helpers,
}

impl App {
    fn new(templates: &[(&str, &str)]) -> Self {
        let helpers = Helpers::new()
            .with_block("theme", InlineBlock::script("theme()").unwrap())
            .with_block("look", InlineBlock::style("p > b { color: red }").unwrap());
        let mut tera = Tera::new();
        engines::tera::register(&mut tera, &helpers);
        tera.add_raw_templates(templates.to_vec()).unwrap();
        Self { tera, helpers }
    }

    /// Renders `page.html` with these media, and replaces the nonce by `{nonce}`.
    fn render(&self, nonce: Option<&CspNonce>, media: Media) -> Result<String, String> {
        let page = self.helpers.page(nonce);
        let mut context = Context::new();
        context.insert("csp_page", &page.key());
        context.insert("media", &page.media(media));
        let html = self
            .tera
            .render("page.html", &context)
            .map_err(|error| message(&error))?;
        Ok(match nonce.and_then(CspNonce::value) {
            Some(nonce) => html.replace(nonce.as_str(), "{nonce}"),
            None => html,
        })
    }
}

fn message(error: &tera::Error) -> String {
    let cause = error.source().map(ToString::to_string);
    format!("{error} {}", cause.unwrap_or_default())
}

fn page(source: &str, nonce: Option<&CspNonce>) -> Result<String, String> {
    App::new(&[("page.html", source)]).render(nonce, Media::new())
}

#[test]
fn the_nonce_is_printed_under_autoescaping() {
    let nonce = CspNonce::new();
    assert_eq!(
        page(
            "{{ csp_nonce() }} {{ csp_nonce_attr() }} {{ '<' }}",
            Some(&nonce)
        )
        .unwrap(),
        "{nonce} nonce=\"{nonce}\" &lt;",
    );
}

#[test]
fn includes_blocks_and_loops_see_the_nonce() {
    let app = App::new(&[
        (
            "page.html",
            "{% extends 'base.html' %}{% block body %}{% include 'part.html' %}|\
             {% for x in [1, 2] %}{{ csp_nonce_attr() }} {{ csp_nonce() }};{% endfor %}\
             {% endblock %}",
        ),
        (
            "base.html",
            "{{ csp_nonce_attr() }}|{% block body %}{% endblock %}",
        ),
        ("part.html", "{{ csp_nonce_attr() }}"),
    ]);
    let nonce = CspNonce::new();
    let attribute = "nonce=\"{nonce}\"";
    assert_eq!(
        app.render(Some(&nonce), Media::new()).unwrap(),
        format!("{attribute}|{attribute}|{attribute} {{nonce}};{attribute} {{nonce}};"),
    );
}

#[test]
fn a_component_prints_the_nonce_of_the_page_that_it_takes() {
    let app = App::new(&[(
        "page.html",
        "{% component with(@csp_page) %}{{ csp_nonce_attr() }}{% endcomponent %}\
         {% component without() %}[{{ csp_nonce_attr() }}]{% endcomponent %}\
         {{ <with /> }}{{ <without /> }}",
    )]);
    let nonce = CspNonce::new();
    assert_eq!(
        app.render(Some(&nonce), Media::new()).unwrap(),
        "nonce=\"{nonce}\"[]",
    );
}

#[test]
fn a_template_that_does_not_print_the_nonce_makes_none() {
    let nonce = CspNonce::new();
    let source = "{% if csp_page %}yes{% endif %}{{ csp_media(media=media) }}\
                  {{ csp_script(name='theme') }}";
    assert_eq!(
        page(source, Some(&nonce)).unwrap(),
        "yes<script>theme()</script>"
    );
    assert!(nonce.value().is_none());
}

#[test]
fn without_a_nonce_nothing_is_printed_in_its_place() {
    let source = "<script {{ csp_nonce_attr() }}></script>{{ csp_nonce() }}\
                  {{ csp_style(name='look') }}";
    let expected = "<script ></script><style>p > b { color: red }</style>";
    assert_eq!(page(source, None).unwrap(), expected);

    let app = App::new(&[("page.html", source)]);
    assert_eq!(
        app.tera.render("page.html", &Context::new()).unwrap(),
        expected
    );
}

#[test]
fn media_print_each_of_their_assets_with_the_nonce() {
    let media = Media::new()
        .with_stylesheets([Stylesheet::new("/a.css")])
        .with_scripts([Script::new("/a.js").defer(), Script::new("/b.js").module()]);
    let nonce = CspNonce::new();
    let app = App::new(&[("page.html", "{{ csp_media(media=media) }}")]);
    assert_eq!(
        app.render(Some(&nonce), media).unwrap(),
        "<link href=\"/a.css\" nonce=\"{nonce}\" rel=\"stylesheet\">\n\
         <script src=\"/a.js\" nonce=\"{nonce}\" defer></script>\n\
         <script src=\"/b.js\" nonce=\"{nonce}\" type=\"module\"></script>",
    );
}

#[test]
fn what_addresses_and_attributes_hold_stays_in_them() {
    let script = Script::new(ATTACK).attribute("data-name", ATTACK).unwrap();
    let app = App::new(&[("page.html", "{{ csp_media(media=media) }}")]);
    let escaped = "&quot;&gt;&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;";
    assert_eq!(
        app.render(None, script.into()).unwrap(),
        format!("<script src=\"{escaped}\" data-name=\"{escaped}\"></script>"),
    );
}

#[test]
fn what_is_no_media_of_the_page_is_an_error_that_says_so() {
    for argument in ["1", "csp_page", "'<script>'", "[media]", "none"] {
        let source = format!("{{{{ csp_media(media={argument}) }}}}");
        let error = page(&source, None).unwrap_err();
        assert!(
            error.contains("no media of this page"),
            "{argument}: {error}"
        );
    }
}

#[test]
fn a_page_that_is_gone_is_an_error_that_says_so() {
    let app = App::new(&[("page.html", "{{ csp_nonce_attr() }}")]);
    let mut context = Context::new();
    context.insert("csp_page", &app.helpers.page(None).key());
    let error = app
        .tera
        .render("page.html", &context)
        .map_err(|error| message(&error));
    assert!(error.unwrap_err().contains("keep the Page"));
}

#[test]
fn pages_that_are_rendered_at_once_have_their_own_nonces() {
    let app = App::new(&[("page.html", "{{ csp_nonce() }}")]);
    let nonces = [CspNonce::new(), CspNonce::new()];
    let pages = nonces.each_ref().map(|nonce| app.helpers.page(Some(nonce)));
    let printed = pages.each_ref().map(|page| {
        let mut context = Context::new();
        context.insert("csp_page", &page.key());
        app.tera.render("page.html", &context).unwrap()
    });
    assert_eq!(printed, nonces.map(|nonce| nonce.to_string()));
}

#[test]
fn an_inline_block_is_printed_with_its_hash_allowed() {
    let nonce = CspNonce::new();
    let source = "{{ csp_script(name='theme') }}{{ csp_style(name='look') }}";
    assert_eq!(
        page(source, Some(&nonce)).unwrap(),
        "<script>theme()</script><style>p > b { color: red }</style>",
    );
    assert_eq!(
        nonce.inline_hashes(),
        [
            InlineHash::script("theme()"),
            InlineHash::style("p > b { color: red }")
        ],
    );
}

#[test]
fn a_block_that_nobody_added_is_an_error_that_says_so() {
    for call in [
        "csp_script(name='look')",
        "csp_style(name='theme')",
        "csp_script()",
    ] {
        let error = page(&format!("{{{{ {call} }}}}"), None).unwrap_err();
        assert!(error.contains("Helpers::with_block"), "{call}: {error}");
    }
}
