//! Import maps.

use stockade_web::assets::{ImportMap, Media, Script, Stylesheet};
use stockade_web::{CspNonce, ErrorKind, InlineHash};

const INTEGRITY: &str = "sha384-YO9eH3sX36qyw+UuhVDLik67J+J6POpRYTtOKqiZdbEbjICi3NUmlZIasD9C8qpz";

#[test]
fn a_map_has_names_scopes_and_integrity() {
    let map = ImportMap::new()
        .imports([("b", "./b.js"), ("a/", "https://cdn.example/a/")])
        .unwrap()
        .scope("/admin/", [("b", "/admin/b.js")])
        .unwrap()
        .integrity("/admin/b.js", INTEGRITY)
        .unwrap();
    let json = format!(
        "{{\"imports\":{{\"a/\":\"https://cdn.example/a/\",\"b\":\"./b.js\"}},\
         \"integrity\":{{\"/admin/b.js\":\"{INTEGRITY}\"}},\
         \"scopes\":{{\"/admin/\":{{\"b\":\"/admin/b.js\"}}}}}}"
    );
    assert_eq!(
        map.render(None).to_string(),
        format!("<script type=\"importmap\">{json}</script>"),
    );
    assert_eq!(map.inline_hash(), InlineHash::script(&json));
}

#[test]
fn what_would_end_the_element_is_escaped() {
    let map = ImportMap::new()
        .imports([("</script><!--<script>&\"\\\n", "/a.js")])
        .unwrap();
    assert_eq!(
        map.render(None).to_string(),
        "<script type=\"importmap\">{\"imports\":{\"\\u003c/script\\u003e\\u003c!--\\u003cscript\
         \\u003e\\u0026\\\"\\\\\\u000a\":\"/a.js\"}}</script>",
    );
}

#[test]
fn the_map_stands_behind_style_sheets_and_before_scripts_with_the_nonce() {
    let media = Media::new()
        .with_scripts([Script::new("/a.js").module()])
        .with_import_map(ImportMap::new().imports([("b", "/b.js")]).unwrap())
        .with_stylesheets([Stylesheet::new("/a.css")]);
    let nonce = CspNonce::new();
    let printed = media.render(Some(&nonce)).to_string();
    let printed = printed.replace(nonce.value().unwrap().as_str(), "{nonce}");
    assert_eq!(
        printed,
        "<link href=\"/a.css\" nonce=\"{nonce}\" rel=\"stylesheet\">\n\
         <script nonce=\"{nonce}\" type=\"importmap\">{\"imports\":{\"b\":\"/b.js\"}}</script>\n\
         <script src=\"/a.js\" nonce=\"{nonce}\" type=\"module\"></script>",
    );
}

#[test]
fn two_maps_become_one_in_which_the_first_meaning_stays() {
    let map = |address: &str| ImportMap::new().imports([("a", address)]).unwrap();
    let media = Media::from(map("/1.js")) + map("/2.js").imports([("b", "/b.js")]).unwrap().into();
    assert_eq!(
        media.render(None).to_string(),
        "<script type=\"importmap\">{\"imports\":{\"a\":\"/1.js\",\"b\":\"/b.js\"}}</script>",
    );
}

#[test]
fn an_empty_map_prints_nothing_in_media() {
    let media = Media::from(ImportMap::new());
    assert!(media.is_empty());
    assert_eq!(media.render(None).to_string(), "");
}

#[test]
fn what_browsers_would_ignore_is_refused() {
    for address in ["", "b.js", "static/b.js", " /b.js", "1a:b", ":b"] {
        for refused in [
            ImportMap::new().imports([("b", address)]),
            ImportMap::new().scope("/", [("b", address)]),
            ImportMap::new().integrity(address, INTEGRITY),
        ] {
            let error = refused.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidAsset);
            assert!(error.to_string().contains("begin it with"), "{error}");
        }
    }
    let error = ImportMap::new().integrity("/b.js", "sha384-x").unwrap_err();
    assert!(
        error.to_string().contains("would then load any file"),
        "{error}"
    );
}
