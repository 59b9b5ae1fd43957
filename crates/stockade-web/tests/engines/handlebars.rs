//! The nonce, media and inline blocks in Handlebars' templates.

use handlebars::Handlebars;
use serde_json::json;
use stockade_web::assets::{Media, Script, Stylesheet};
use stockade_web::engines::{self, Helpers};
use stockade_web::{CspNonce, InlineHash};

const ATTACK: &str = "\"></script><script>alert(1)</script>";

/// Renders the template `page` with these media, and replaces the nonce by `{nonce}`.
fn render(
    templates: &[(&str, &str)],
    nonce: Option<&CspNonce>,
    media: Media,
) -> Result<String, String> {
    let helpers = Helpers::new();
    let mut registry = Handlebars::new();
    engines::handlebars::register(&mut registry, &helpers);
    for (name, source) in templates {
        registry.register_template_string(name, source).unwrap();
    }
    let page = helpers.page(nonce);
    let data = json!({
        "csp_page": page.key(),
        "media": page.media(media),
        "notes": [{"title": "<milk>"}, {"title": "bread"}],
        "user": {"name": "evil()"},
    });
    let html = registry
        .render("page", &data)
        .map_err(|error| error.to_string())?;
    Ok(match nonce.and_then(CspNonce::value) {
        Some(nonce) => html.replace(nonce.as_str(), "{nonce}"),
        None => html,
    })
}

fn page(source: &str, nonce: Option<&CspNonce>) -> Result<String, String> {
    render(&[("page", source)], nonce, Media::new())
}

#[test]
fn the_nonce_is_printed_under_escaping() {
    let nonce = CspNonce::new();
    assert_eq!(
        page(
            "{{csp_nonce}} {{csp_nonce_attr}} {{user.name}} {{notes.0.title}}",
            Some(&nonce)
        ),
        Ok("{nonce} nonce=\"{nonce}\" evil() &lt;milk&gt;".to_owned()),
    );
}

#[test]
fn partials_loops_and_inner_contexts_see_the_nonce() {
    let templates = [
        (
            "page",
            "{{#each notes}}{{csp_nonce_attr}} {{csp_nonce}};{{/each}}\
             {{#with user}}{{csp_nonce_attr}}{{/with}}|{{> part}}|{{> part user}}|{{> part x=1}}|\
             {{#each notes}}{{> part}};{{/each}}{{#> layout}}{{csp_nonce}}{{/layout}}",
        ),
        ("part", "{{csp_nonce_attr}}"),
        ("layout", "[{{> @partial-block}}]"),
    ];
    let nonce = CspNonce::new();
    let attribute = "nonce=\"{nonce}\"";
    assert_eq!(
        render(&templates, Some(&nonce), Media::new()).unwrap(),
        format!(
            "{attribute} {{nonce}};{attribute} {{nonce}};{attribute}|{attribute}|{attribute}|\
             {attribute}|{attribute};{attribute};[{{nonce}}]"
        ),
    );
}

#[test]
fn a_template_that_does_not_print_the_nonce_makes_none() {
    let nonce = CspNonce::new();
    let source = "{{#if csp_page}}yes{{/if}}{{csp_media media}}{{#csp_script}}a(){{/csp_script}}";
    assert_eq!(
        page(source, Some(&nonce)).unwrap(),
        "yes<script>a()</script>"
    );
    assert!(nonce.value().is_none());
}

#[test]
fn without_a_nonce_nothing_is_printed_in_its_place() {
    let source = "<script {{csp_nonce_attr}}></script>{{csp_nonce}}{{#csp_style}}p{}{{/csp_style}}";
    let expected = "<script ></script><style>p{}</style>";
    assert_eq!(page(source, None).unwrap(), expected);

    let mut registry = Handlebars::new();
    engines::handlebars::register(&mut registry, &Helpers::new());
    assert_eq!(
        registry.render_template(source, &json!({})).unwrap(),
        expected
    );
}

#[test]
fn media_print_each_of_their_assets_with_the_nonce() {
    let media = Media::new()
        .with_stylesheets([Stylesheet::new("/a.css")])
        .with_scripts([Script::new("/a.js").defer(), Script::new("/b.js").module()]);
    let nonce = CspNonce::new();
    let source = "{{#each notes}}{{#if @first}}{{csp_media @root/media}}{{/if}}{{/each}}";
    assert_eq!(
        render(&[("page", source)], Some(&nonce), media).unwrap(),
        "<link href=\"/a.css\" nonce=\"{nonce}\" rel=\"stylesheet\">\n\
         <script src=\"/a.js\" nonce=\"{nonce}\" defer></script>\n\
         <script src=\"/b.js\" nonce=\"{nonce}\" type=\"module\"></script>",
    );
}

#[test]
fn what_addresses_and_attributes_hold_stays_in_them() {
    let script = Script::new(ATTACK).attribute("data-name", ATTACK).unwrap();
    let escaped = "&quot;&gt;&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;";
    assert_eq!(
        render(&[("page", "{{csp_media media}}")], None, script.into()).unwrap(),
        format!("<script src=\"{escaped}\" data-name=\"{escaped}\"></script>"),
    );
}

#[test]
fn what_is_no_media_of_the_page_is_an_error_that_says_so() {
    for argument in ["1", "csp_page", "\"<script>\"", "notes", "missing", ""] {
        let error = page(&format!("{{{{csp_media {argument}}}}}"), None).unwrap_err();
        assert!(
            error.contains("no media of this page"),
            "{argument}: {error}"
        );
    }
}

#[test]
fn a_block_is_printed_with_its_hash_allowed() {
    let nonce = CspNonce::new();
    let source = "{{#csp_script}}\n  if (a < b && c) start('x')\n{{/csp_script}}\
                  {{#csp_style}}p > b { color: red }{{!-- red --}}{{/csp_style}}";
    let printed = page(source, Some(&nonce)).unwrap();
    let (script, style) = printed
        .strip_prefix("<script>")
        .and_then(|rest| rest.split_once("</script><style>"))
        .unwrap();
    assert_eq!(script.trim(), "if (a < b && c) start('x')");
    assert_eq!(style, "p > b { color: red }</style>");
    assert_eq!(
        nonce.inline_hashes(),
        [
            InlineHash::script(script),
            InlineHash::style("p > b { color: red }")
        ],
    );
}

#[test]
fn parameters_of_a_block_become_attributes() {
    let block = |parameters: &str| {
        let source = format!("{{{{#csp_script {parameters}}}}}a(){{{{/csp_script}}}}");
        page(&source, None)
    };
    assert_eq!(
        block("type=\"module\" id=notes.0.title defer=true async=false").unwrap(),
        "<script id=\"&lt;milk&gt;\" type=\"module\" defer>a()</script>",
    );
    assert!(block("src=\"/a.js\"").is_err());
}

#[test]
fn data_in_a_block_is_refused() {
    for content in [
        "{{user.name}}",
        "{{{user.name}}}",
        "a(); {{#if user}}b(){{/if}}",
        "{{> part}}",
        "{{csp_nonce}}",
    ] {
        let nonce = CspNonce::new();
        let templates = [
            (
                "page",
                &*format!("{{{{#csp_script}}}}{content}{{{{/csp_script}}}}"),
            ),
            ("part", "c()"),
        ];
        let error = render(&templates, Some(&nonce), Media::new()).unwrap_err();
        assert!(
            error.contains("holds an expression or another block"),
            "{content}: {error}"
        );
        assert!(nonce.inline_hashes().is_empty(), "{content}");
    }
}

#[test]
fn a_block_that_would_end_early_is_refused() {
    let error = page("{{#csp_script}}a = '</script '{{/csp_script}}", None).unwrap_err();
    assert!(error.contains("browsers would end it elsewhere"), "{error}");
}
