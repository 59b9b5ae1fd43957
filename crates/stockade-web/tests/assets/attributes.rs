//! The attributes that scripts and style sheets take.

use stockade_web::ErrorKind;
use stockade_web::assets::{CrossOrigin, Media, Script, Stylesheet};

const INTEGRITY: &str = "sha384-YO9eH3sX36qyw+UuhVDLik67J+J6POpRYTtOKqiZdbEbjICi3NUmlZIasD9C8qpz";

fn refusal(name: &str, value: &str) -> String {
    let error = Script::new("/a.js").attribute(name, value).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidAsset);
    error.to_string()
}

#[test]
fn a_name_that_cannot_stand_in_a_start_tag_is_refused() {
    for name in [
        "", " ", "a b", "a=\"b\"", "a>", "a/", "\"", "'", "<a", "1a", "ä", "a\0", "=a",
    ] {
        assert!(refusal(name, "x").contains("is no name"), "{name:?}");
    }
}

#[test]
fn attributes_with_an_owner_are_refused_in_any_case() {
    assert!(refusal("nonce", "fixed").contains("another one for each response"));
    assert!(refusal("Nonce", "fixed").contains("another one for each response"));
    assert!(refusal("src", "/b.js").contains("set by the element"));
    assert!(refusal("SRC", "/b.js").contains("set by the element"));
    let stylesheet = || Stylesheet::new("/a.css");
    assert!(stylesheet().attribute("rel", "preload").is_err());
    assert!(stylesheet().attribute("href", "/b.css").is_err());
}

#[test]
fn event_handlers_are_refused() {
    assert!(refusal("onload", "start()").contains("addEventListener"));
    assert!(refusal("ONERROR", "start()").contains("addEventListener"));
}

#[test]
fn an_integrity_that_browsers_would_ignore_is_refused() {
    let short = &INTEGRITY[..INTEGRITY.len() - 4];
    let unknown = INTEGRITY.replace("sha384", "sha1");
    let with_junk = format!("{INTEGRITY} junk");
    for metadata in ["", " ", "sha384-", "sha384-x", short, &unknown, &with_junk] {
        assert!(
            refusal("integrity", metadata).contains("would then load any file"),
            "{metadata:?}",
        );
        assert!(
            Script::new("/a.js").integrity(metadata).is_err(),
            "{metadata:?}"
        );
        assert!(
            Stylesheet::new("/a.css").integrity(metadata).is_err(),
            "{metadata:?}"
        );
    }
    for metadata in [INTEGRITY.to_owned(), format!("{INTEGRITY}?x {INTEGRITY}")] {
        assert!(
            Script::new("/a.js").integrity(&metadata).is_ok(),
            "{metadata:?}"
        );
    }
}

#[test]
fn the_last_value_of_an_attribute_counts() {
    let script = Script::new("/a.js")
        .defer()
        .cross_origin(CrossOrigin::Anonymous)
        .cross_origin(CrossOrigin::UseCredentials)
        .attribute("DEFER", false)
        .unwrap();
    assert_eq!(
        script.render(None).to_string(),
        "<script src=\"/a.js\" crossorigin=\"use-credentials\"></script>",
    );
}

#[test]
fn files_that_differ_in_an_attribute_are_two() {
    let media = Media::from(Script::new("/a.js")) + Script::new("/a.js").defer().into();
    assert_eq!(media.scripts().len(), 2);
    assert_eq!((media.clone() + media).scripts().len(), 2);
}
