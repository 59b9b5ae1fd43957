//! Whatever addresses, attributes and names hold, a page has the elements that were meant, and what
//! comes behind them is still read.

use proptest::prelude::*;
use stockade::Nonce;
use stockade::verdict::Attempt;
use stockade_markup::page::{PageEvent, Permission, ScanOptions, scan};
use stockade_web::assets::{ImportMap, InlineBlock, Media, Script, Stylesheet};
use stockade_web::{CspNonce, InlineElement, InlineHash};
use url::Url;

/// What stands behind the markup.
const END: &str = "<img src=/end>";

/// Something that a browser was seen to attempt.
#[derive(Debug)]
struct Seen {
    element: String,
    span: std::ops::Range<usize>,
    /// The text of an inline script or style.
    inline: Option<String>,
    nonce: Option<String>,
}

/// What a browser attempts when it reads this markup, and that it comes to the end.
fn read(markup: &str) -> Vec<Seen> {
    let page = format!("{markup}{END}");
    let options = ScanOptions::new(Url::parse("https://site.example/").unwrap())
        .with_content_type("text/html; charset=utf-8");
    let mut seen = Vec::new();
    scan(page.as_bytes(), &options, |event| {
        match event {
            PageEvent::Attempt(found) => seen.push(Seen {
                element: found.element.to_owned(),
                span: found.span.range(),
                inline: match found.attempt {
                    Attempt::Inline(inline) => Some(inline.source.to_owned()),
                    _ => None,
                },
                nonce: match found.attempt {
                    Attempt::Inline(inline) => Some(inline.nonce.value().to_owned()),
                    Attempt::Request(request) => Some(request.nonce.value().to_owned()),
                    _ => None,
                },
            }),
            PageEvent::Doubt(doubt) => panic!("{doubt:?} in {page:?}"),
            _ => {}
        }
        Permission::Allowed
    });
    let end = seen.pop().unwrap();
    assert_eq!(
        (end.element.as_str(), end.span.start),
        ("img", markup.len() + 5),
        "{page:?}"
    );
    seen
}

/// Texts with what matters in markup.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = [
        "\"",
        "'",
        "<",
        ">",
        "&",
        "&quot;",
        "&#34;",
        "=",
        " ",
        "\n",
        "\r\n",
        "\t",
        "/",
        "\\",
        "`",
        "\0",
        "</script>",
        "<script>",
        "<!--",
        "-->",
        "]]>",
        "<link ",
        "</script ",
        "</style ",
        "onload=x()",
        "{{",
        "{%",
        "javascript:",
        "data:,x",
        "nonce",
        "ä",
        "\u{2028}",
        "\u{fffd}",
        "x",
        "1",
    ];
    prop_oneof![
        proptest::collection::vec(proptest::sample::select(pieces.to_vec()), 0..8)
            .prop_map(|pieces| pieces.concat()),
        any::<String>(),
    ]
}

/// Names that attributes may have, and others.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![Just("data-x".to_owned()), "[a-z]{1,8}", hostile()]
}

proptest! {
    #[test]
    fn assets_are_the_elements_that_were_meant(
        address in hostile(),
        stylesheet in hostile(),
        medium in hostile(),
        attributes in proptest::collection::vec((name(), hostile()), 0..4),
    ) {
        let mut script = Script::new(address);
        for (name, value) in &attributes {
            // A name that is refused is not there.
            script = script.clone().attribute(name, value.as_str()).unwrap_or(script);
        }
        let stylesheet = Stylesheet::new(stylesheet).media(medium);
        let media = Media::from(script.clone()) + stylesheet.clone().into();
        let nonce = CspNonce::new();
        let markup = media.render(Some(&nonce)).to_string();
        let link = stylesheet.render(Some(&nonce)).to_string().len();

        let mut elements = Vec::new();
        for seen in read(&markup) {
            // An address that is none is not asked for.
            let element = if seen.span.end <= link { "link" } else { "script" };
            prop_assert_eq!(&seen.element, element, "{}", &markup);
            prop_assert_eq!(seen.inline, None, "{}", &markup);
            prop_assert_eq!(seen.nonce.as_deref(), nonce.value().map(Nonce::as_str));
            elements.push(element);
        }
        elements.dedup();
        prop_assert!(elements.len() <= 2, "{}", &markup);
        prop_assert_eq!(markup.matches('<').count(), 3, "{}", &markup);
    }

    #[test]
    fn an_address_and_an_attribute_are_read_as_they_were_given(
        path in "[a-z<>&\"'?=;]{1,12}",
        value in "[a-z<>&\"'?=;]{0,12}",
    ) {
        let script = Script::new(format!("/{path}")).attribute("data-x", value).unwrap();
        let expected = Url::parse("https://site.example/").unwrap().join(&format!("/{path}"));
        let markup = script.render(None).to_string();
        let options = ScanOptions::new(Url::parse("https://site.example/").unwrap());
        let mut seen = Vec::new();
        scan(markup.as_bytes(), &options, |event| {
            if let PageEvent::Attempt(found) = event
                && let Attempt::Request(request) = found.attempt
            {
                seen.push(request.url.clone());
            }
            Permission::Allowed
        });
        prop_assert_eq!(seen, [expected.unwrap()]);
    }

    #[test]
    fn an_import_map_is_one_script_whose_json_says_what_was_meant(
        names in proptest::collection::btree_map(hostile(), hostile(), 1..4),
        prefix in hostile(),
    ) {
        let names = names.into_iter().map(|(name, address)| (name, format!("/{address}")));
        let names: Vec<_> = names.collect();
        let map = ImportMap::new()
            .imports(names.clone())
            .unwrap()
            .scope(prefix.clone(), names.clone())
            .unwrap();
        let seen = read(&map.render(None).to_string());
        prop_assert_eq!(seen.len(), 1);
        let json = seen[0].inline.as_deref().unwrap();
        prop_assert_eq!(map.inline_hash(), InlineHash::script(json));

        let names: serde_json::Map<_, _> = names.into_iter().map(|(k, v)| (k, v.into())).collect();
        let read: serde_json::Value = serde_json::from_str(json).unwrap();
        prop_assert_eq!(&read["imports"], &serde_json::Value::from(names.clone()));
        prop_assert_eq!(&read["scopes"][prefix], &serde_json::Value::from(names));
    }

    #[test]
    fn an_inline_block_is_one_element_with_all_of_its_text(text in hostile(), is_script: bool) {
        let text: &'static str = text.leak();
        let (block, element, name) = if is_script {
            (InlineBlock::script(text), InlineElement::Script, "script")
        } else {
            (InlineBlock::style(text), InlineElement::Style, "style")
        };
        let Ok(block) = block else { return Ok(()) };
        let seen = read(&block.render(None).to_string());
        let inline = seen.first().and_then(|seen| seen.inline.as_deref());
        if let Some(inline) = inline {
            prop_assert_eq!(InlineHash::new(element, inline), block.inline_hash().clone());
        }
        prop_assert!(inline.is_some() || text.trim().is_empty(), "{:?}", text);
        prop_assert!(seen.iter().all(|seen| seen.element == name));
    }
}
