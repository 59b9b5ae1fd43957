//! The pages answer, and what they send fits together. Real browsers are for `pages.txt`.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use actix_web::body::to_bytes;
use actix_web::dev::Service as _;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, web};
use stockade_web::Policies;

use actix_notes::{Notebook, policy, serve};

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

fn notebook() -> web::Data<Notebook> {
    web::Data::new(Notebook::open().unwrap())
}

async fn send(notebook: &web::Data<Notebook>, policies: Policies, request: TestRequest) -> Page {
    let notebook = notebook.clone();
    let app = App::new().configure(|config| serve(config, notebook, policies));
    let app = init_service(app).await;
    let response = match app.call(request.to_request()).await {
        Ok(response) => response.into_parts().1.map_into_boxed_body(),
        Err(error) => error.error_response(),
    };
    let (status, headers) = (response.status(), response.headers().clone());
    let body = to_bytes(response.into_body()).await.unwrap();
    Page {
        status,
        headers,
        text: String::from_utf8(body.to_vec()).unwrap(),
    }
}

async fn get(notebook: &web::Data<Notebook>, path: &str) -> Page {
    let request = TestRequest::get().uri(path);
    send(notebook, policy::strict().unwrap(), request).await
}

async fn post(notebook: &web::Data<Notebook>, site: &str, fields: [(&str, &str); 2]) -> Page {
    let request = TestRequest::post()
        .uri("/")
        .insert_header(("sec-fetch-site", site))
        .set_form(fields);
    send(notebook, policy::strict().unwrap(), request).await
}

#[actix_web::test]
async fn every_page_has_its_own_nonce_on_every_tag_and_in_its_header() {
    let notebook = notebook();
    let lists = [
        include_str!("../pages.txt"),
        include_str!("../attack-pages.txt"),
    ];
    let paths = lists.into_iter().flat_map(str::lines);
    for path in paths.filter(|line| line.starts_with('/')) {
        let (first, second) = (get(&notebook, path).await, get(&notebook, path).await);
        assert_eq!(first.status, StatusCode::OK, "{path}");
        let nonces = first.nonces();
        assert!(nonces.len() >= 2, "{path}");
        assert!(nonces.iter().all(|nonce| *nonce == nonces[0]), "{path}");
        let source = format!("'nonce-{}'", nonces[0]);
        assert_eq!(first.header(POLICY).matches(&source).count(), 2, "{path}");
        assert_eq!(first.header("cache-control"), "private", "{path}");
        assert_ne!(nonces[0], second.nonces()[0], "{path}");
    }
}

#[actix_web::test]
async fn the_script_that_sets_the_theme_is_allowed_by_its_hash() {
    let page = get(&notebook(), "/").await;
    let script = "<script>document.documentElement.dataset.theme";
    assert!(page.text.contains(script), "{}", page.text);
    assert!(page.header(POLICY).contains(" 'sha256-"));
}

#[actix_web::test]
async fn every_script_file_and_style_sheet_has_its_integrity() {
    let page = get(&notebook(), "/unsafe").await;
    let files = ["foolscap.css", "foolscap.js", "watch-violations.js"];
    for file in files {
        let mut tags = page.text.split('<');
        let tag = tags.find(|tag| tag.contains(&format!("\"/static/{file}\"")));
        assert!(tag.unwrap().contains("integrity=\"sha384-"), "{file}");
        assert_eq!(
            get(&notebook(), &format!("/static/{file}")).await.status,
            200
        );
    }
}

#[actix_web::test]
async fn a_note_can_be_written_and_is_escaped() {
    let notebook = notebook();
    let fields = [("title", "Quince"), ("body", "<b>Ask Marit</b>")];
    let written = post(&notebook, "same-origin", fields).await;
    assert_eq!(written.status, StatusCode::SEE_OTHER);
    let page = get(&notebook, "/").await;
    assert!(page.text.contains("&lt;b&gt;Ask Marit"), "{}", page.text);
    assert!(
        !page
            .text
            .contains("<script>document.documentElement.dataset.pwned")
    );
    assert!(
        get(&notebook, "/unsafe")
            .await
            .text
            .contains("<b>Ask Marit</b>")
    );
}

#[actix_web::test]
async fn what_is_wrong_with_a_note_is_said() {
    let refused = post(&notebook(), "same-origin", [("title", " "), ("body", "a")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("A note needs a title"));
    let source = format!("'nonce-{}'", refused.nonces()[0]);
    assert!(refused.header(POLICY).contains(&source));
}

#[actix_web::test]
async fn a_form_of_another_site_is_refused_under_the_policy() {
    let refused = post(&notebook(), "cross-site", [("title", "a"), ("body", "a")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.header(POLICY).starts_with("default-src 'none'"));
}

#[actix_web::test]
async fn pages_that_are_missing_and_files_have_the_policy_too() {
    for path in ["/nowhere", "/static/nowhere", "/static/foolscap.css"] {
        let page = get(&notebook(), path).await;
        assert!(
            page.header(POLICY).starts_with("default-src 'none'"),
            "{path}"
        );
    }
}

#[actix_web::test]
async fn without_a_policy_none_is_sent() {
    let request = TestRequest::get().uri("/unsafe");
    let page = send(&notebook(), policy::none().unwrap(), request).await;
    assert_eq!(page.header(POLICY), "");
}
