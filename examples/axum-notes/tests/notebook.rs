//! The pages answer, and what they send fits together. Real browsers are for `pages.txt`.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use axum_notes::{app, policy};

const POLICY: &str = "content-security-policy";

/// What the notebook answers.
struct Page {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Page {
    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    /// The nonces on its tags.
    fn nonces(&self) -> Vec<&str> {
        let behind = self.text.split("nonce=\"").skip(1);
        behind.map(|rest| rest.split('"').next().unwrap()).collect()
    }
}

fn notebook() -> Router {
    app(None, policy::strict().unwrap()).unwrap()
}

async fn send(notebook: &Router, request: Request<Body>) -> Page {
    let response = notebook.clone().oneshot(request).await.unwrap();
    let (head, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Page {
        status: head.status,
        headers: head.headers,
        text: String::from_utf8(body.to_vec()).unwrap(),
    }
}

async fn get(notebook: &Router, path: &str) -> Page {
    send(notebook, Request::get(path).body(Body::empty()).unwrap()).await
}

async fn post(notebook: &Router, path: &str, fields: &'static str) -> Page {
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(fields));
    send(notebook, request.unwrap()).await
}

/// The paths in one of the lists beside `Cargo.toml`.
fn listed(list: &str) -> impl Iterator<Item = &str> {
    list.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[tokio::test]
async fn every_page_has_its_own_nonce_on_every_tag_and_in_its_header() {
    let notebook = notebook();
    let mut seen = Vec::new();
    let lists = [
        include_str!("../pages.txt"),
        include_str!("../attack-pages.txt"),
    ];
    for path in lists.into_iter().flat_map(listed) {
        let page = get(&notebook, path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let nonces = page.nonces();
        assert!(nonces.len() >= 2, "{path}");
        assert!(nonces.iter().all(|nonce| *nonce == nonces[0]), "{path}");
        let source = format!("'nonce-{}'", nonces[0]);
        assert_eq!(page.header(POLICY).matches(&source).count(), 2, "{path}");
        assert_eq!(page.header("cache-control"), "private", "{path}");
        assert!(
            !seen.contains(&nonces[0].to_owned()),
            "{path} has an old nonce"
        );
        seen.push(nonces[0].to_owned());
    }
}

#[tokio::test]
async fn the_script_that_sets_the_theme_is_allowed_by_its_hash() {
    let page = get(&notebook(), "/").await;
    assert!(
        page.text
            .contains("<script>document.documentElement.dataset.theme")
    );
    assert!(page.header(POLICY).contains(" 'sha256-"));
}

#[tokio::test]
async fn every_script_and_style_sheet_has_its_integrity() {
    let notebook = notebook();
    for (path, files) in [("/", 2), ("/notes/1/edit", 3), ("/unsafe/3", 3)] {
        let page = get(&notebook, path).await;
        let tags = page
            .text
            .split('<')
            .filter(|tag| tag.contains("=\"/static/"));
        let tags: Vec<&str> = tags.filter(|tag| !tag.contains(".svg")).collect();
        assert_eq!(tags.len(), files, "{path}");
        for tag in tags {
            assert!(tag.contains("integrity=\"sha384-"), "{path}: {tag}");
        }
    }
    let editor = get(&notebook, "/notes/1/edit").await.text;
    assert!(editor.contains("type=\"importmap\""));
    assert!(editor.contains("\"integrity\":{\"/static/text.js\":\"sha384-"));
}

#[tokio::test]
async fn the_kept_page_is_made_once_and_its_nonce_each_time() {
    let notebook = notebook();
    let first = get(&notebook, "/about").await;
    let second = get(&notebook, "/about").await;
    assert_ne!(first.nonces()[0], second.nonces()[0]);
    let without_nonce = |page: &Page| page.text.replace(page.nonces()[0], "");
    assert_eq!(without_nonce(&first), without_nonce(&second));
    assert!(
        second.headers.contains_key(header::ETAG),
        "it came from the cache"
    );
    let hash = |page: &Page| page.header(POLICY).contains("'sha256-");
    assert!(hash(&first) && hash(&second));
}

#[tokio::test]
async fn a_note_can_be_written_found_changed_and_deleted() {
    let notebook = notebook();
    let written = post(
        &notebook,
        "/notes/new",
        "title=Quince&body=Ask+Marit&pinned=on",
    )
    .await;
    assert_eq!(written.status, StatusCode::SEE_OTHER);
    let path = written.header("location").to_owned();

    let found = get(&notebook, "/?q=marit").await;
    assert!(found.text.contains(&format!("href=\"{path}\"")));
    assert!(found.text.contains("1 with “marit”"));

    let edit = format!("{path}/edit");
    let changed = post(&notebook, &edit, "title=Quince&body=Marit+says+yes").await;
    assert_eq!(changed.header("location"), path);
    assert!(get(&notebook, &path).await.text.contains("Marit says yes"));

    let delete = format!("{path}/delete");
    assert!(
        get(&notebook, &delete)
            .await
            .text
            .contains("Tear out “Quince”?")
    );
    assert_eq!(post(&notebook, &delete, "").await.header("location"), "/");
    assert_eq!(get(&notebook, &path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_wrong_with_a_draft_is_said_beside_its_field() {
    let notebook = notebook();
    let refused = post(&notebook, "/notes/new", "title=+&body=%3Cb%3E").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("Give the note a title."));
    assert!(
        refused.text.contains("&lt;b&gt;</textarea>"),
        "what was written is kept"
    );
    assert!(
        refused
            .header(POLICY)
            .contains(&format!("'nonce-{}'", refused.nonces()[0]))
    );
}

#[tokio::test]
async fn untrusted_text_is_escaped_but_on_the_page_that_shows_why() {
    let notebook = notebook();
    let escaped = get(&notebook, "/notes/3").await.text;
    assert!(escaped.contains("&lt;script&gt;document"));
    assert!(!escaped.contains("onerror=\"document"));
    assert!(
        get(&notebook, "/unsafe/3")
            .await
            .text
            .contains("<script>document.documentElement.dataset.pwned")
    );
}

#[tokio::test]
async fn a_form_of_another_site_is_refused_under_the_policy() {
    let notebook = notebook();
    let request = Request::post("/notes/1/delete")
        .header("sec-fetch-site", "cross-site")
        .body(Body::empty());
    let refused = send(&notebook, request.unwrap()).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.header(POLICY).starts_with("default-src 'none'"));
    assert_eq!(get(&notebook, "/notes/1").await.status, StatusCode::OK);
}

#[tokio::test]
async fn pages_that_are_missing_and_files_have_the_policy_too() {
    let notebook = notebook();
    let missing = get(&notebook, "/notes/0").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert!(missing.text.contains("There is no such page"));
    for path in [
        "/notes/0",
        "/nowhere",
        "/notes/no-number",
        "/static/foolscap.css",
    ] {
        let page = get(&notebook, path).await;
        assert!(
            page.header(POLICY).starts_with("default-src 'none'"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn without_a_policy_none_is_sent() {
    let notebook = app(None, policy::none().unwrap()).unwrap();
    assert_eq!(get(&notebook, "/unsafe/3").await.header(POLICY), "");
}
