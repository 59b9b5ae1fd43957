//! `stockade hash`: the policies it makes for folders of pages, and what it leaves alone.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::fs;
use std::ops::Range;
use std::path::Path;

use serde_json::Value;
use support::site::{folder, hash};
use support::{Outcome, stockade};
use tempfile::TempDir;

const URL: &str = "https://tea.example/";

/// A site as generators build them.
const HOME: &str = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
    <title>Teas</title>\n<link rel=\"stylesheet\" href=\"/tea.css\">\n\
    <style>h1 { color: green }</style>\n<script type=\"application/ld+json\">{}</script>\n</head>\n\
    <body><h1>Teas \u{1F375}</h1>\r\n<script>\r\n  start('\u{fc}')\r\n</script>\n\
    <img src=\"https://images.example/tea.jpg\"><form action=\"https://search.example/\"></form>\n\
    <iframe srcdoc=\"<script>framed()</script>\"></iframe>\n</body></html>\n";

const HANDLER: &str = "<head><title>a</title></head><p onclick=\"buy()\" style=\"color:red\">a</p>";

/// What `stockade check` finds on a page as it is now.
fn check(folder: &TempDir, name: &str, headers: &[&str]) -> Outcome {
    let page = folder.path().join(name);
    let headers = headers.iter().flat_map(|header| ["--header", header]);
    let arguments = ["check", page.to_str().unwrap(), "--url", URL];
    stockade(arguments.into_iter().chain(headers), b"")
}

/// A page of inline scripts.
fn scripts(numbers: Range<u32>) -> String {
    let scripts: Vec<String> = numbers
        .map(|number| format!("<script>run({number})</script>"))
        .collect();
    scripts.concat()
}

fn read(folder: &TempDir, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).unwrap()
}

#[test]
fn each_page_is_shown_its_policy_and_nothing_is_written() {
    let folder = folder(&[
        ("index.html", HOME),
        ("about/index.html", "<p>About</p>"),
        ("tea.css", ""),
    ]);
    let outcome = hash(&folder, &[]);
    assert_eq!(outcome.status, 0, "{}", outcome.output);
    insta::assert_snapshot!(outcome.output);
    assert_eq!(read(&folder, "index.html"), HOME);
    assert!(!folder.path().join("_headers").exists());
}

#[test]
fn nothing_is_blocked_on_a_page_that_carries_its_policy() {
    let folder = folder(&[("index.html", HOME)]);
    let outcome = hash(&folder, &["--write", "--url", URL]);
    assert_eq!(outcome.status, 0, "{}", outcome.output);
    let checked = check(
        &folder,
        "index.html",
        &["Content-Type: text/html; charset=utf-8"],
    );
    assert_eq!(checked.status, 0, "{}", checked.output);

    let changed = read(&folder, "index.html").replace("start(", "begin(");
    fs::write(folder.path().join("index.html"), changed).unwrap();
    let checked = check(
        &folder,
        "index.html",
        &["Content-Type: text/html; charset=utf-8"],
    );
    assert_eq!(
        checked.status, 1,
        "a script that was changed is still allowed"
    );
}

#[test]
fn only_one_element_is_added_and_a_second_run_changes_nothing() {
    let folder = folder(&[("index.html", HOME)]);
    hash(&folder, &["--write"]);
    let once = read(&folder, "index.html");
    let start = once.find("<meta http-equiv").unwrap();
    let end = start + once[start..].find('>').unwrap() + 1;
    assert_eq!(format!("{}{}", &once[..start], &once[end..]), HOME);

    let outcome = hash(&folder, &["--write"]);
    assert!(
        outcome.output.ends_with("0 pages were changed.\n"),
        "{}",
        outcome.output
    );
    assert_eq!(read(&folder, "index.html"), once);
}

#[test]
fn the_policy_of_an_earlier_run_is_replaced() {
    let folder = folder(&[("index.html", HOME)]);
    hash(&folder, &["--write"]);
    let changed = read(&folder, "index.html").replace("start(", "begin(");
    fs::write(folder.path().join("index.html"), changed).unwrap();
    assert_eq!(hash(&folder, &["--write"]).status, 0);
    let page = read(&folder, "index.html");
    assert_eq!(page.matches("http-equiv").count(), 1);
    assert_eq!(
        check(
            &folder,
            "index.html",
            &["Content-Type: text/html; charset=utf-8"]
        )
        .status,
        0
    );
}

#[test]
fn a_policy_of_the_authors_own_stays_and_counts() {
    let page = "<head><meta http-equiv=Content-Security-Policy content=\"script-src 'none'\">\
        <script>a()</script>";
    let folder = folder(&[("index.html", page)]);
    let outcome = hash(&folder, &["--write"]);
    assert_eq!(outcome.status, 1);
    assert!(
        outcome.output.contains("blocked by script-src-elem"),
        "{}",
        outcome.output
    );
    assert!(read(&folder, "index.html").contains("content=\"script-src 'none'\">"));
}

#[test]
fn handlers_and_style_attributes_are_allowed_only_when_asked_for() {
    let folder = folder(&[("index.html", HANDLER)]);
    let outcome = hash(&folder, &[]);
    assert_eq!(outcome.status, 1);
    assert!(
        outcome.output.contains("event-handler-blocked"),
        "{}",
        outcome.output
    );
    assert!(
        outcome.output.contains("style-attribute-blocked"),
        "{}",
        outcome.output
    );
    assert!(
        outcome.output.contains("public/index.html:1:33"),
        "{}",
        outcome.output
    );
    assert!(
        !outcome.output.contains("unsafe-hashes"),
        "{}",
        outcome.output
    );

    let outcome = hash(&folder, &["--unsafe-hashes"]);
    assert_eq!(outcome.status, 0, "{}", outcome.output);
    assert!(
        outcome.output.contains("; script-src-attr 'sha256-"),
        "{}",
        outcome.output
    );
    assert!(
        outcome.output.contains(" 'unsafe-hashes'; style-src-attr "),
        "{}",
        outcome.output
    );
}

#[test]
fn what_would_open_the_page_is_never_allowed() {
    let page = "<head></head><a href=\"javascript:a()\">a</a><script src=\"data:text/javascript,b()\"></script>";
    let folder = folder(&[("index.html", page)]);
    let outcome = hash(&folder, &["--unsafe-hashes"]);
    assert_eq!(outcome.status, 1);
    assert!(
        outcome.output.contains("javascript-url-blocked"),
        "{}",
        outcome.output
    );
    assert!(
        outcome.output.contains("error[script-blocked]"),
        "{}",
        outcome.output
    );
    assert!(outcome.output.contains(
        "public/index.html\n  default-src 'none'; base-uri 'none'; form-action 'none'\n"
    ));
}

#[test]
fn pages_share_a_header_where_it_fits() {
    let folder = folder(&[
        ("index.html", HOME),
        ("about.html", "<script>about()</script>"),
        ("_headers", "/tea.css\n  Cache-Control: max-age=60\n"),
    ]);
    let outcome = hash(&folder, &["--format", "headers", "--write"]);
    assert_eq!(outcome.status, 0, "{}", outcome.output);
    let headers = read(&folder, "_headers");
    insta::assert_snapshot!(headers);
    assert_eq!(read(&folder, "index.html"), HOME);
    let policy = headers
        .lines()
        .find(|line| line.contains("Security-Policy"))
        .unwrap();
    for page in ["index.html", "about.html"] {
        let checked = check(
            &folder,
            page,
            &[policy.trim(), "Content-Type: text/html; charset=utf-8"],
        );
        assert_eq!(checked.status, 0, "{}", checked.output);
    }
}

#[test]
fn a_header_that_would_be_too_long_becomes_one_for_each_page() {
    let (first, second) = (scripts(0..25), scripts(25..50));
    let folder = folder(&[("index.html", &first), ("teas/list.html", &second)]);
    let outcome = hash(&folder, &["--format", "headers", "--write"]);
    assert_eq!(outcome.status, 0, "{}", outcome.output);
    assert!(
        outcome.output.contains("each page has its own"),
        "{}",
        outcome.output
    );
    let headers = read(&folder, "_headers");
    assert!(headers.lines().all(|line| line.chars().count() <= 2_000));
    let paths: Vec<&str> = headers
        .lines()
        .filter(|line| line.starts_with('/'))
        .collect();
    assert_eq!(paths, ["/", "/index.html", "/teas/list", "/teas/list.html"]);
}

#[test]
fn a_page_whose_own_header_would_be_too_long_is_named() {
    let folder = folder(&[("index.html", &scripts(0..60))]);
    let outcome = hash(&folder, &["--format", "headers"]);
    assert_eq!(outcome.status, 1);
    assert!(
        outcome
            .output
            .contains("public/index.html: its policy is longer"),
        "{}",
        outcome.output
    );
    assert!(!outcome.output.contains("\n/"), "{}", outcome.output);
    assert_eq!(hash(&folder, &[]).status, 0);
}

#[test]
fn a_program_gets_the_policies_as_json() {
    let folder = folder(&[("teas/index.html", "<script>a()</script>")]);
    let outcome = hash(
        &folder,
        &["--format", "json", "--url", "https://tea.example/shop/"],
    );
    assert_eq!(outcome.status, 0);
    insta::assert_snapshot!(outcome.output);

    let folder = self::folder(&[("index.html", HANDLER)]);
    let outcome = hash(&folder, &["--format", "json"]);
    assert_eq!(outcome.status, 1);
    let json: Value = serde_json::from_str(&outcome.output).unwrap();
    assert_eq!(json["violations"][0]["line"], 1);
    assert_eq!(json["violations"].as_array().unwrap().len(), 2);
}

#[test]
fn the_full_address_of_the_site_is_its_own() {
    let page = "<script src=https://tea.example/a.js></script>";
    let folder = folder(&[("index.html", page)]);
    assert!(
        hash(&folder, &[])
            .output
            .contains("script-src https://tea.example")
    );
    assert!(
        hash(&folder, &["--url", URL])
            .output
            .contains("script-src 'self'\n")
    );
}

#[test]
fn what_the_pages_do_not_show_can_be_added() {
    let folder = folder(&[("index.html", "<img src=a.png>")]);
    let policy = "default-src 'none'; connect-src https://api.example; base-uri 'none'";
    let outcome = hash(&folder, &["--policy", policy]);
    assert!(
        outcome
            .output
            .contains(&format!("{policy}; img-src 'self'\n")),
        "{}",
        outcome.output
    );

    let outcome = hash(&folder, &["--policy", "img-src self"]);
    assert_eq!(outcome.status, 2);
    assert!(outcome.errors.contains("'self'"), "{}", outcome.errors);

    let outcome = hash(&folder, &["--policy", "frame-ancestors 'none'"]);
    assert_eq!(outcome.status, 2);
    assert!(
        outcome.errors.contains("browsers ignore frame-ancestors"),
        "{}",
        outcome.errors
    );
}

#[test]
fn scripts_from_hosts_that_serve_anything_are_pointed_out() {
    let page = "<script src=https://accounts.google.com/a.js></script>";
    let outcome = hash(&folder(&[("index.html", page)]), &[]);
    assert_eq!(outcome.status, 0);
    assert!(
        outcome.output.contains("accounts.google.com answers JSONP"),
        "{}",
        outcome.output
    );
}

#[test]
fn pages_that_are_not_utf_8_keep_their_bytes() {
    let folder = folder(&[]);
    let page = b"<head><meta charset=windows-1252><script>a('\xfc')</script>";
    let path = folder.path().join("index.htm");
    fs::write(&path, page).unwrap();
    assert_eq!(hash(&folder, &["--write"]).status, 0);
    let written = fs::read(&path).unwrap();
    assert!(written.starts_with(&page[..33]) && written.ends_with(&page[33..]));
    let checked = check(&folder, "index.htm", &[]);
    assert_eq!(checked.status, 0, "{}", checked.output);
}

#[test]
fn a_page_in_utf_16_is_left_alone_and_named() {
    let folder = folder(&[]);
    let path = folder.path().join("index.html");
    let mut page = vec![0xFF, 0xFE];
    page.extend(
        "<script>a()</script>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes),
    );
    fs::write(&path, &page).unwrap();
    let outcome = hash(&folder, &["--write"]);
    assert_eq!(outcome.status, 1, "{}", outcome.output);
    assert!(
        outcome
            .output
            .contains("public/index.html: it is in UTF-16"),
        "{}",
        outcome.output
    );
    assert_eq!(fs::read(&path).unwrap(), page);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let outside = folder(&[("secret.html", "<script>a()</script>")]);
    let folder = folder(&[("index.html", "<p>a</p>")]);
    let link = |name: &str, target: &Path| {
        std::os::unix::fs::symlink(target, folder.path().join(name)).unwrap();
    };
    link("page.html", &outside.path().join("secret.html"));
    link("folder", outside.path());
    link("loop", folder.path());
    let outcome = hash(&folder, &["--write"]);
    assert_eq!(outcome.status, 0);
    assert!(
        outcome
            .output
            .contains("3 symbolic links were not followed"),
        "{}",
        outcome.output
    );
    assert_eq!(read(&outside, "secret.html"), "<script>a()</script>");

    link("_headers", &outside.path().join("secret.html"));
    let outcome = hash(&folder, &["--format", "headers", "--write"]);
    assert_eq!(outcome.status, 2);
    assert!(
        outcome.errors.contains("it is no ordinary file"),
        "{}",
        outcome.errors
    );
}

#[test]
fn a_policy_that_an_earlier_run_left_in_a_page_counts_beside_its_header() {
    let folder = folder(&[("index.html", "<script>a()</script>")]);
    hash(&folder, &["--write"]);
    let page = read(&folder, "index.html");
    assert_eq!(hash(&folder, &["--format", "headers"]).status, 0);

    fs::write(
        folder.path().join("index.html"),
        page + "<script>b()</script>",
    )
    .unwrap();
    for format in ["headers", "json"] {
        let outcome = hash(&folder, &["--format", format]);
        assert_eq!(outcome.status, 1, "{}", outcome.output);
    }
    assert_eq!(hash(&folder, &["--format", "meta"]).status, 0);
}

#[cfg(unix)]
#[test]
fn only_files_are_pages() {
    let folder = folder(&[("index.html", "<p>a</p>")]);
    let socket = folder.path().join("socket.html");
    let _listener = std::os::unix::net::UnixListener::bind(socket).unwrap();
    let outcome = hash(&folder, &[]);
    assert_eq!(outcome.status, 0, "{}", outcome.errors);
    assert!(outcome.output.contains("in 1 page."), "{}", outcome.output);
}

#[cfg(unix)]
#[test]
fn a_page_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt;

    let folder = folder(&[("index.html", HOME)]);
    let path = folder.path().join("index.html");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    hash(&folder, &["--write"]);
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o640
    );
    let names: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(names.len(), 1, "something is left over");
}

#[test]
fn a_folder_without_pages_is_a_mistake() {
    let outcome = hash(&folder(&[("tea.css", "")]), &[]);
    assert_eq!(outcome.status, 2);
    assert!(
        outcome.errors.contains("no page is in it"),
        "{}",
        outcome.errors
    );
    let outcome = stockade(["hash", "/nowhere/at/all"], b"");
    assert_eq!(outcome.status, 2);
    let outcome = hash(
        &folder(&[("index.html", "")]),
        &["--format", "json", "--write"],
    );
    assert_eq!(outcome.status, 2);
}
