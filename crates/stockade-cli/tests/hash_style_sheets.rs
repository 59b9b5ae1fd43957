//! What style sheets in files load is allowed by `stockade hash` too.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use support::site::{folder, hash};

const PAGE: &str = "<link rel=stylesheet href=../css/tea.css?v=3>";

/// The policy of a page in `teas/`, of which nothing else is wanted.
fn policy(files: &[(&str, &str)], options: &[&str]) -> String {
    let folder = folder(&[files, &[("teas/page.html", PAGE)]].concat());
    let outcome = hash(&folder, options);
    assert_eq!(outcome.status, 0, "{}", outcome.output);
    let policy = outcome.output.lines().nth(1).unwrap();
    let strict = "  default-src 'none'; base-uri 'none'; form-action 'none'; ";
    policy.strip_prefix(strict).unwrap().to_owned()
}

#[test]
fn fonts_and_images_of_a_style_sheet_are_allowed() {
    let css = "/* url(https://comment.example/) */
        @font-face { font-family: Tea; src: url(tea.woff2), url(https://fonts.example/tea.ttf) }
        body { background: url(\"data:image/png;base64,AA==\") }";
    assert_eq!(
        policy(&[("css/tea.css", css)], &[]),
        "style-src 'self'; img-src data:; font-src 'self' https://fonts.example"
    );
}

#[test]
fn imports_are_followed_and_a_circle_of_them_ends() {
    let files = [
        (
            "css/tea.css",
            "@import 'parts/a.css'; @import url(https://b.example/b.css);",
        ),
        (
            "css/parts/a.css",
            "@import '../tea.css'; a { cursor: url(/a.cur) }",
        ),
    ];
    assert_eq!(
        policy(&files, &[]),
        "style-src 'self' https://b.example; img-src 'self'"
    );
}

#[test]
fn a_style_element_imports_as_a_link_does() {
    let folder = folder(&[
        ("page.html", "<style>@import 'a.css'</style>"),
        ("a.css", "@font-face { src: url(a.woff2) }"),
    ]);
    let outcome = hash(&folder, &[]);
    assert!(
        outcome.output.contains("font-src 'self'"),
        "{}",
        outcome.output
    );
}

#[test]
fn a_site_that_is_published_in_a_folder_finds_its_style_sheets_there() {
    let folder = folder(&[
        ("page.html", "<link rel=stylesheet href=/teas/a.css>"),
        ("a.css", "@font-face { src: url(a.woff2) }"),
    ]);
    let outcome = hash(&folder, &["--url", "https://tea.example/teas/"]);
    assert!(
        outcome.output.contains("font-src 'self'"),
        "{}",
        outcome.output
    );
    assert!(!outcome.output.contains("warning"), "{}", outcome.output);
}

#[test]
fn only_what_pages_use_is_allowed() {
    let unused = ("css/other.css", "@font-face { src: url(/other.woff2) }");
    assert_eq!(
        policy(&[("css/tea.css", ""), unused], &[]),
        "style-src 'self'"
    );
}

#[test]
fn style_sheets_that_are_not_in_the_folder_are_named_once_for_each_origin() {
    let page = "<link rel=stylesheet href=https://fonts.example/css?family=A>\
        <link rel=stylesheet href=https://fonts.example/other><link rel=stylesheet href=/b.css>";
    let folder = folder(&[("a.html", page), ("b.html", page)]);
    let outcome = hash(&folder, &[]);
    assert_eq!(outcome.status, 0);
    let warnings: Vec<&str> = outcome
        .output
        .lines()
        .filter_map(|line| line.strip_prefix("warning: "))
        .map(|warning| warning.split(' ').next().unwrap())
        .collect();
    assert_eq!(warnings.len(), 2, "{}", outcome.output);
    assert!(warnings.contains(&"/b.css"));
    assert!(
        warnings
            .iter()
            .any(|url| url.starts_with("https://fonts.example/"))
    );
}

#[cfg(unix)]
#[test]
fn a_style_sheet_behind_a_link_is_not_read() {
    let outside = folder(&[("a.css", "a { background: url(https://secret.example/) }")]);
    let folder = folder(&[("page.html", "<link rel=stylesheet href=a.css>")]);
    std::os::unix::fs::symlink(outside.path().join("a.css"), folder.path().join("a.css")).unwrap();
    let outcome = hash(&folder, &[]);
    assert!(!outcome.output.contains("secret"), "{}", outcome.output);
    assert!(
        outcome
            .output
            .contains("is a style sheet that is not in the folder")
    );
}
