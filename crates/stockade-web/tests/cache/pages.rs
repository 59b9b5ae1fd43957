//! A stored page, and what each visitor gets of it.

use std::collections::HashSet;

use http::Method;
use stockade::policy::{InvalidSource, SourceExpression};
use stockade_web::cache::PageRequest;
use stockade_web::{ErrorKind, InlineHash, Policies};

use crate::visits::{Pieces, Visit, html, stored, text, visited};

const PAGE: &str = "<script nonce=\"{nonce}\">start()</script><style nonce=\"{nonce}\"></style>";

#[tokio::test]
async fn every_visitor_gets_the_page_with_a_nonce_of_their_own() {
    let page = stored(PAGE).await;
    let mut nonces = HashSet::new();
    for _ in 0..100 {
        let (body, nonce) = visited(&page);
        assert_eq!(body, PAGE.replace("{nonce}", &nonce).into_bytes());
        nonces.insert(nonce);
    }
    assert_eq!(nonces.len(), 100);
}

#[tokio::test]
async fn the_first_visitor_gets_the_page_as_it_was_printed() {
    let visit = Visit::new();
    let printed = visit.render(PAGE);
    let response = html().body(Pieces::whole(printed.clone())).unwrap();
    let (page, first) = visit.store(response).await.unwrap();
    assert_eq!(first.body(), &printed);
    assert_eq!(first.headers(), page.headers());
}

#[tokio::test]
async fn whoever_reads_the_cache_learns_no_nonce() {
    let visit = Visit::new();
    let response = html().body(Pieces::whole(visit.render(PAGE))).unwrap();
    let (page, _) = visit.store(response).await.unwrap();

    let nonce = visit.nonce.to_string();
    let kept = [
        String::from_utf8(page.body().to_vec()).unwrap(),
        format!("{:?}", page.headers()),
        format!("{page:?}"),
        format!("{:?}", visit.asked),
    ];
    for text in kept {
        assert!(!text.contains(&nonce), "{text}");
    }
}

#[tokio::test]
async fn a_page_that_was_never_filled_runs_nothing_under_any_policy() {
    let page = stored("<script nonce=\"{nonce}\">").await;
    let body = String::from_utf8(page.body().to_vec()).unwrap();
    let blank = body.split('"').nth(1).unwrap();
    let source = SourceExpression::parse(&format!("'nonce-{blank}'"));
    assert_eq!(source, Err(InvalidSource::InvalidNonce));
}

#[tokio::test]
async fn a_page_without_a_nonce_is_stored_as_it_is() {
    let visit = Visit::new();
    let response = html()
        .header("etag", "\"v1\"")
        .body(Pieces::whole("<p>Hello</p>"));
    let (page, _) = visit.store(response.unwrap()).await.unwrap();
    let (body, nonce) = visited(&page);
    assert_eq!(body, b"<p>Hello</p>");
    assert_eq!(nonce, "", "no nonce was made");
    assert_eq!(text(page.headers(), "etag"), Some("\"v1\""));
}

#[tokio::test]
async fn inline_hashes_are_allowed_for_every_visitor() {
    let hash = InlineHash::script("start()");
    let visit = Visit::new();
    visit.nonce.allow_inline(hash.clone()).unwrap();
    let response = html().body(Pieces::whole("<script>start()</script>"));
    let (page, _) = visit.store(response.unwrap()).await.unwrap();

    let next = Visit::new();
    page.respond(&next.asked).unwrap();
    assert_eq!(next.nonce.inline_hashes(), [hash]);
    assert!(next.nonce.value().is_none());
}

#[tokio::test]
async fn policies_of_the_page_go_with_it() {
    let policies = Policies::builder().build().unwrap();
    let visit = Visit::new();
    let response = html()
        .extension(policies)
        .body(Pieces::whole("<p>"))
        .unwrap();
    let (page, first) = visit.store(response).await.unwrap();
    assert!(first.extensions().get::<Policies>().is_some());
    let second = page.respond(&Visit::new().asked).unwrap();
    assert!(second.extensions().get::<Policies>().is_some());
}

#[tokio::test]
async fn other_headers_are_kept() {
    let visit = Visit::new();
    let response = html()
        .header("cache-control", "public, max-age=60")
        .header("link", "</a.css>; rel=preload")
        .header("link", "</b.css>; rel=preload")
        .body(Pieces::whole(visit.render(PAGE)))
        .unwrap();
    let (page, _) = visit.store(response).await.unwrap();
    let second = page.respond(&Visit::new().asked).unwrap();
    assert_eq!(second.headers(), page.headers());
    assert_eq!(
        text(second.headers(), "cache-control"),
        Some("public, max-age=60")
    );
    assert_eq!(second.headers().get_all("link").iter().count(), 2);
    let length = second.body().len().to_string();
    assert_eq!(text(second.headers(), "content-length"), Some(&*length));
}

#[tokio::test]
async fn what_describes_the_bytes_of_the_first_response_is_not_kept() {
    let visit = Visit::new();
    let response = html()
        .header("etag", "\"of the first bytes\"")
        .header("content-digest", "sha-256=:AA==:")
        .header("accept-ranges", "bytes")
        .header("connection", "keep-alive")
        .body(Pieces::whole(visit.render(PAGE)))
        .unwrap();
    let (page, _) = visit.store(response).await.unwrap();
    let mut names: Vec<&str> = page.headers().keys().map(AsRef::as_ref).collect();
    names.sort_unstable();
    assert_eq!(names, ["content-length", "content-type", "etag"]);
    assert!(text(page.headers(), "etag").unwrap().starts_with("W/\""));
}

#[tokio::test]
async fn without_a_nonce_from_the_layer_there_is_no_cache() {
    let error = PageRequest::new(&http::Request::new(())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotCacheable);
    assert_eq!(
        error.to_string(),
        "the cache sees no CSP nonce in the request, so that it can neither store pages nor fill \
         them; put CspLayer outside of the cache (in axum, add it after the cache)"
    );
}

#[tokio::test]
async fn only_reading_is_answered() {
    let page = stored(PAGE).await;
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
        assert!(page.respond(&Visit::with(method, &[]).asked).is_none());
    }
}
