//! The nonce, media and inline blocks in minijinja's templates.

use minijinja::{Environment, Error, Value, context};
use stockade_web::assets::{InlineBlock, Media, Script, Stylesheet};
use stockade_web::{CspNonce, InlineHash, engines};

const ATTACK: &str = "\"></script><script>alert(1)</script>";

fn env(templates: &[(&'static str, &'static str)]) -> Environment<'static> {
    let mut env = Environment::new();
    engines::minijinja::add_to(&mut env);
    for (name, source) in templates {
        env.add_template(name, source).unwrap();
    }
    env
}

/// Renders the template `page.html`, and replaces the nonce by `{nonce}`.
fn render(env: &Environment<'_>, nonce: Option<&CspNonce>, data: Value) -> Result<String, Error> {
    let request = context! { csp_nonce => engines::minijinja::nonce_value(nonce) };
    let page = env
        .get_template("page.html")?
        .render(context! { ..request, ..data })?;
    Ok(match nonce.and_then(CspNonce::value) {
        Some(nonce) => page.replace(nonce.as_str(), "{nonce}"),
        None => page,
    })
}

fn page(source: &'static str, nonce: Option<&CspNonce>, data: Value) -> Result<String, Error> {
    render(&env(&[("page.html", source)]), nonce, data)
}

#[test]
fn the_nonce_is_printed_under_autoescaping() {
    let source = "{{ csp_nonce }} {{ csp_nonce|e }} {{ csp_nonce_attr() }} {{ '<' }}";
    let nonce = CspNonce::new();
    assert_eq!(
        page(source, Some(&nonce), context! {}).unwrap(),
        "{nonce} {nonce} nonce=\"{nonce}\" &lt;",
    );
}

#[test]
fn includes_macros_loops_and_blocks_see_the_nonce() {
    let env = env(&[
        (
            "page.html",
            "{% extends 'base.html' %}\
             {% from 'macros.html' import imported %}\
             {% macro own() %}{{ csp_nonce_attr() }}{% endmacro %}\
             {% block body %}\
             {% include 'part.html' %}|{{ own() }}|{{ imported() }}|\
             {% for _ in range(2) %}{% set x = 1 %}{{ csp_nonce_attr() }} {{ csp_nonce }};{% endfor %}\
             {% endblock %}",
        ),
        (
            "base.html",
            "{{ csp_nonce_attr() }}|{% block body %}{% endblock %}",
        ),
        ("part.html", "{{ csp_nonce_attr() }}"),
        (
            "macros.html",
            "{% macro imported() %}{{ csp_nonce_attr() }}{% endmacro %}",
        ),
    ]);
    let nonce = CspNonce::new();
    let attribute = "nonce=\"{nonce}\"";
    assert_eq!(
        render(&env, Some(&nonce), context! {}).unwrap(),
        format!(
            "{attribute}|{attribute}|{attribute}|{attribute}|{attribute} {{nonce}};{attribute} {{nonce}};"
        ),
    );
}

#[test]
fn a_template_that_does_not_print_the_nonce_makes_none() {
    let nonce = CspNonce::new();
    let source = "{% if csp_nonce %}{% set copy = csp_nonce %}yes{% endif %}{{ csp_media(media) }}";
    let empty = context! { media => Value::from_object(Media::new()) };
    assert_eq!(page(source, Some(&nonce), empty).unwrap(), "yes");
    assert!(nonce.value().is_none());
}

#[test]
fn without_a_nonce_nothing_is_printed_in_its_place() {
    let source = "<script {{ csp_nonce_attr() }}></script>{{ csp_nonce }}{{ csp_media(media) }}\
                  {% call csp_script() %}start(){% endcall %}";
    let media = || context! { media => Value::from_object(Media::from(Script::new("/a.js"))) };
    let expected = "<script ></script><script src=\"/a.js\"></script><script>start()</script>";
    assert_eq!(page(source, None, media()).unwrap(), expected);

    let env = env(&[("page.html", source)]);
    let with_nothing = env
        .get_template("page.html")
        .unwrap()
        .render(media())
        .unwrap();
    assert_eq!(with_nothing, expected);
}

#[test]
fn media_print_each_of_their_assets_with_the_nonce() {
    let media = Media::new()
        .with_stylesheets([Stylesheet::new("/a.css")])
        .with_scripts([Script::new("/a.js").defer(), Script::new("/b.js").module()]);
    let nonce = CspNonce::new();
    let data = context! { media => Value::from_object(media) };
    assert_eq!(
        page("{{ csp_media(media) }}", Some(&nonce), data).unwrap(),
        "<link href=\"/a.css\" nonce=\"{nonce}\" rel=\"stylesheet\">\n\
         <script src=\"/a.js\" nonce=\"{nonce}\" defer></script>\n\
         <script src=\"/b.js\" nonce=\"{nonce}\" type=\"module\"></script>",
    );
}

#[test]
fn what_addresses_and_attributes_hold_stays_in_them() {
    let script = Script::new(ATTACK).attribute("data-name", ATTACK).unwrap();
    let data = context! { script => Value::from_object(script) };
    let nonce = CspNonce::new();
    let escaped = "&quot;&gt;&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;";
    assert_eq!(
        page("{{ csp_media(script) }}", Some(&nonce), data).unwrap(),
        format!("<script src=\"{escaped}\" data-name=\"{escaped}\" nonce=\"{{nonce}}\"></script>"),
    );
}

#[test]
fn what_is_no_media_is_an_error_that_says_so() {
    for (value, kind) in [
        (Value::UNDEFINED, "something undefined"),
        (Value::from("<script>"), "a value of the kind string"),
    ] {
        let error = page("{{ csp_media(media) }}", None, context! { media => value });
        let message = error.unwrap_err().to_string();
        assert!(message.contains(&format!("was given {kind}")), "{message}");
    }
}

#[test]
fn a_nonce_that_is_text_is_refused() {
    let data = context! { csp_nonce => "fixed" };
    let env = env(&[("page.html", "{{ csp_nonce_attr() }}")]);
    let error = env
        .get_template("page.html")
        .unwrap()
        .render(data)
        .unwrap_err();
    assert!(
        error.to_string().contains("Value::from_object(nonce)"),
        "{error}"
    );
}

#[test]
fn a_block_is_printed_with_its_hash_allowed_and_no_nonce_made() {
    let nonce = CspNonce::new();
    let source = "{% call csp_script() %}\n  if (a < b) start()\n{% endcall %}\
                  {% call csp_style() -%} p > b { color: red } {%- endcall %}";
    assert_eq!(
        page(source, Some(&nonce), context! {}).unwrap(),
        "<script>\n  if (a < b) start()\n</script><style>p > b { color: red }</style>",
    );
    assert_eq!(
        nonce.inline_hashes(),
        [
            InlineHash::script("\n  if (a < b) start()\n"),
            InlineHash::style("p > b { color: red }"),
        ],
    );
    assert!(nonce.value().is_none());
}

#[test]
fn arguments_of_a_block_become_attributes() {
    let block = |arguments: &str| {
        let source = format!("{{% call csp_script({arguments}) %}}a(){{% endcall %}}");
        page(source.leak(), None, context! {})
    };
    assert_eq!(
        block("type='module', id='\"><', defer=true, async=false, title=none").unwrap(),
        "<script id=\"&quot;&gt;&lt;\" type=\"module\" defer>a()</script>",
    );
    assert!(block("src='/a.js'").is_err());
    assert!(block("onload='a()'").is_err());
}

#[test]
fn a_block_may_stand_in_an_include_or_a_macro() {
    let env = env(&[
        (
            "page.html",
            "{% from 'macros.html' import theme %}{% include 'part.html' %}{{ theme() }}",
        ),
        ("part.html", "{% call csp_script() %}one(){% endcall %}"),
        (
            "macros.html",
            "{% macro theme() %}{% call csp_script() %}two(){% endcall %}{% endmacro %}",
        ),
    ]);
    let nonce = CspNonce::new();
    assert_eq!(
        render(&env, Some(&nonce), context! {}).unwrap(),
        "<script>one()</script><script>two()</script>",
    );
    let expected = ["one()", "two()"].map(InlineHash::script);
    assert_eq!(nonce.inline_hashes(), expected);
}

#[test]
fn data_in_a_block_is_refused_whatever_it_says() {
    let source = "{% set evil = 1 %}\
                  {% call csp_script() %}{{ data }}{% endcall %}\
                  <p>evil()</p>\
                  {% call csp_script() %}whole(); evil(){% endcall %}\
                  {% call csp_style() %}start(){% endcall %}";
    for data in [
        "alert(1)",
        "evil",
        "evil()",
        "<p>evil()</p>",
        "whole()",
        "start()",
        "{{ data }}",
        "call csp_style",
    ] {
        let nonce = CspNonce::new();
        let printed = page(source, Some(&nonce), context! { data });
        let message = printed.unwrap_err().to_string();
        let expected = "prints something else than stands between";
        assert!(message.contains(expected), "{data}: {message}");
        assert!(nonce.inline_hashes().is_empty(), "{data}");
    }
}

#[test]
fn a_block_that_would_end_early_is_refused() {
    for source in [
        "{% call csp_script() %}a = '</SCRIPT>'{% endcall %}",
        "{% call csp_script() %}a = '<!--<script>'{% endcall %}",
        "{% call csp_style() %}</style>{% endcall %}",
    ] {
        let nonce = CspNonce::new();
        let message = page(source, Some(&nonce), context! {})
            .unwrap_err()
            .to_string();
        assert!(
            message.contains("browsers would end it elsewhere"),
            "{message}"
        );
        assert!(nonce.inline_hashes().is_empty());
    }
}

#[test]
fn the_function_of_a_block_without_a_block_is_an_error() {
    let error = page("{{ csp_script() }}", None, context! {}).unwrap_err();
    assert!(error.to_string().contains("without a block"), "{error}");
}

#[test]
fn a_block_that_rust_holds_is_printed_by_csp_media() {
    let block = InlineBlock::script("start()").unwrap();
    let nonce = CspNonce::new();
    let data = context! { block => Value::from_object(block) };
    let printed = page("{{ csp_media(block) }}", Some(&nonce), data).unwrap();
    assert_eq!(printed, "<script>start()</script>");
    assert_eq!(nonce.inline_hashes(), [InlineHash::script("start()")]);
}
