//! What a request may ask of a stored page: its head, a part, only what is new, only its own.

use http::{Method, StatusCode};

use crate::visits::{Pieces, Visit, html, stored, text};
use stockade_web::cache::StoredPage;

const PAGE: &str = "<script nonce=\"{nonce}\">start()</script>";

async fn stored_with(asked: &[(&'static str, &str)], headers: &[(&str, &str)]) -> StoredPage {
    let visit = Visit::asking(asked);
    let builder = headers
        .iter()
        .fold(html(), |all, (name, value)| all.header(*name, *value));
    let response = builder.body(Pieces::whole(visit.render(PAGE))).unwrap();
    visit.store(response).await.map_err(|e| e.reason).unwrap().0
}

#[tokio::test]
async fn head_gets_the_headers_of_get_and_no_body() {
    let page = stored(PAGE).await;
    let visit = Visit::with(Method::HEAD, &[]);
    let response = page.respond(&visit.asked).unwrap();
    assert_eq!(response.headers(), page.headers());
    assert!(response.body().is_empty());
    assert!(
        visit.nonce.value().is_some(),
        "its policy names a nonce too"
    );
}

#[tokio::test]
async fn a_part_is_answered_with_the_whole() {
    let page = stored(PAGE).await;
    let visit = Visit::asking(&[("range", "bytes=0-9")]);
    let response = page.respond(&visit.asked).unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.body(), &visit.render(PAGE));
    assert_eq!(text(response.headers(), "accept-ranges"), None);
}

#[tokio::test]
async fn the_entity_tag_is_of_the_page_without_its_nonce() {
    let (once, again) = (stored(PAGE).await, stored(PAGE).await);
    let tag = text(once.headers(), "etag").unwrap();
    assert!(tag.starts_with("W/\"") && tag.ends_with('"'), "{tag}");
    assert_eq!(text(again.headers(), "etag"), Some(tag));
    let other = stored("<script nonce=\"{nonce}\">stop()</script>").await;
    assert_ne!(text(other.headers(), "etag"), Some(tag));
}

#[tokio::test]
async fn who_has_the_page_keeps_it_with_its_policy() {
    let kept = [
        ("cache-control", "max-age=60"),
        ("vary", "accept-language"),
        ("x-page", "1"),
    ];
    let page = stored_with(&[], &kept).await;
    let tag = text(page.headers(), "etag").unwrap().to_owned();
    let visit = Visit::asking(&[("if-none-match", &tag)]);
    let response = page.respond(&visit.asked).unwrap();

    assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
    assert!(response.body().is_empty());
    assert!(visit.nonce.value().is_none(), "no nonce was made");
    let mut names: Vec<&str> = response.headers().keys().map(AsRef::as_ref).collect();
    names.sort_unstable();
    assert_eq!(names, ["cache-control", "etag", "vary"]);
}

#[tokio::test]
async fn entity_tags_are_compared_weakly_and_may_be_many() {
    let page = stored(PAGE).await;
    let tag = text(page.headers(), "etag").unwrap().to_owned();
    let strong = tag.trim_start_matches("W/");
    let matching = [format!("\"a\", {tag}"), strong.to_owned(), "*".to_owned()];
    for tags in matching {
        let response = page
            .respond(&Visit::asking(&[("if-none-match", &tags)]).asked)
            .unwrap();
        assert_eq!(response.status(), StatusCode::NOT_MODIFIED, "{tags}");
    }
    let others = ["\"a\"", "W/\"\"", "", ",", strong.trim_matches('"')];
    for tags in others {
        let response = page
            .respond(&Visit::asking(&[("if-none-match", tags)]).asked)
            .unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{tags}");
    }
}

#[tokio::test]
async fn a_date_counts_where_no_entity_tag_is_asked_for() {
    let date = "Sat, 21 Nov 2026 20:00:00 GMT";
    let page = stored_with(&[], &[("last-modified", date)]).await;
    let status = |headers: &[(&'static str, &str)]| {
        page.respond(&Visit::asking(headers).asked)
            .unwrap()
            .status()
    };
    assert_eq!(
        status(&[("if-modified-since", date)]),
        StatusCode::NOT_MODIFIED
    );
    assert_eq!(
        status(&[("if-modified-since", "Sat, 21 Nov 2026 19:00:00 GMT")]),
        StatusCode::OK
    );
    assert_eq!(
        status(&[("if-modified-since", date), ("if-none-match", "\"other\"")]),
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_page_that_varies_is_for_requests_like_its_own() {
    let page = stored_with(
        &[("accept-language", "fi")],
        &[("vary", "Accept-Language, X-A")],
    )
    .await;
    let is_answered =
        |headers: &[(&'static str, &str)]| page.respond(&Visit::asking(headers).asked).is_some();
    assert!(is_answered(&[
        ("accept-language", "fi"),
        ("user-agent", "other")
    ]));
    assert!(!is_answered(&[("accept-language", "sv")]));
    assert!(!is_answered(&[
        ("accept-language", "fi"),
        ("accept-language", "sv")
    ]));
    assert!(!is_answered(&[("accept-language", "fi"), ("x-a", "")]));
    assert!(!is_answered(&[]));
}

#[tokio::test]
async fn who_brings_credentials_gets_a_page_of_their_own_unless_it_is_public() {
    let credentials: [&[(&'static str, &str)]; 2] = [
        &[("cookie", "session=1")],
        &[("authorization", "Basic YTpi")],
    ];
    let unsaid = stored_with(&[], &[("cache-control", "max-age=60")]).await;
    let public = stored_with(&[], &[("cache-control", "max-age=60, Public")]).await;
    for headers in credentials {
        assert!(unsaid.respond(&Visit::asking(headers).asked).is_none());
        assert!(public.respond(&Visit::asking(headers).asked).is_some());
        stored_with(headers, &[("cache-control", "public")]).await;
    }
}
