//! In the right order: compression, `CspLayer`, cache, handlers.

use std::time::Duration;

use axum::Router;
use axum::http::{Method, StatusCode};
use stockade_web::CspLayer;
use stockade_web::cache::Refusal;
use tower_http::compression::CompressionLayer;

use super::page_cache::PageCache;
use super::site::{Site, cache, cache_of, csp, decompressing, visit, visit_with};

fn cached(site: &Site, cache: &PageCache) -> Router {
    let app = site.routes().layer(cache.clone()).layer(csp());
    app.layer(CompressionLayer::new())
}

#[tokio::test]
async fn a_page_is_made_once_and_every_visitor_has_their_own_nonce() {
    let (site, cache) = (Site::default(), cache());
    let app = cached(&site, &cache);
    let mut nonces = Vec::new();
    for _ in 0..20 {
        let seen = visit(&app, "/nonce").await;
        nonces.push(seen.nonce().to_owned());
        assert_eq!(seen.cache_control(), Some("private"));
    }
    nonces.sort_unstable();
    nonces.dedup();
    assert_eq!((nonces.len(), site.made(), cache.len()), (20, 1, 1));
}

#[tokio::test]
async fn a_page_without_a_nonce_stays_the_same_for_all() {
    let (site, cache) = (Site::default(), cache());
    let app = cached(&site, &cache);
    let (first, second) = (visit(&app, "/plain").await, visit(&app, "/plain").await);
    assert_eq!(first.body, second.body);
    assert_eq!(first.headers, second.headers);
    assert_eq!(second.policy(), Some("script-src 'none'; base-uri 'none'"));
    assert_eq!(second.cache_control(), None);
    assert_eq!(site.made(), 1);
}

#[tokio::test]
async fn hashes_of_inline_blocks_are_in_the_policy_of_every_visitor() {
    let (site, cache) = (Site::default(), cache());
    let app = cached(&site, &cache);
    let (first, second) = (visit(&app, "/hash").await, visit(&app, "/hash").await);
    let policy = second.policy().unwrap();
    assert!(policy.contains("script-src 'sha256-"), "{policy}");
    assert_eq!(
        (first.policy(), second.cache_control()),
        (Some(policy), None)
    );
    assert_eq!(site.made(), 1);
}

#[tokio::test]
async fn what_is_filled_is_compressed_for_each_visitor() {
    for encoding in ["gzip", "br"] {
        let (site, cache) = (Site::default(), cache());
        let app = cached(&site, &cache);
        let asking = [("accept-encoding", encoding)];
        let compressed = visit_with(&app, Method::GET, "/nonce", &asking).await;
        assert_eq!(compressed.headers["content-encoding"], encoding);

        let app = decompressing(app);
        let first = visit_with(&app, Method::GET, "/nonce", &asking).await;
        let second = visit_with(&app, Method::GET, "/nonce", &asking).await;
        assert_ne!(first.nonce(), second.nonce());
        assert_eq!((site.made(), cache.len()), (1, 1));
    }
}

#[tokio::test]
async fn compression_may_stand_between_the_layer_and_the_cache() {
    let (site, cache) = (Site::default(), cache());
    let app = site.routes().layer(cache.clone());
    let app = decompressing(app.layer(CompressionLayer::new()).layer(csp()));
    let (first, second) = (visit(&app, "/nonce").await, visit(&app, "/nonce").await);
    assert_ne!(first.nonce(), second.nonce());
    assert_eq!(site.made(), 1);
}

#[tokio::test]
async fn a_visitor_who_has_the_page_keeps_it_with_its_policy() {
    let (site, cache) = (Site::default(), cache());
    let app = cached(&site, &cache);
    let seen = visit(&app, "/nonce").await;
    let tag = seen.headers["etag"].to_str().unwrap();
    let again = visit_with(&app, Method::GET, "/nonce", &[("if-none-match", tag)]).await;
    assert_eq!(
        (again.status, again.policy()),
        (StatusCode::NOT_MODIFIED, None)
    );
    assert_eq!((again.body.as_str(), site.made()), ("", 1));
}

#[tokio::test]
async fn head_and_parts_are_answered_from_the_cache() {
    let (site, cache) = (Site::default(), cache());
    let app = cached(&site, &cache);
    let whole = visit(&app, "/nonce").await;
    let head = visit_with(&app, Method::HEAD, "/nonce", &[]).await;
    assert_eq!(
        head.headers["content-length"],
        whole.headers["content-length"]
    );
    assert!(head.policy().unwrap().contains("'nonce-"));
    assert_eq!(head.body, "");

    let part = visit_with(&app, Method::GET, "/nonce", &[("range", "bytes=0-5")]).await;
    assert_eq!(part.status, StatusCode::OK);
    part.nonce();
    assert_eq!(site.made(), 1);
}

#[tokio::test]
async fn policies_of_a_layer_inside_the_cache_go_with_the_page() {
    let (site, cache) = (Site::default(), cache());
    let inner = CspLayer::update([("img-src", "https://images.example")]).unwrap();
    let app = site.routes().layer(inner).layer(cache.clone()).layer(csp());
    let (first, second) = (visit(&app, "/plain").await, visit(&app, "/plain").await);
    assert!(
        second
            .policy()
            .unwrap()
            .contains("img-src https://images.example")
    );
    assert_eq!(first.policy(), second.policy());
    assert_eq!(site.made(), 1);
}

#[tokio::test]
async fn a_page_over_the_limit_reaches_its_visitor_and_is_not_stored() {
    let (site, cache) = (Site::default(), cache());
    let app = cached(&site, &cache);
    for _ in 0..2 {
        let seen = visit(&app, "/large").await;
        assert!(seen.body.len() > 10_000);
        assert!(
            seen.policy()
                .unwrap()
                .contains(&seen.body[seen.body.len() - 22..])
        );
    }
    assert_eq!(cache.refusals(), [Refusal::TooLarge; 2]);
    assert_eq!((site.made(), cache.len()), (2, 0));
}

#[tokio::test]
async fn a_visitor_with_a_cookie_gets_a_page_of_their_own() {
    let (site, cache) = (Site::default(), cache());
    let app = cached(&site, &cache);
    visit(&app, "/nonce").await;
    let cookie = [("cookie", "session=1")];
    visit_with(&app, Method::GET, "/nonce", &cookie)
        .await
        .nonce();
    assert_eq!(cache.refusals(), [Refusal::Credentials]);
    assert_eq!(site.made(), 2);
}

#[tokio::test]
async fn the_cache_holds_no_more_than_it_may_and_forgets() {
    let site = Site::default();
    let small = cache_of(1, Duration::from_secs(600));
    let app = cached(&site, &small);
    for address in ["/nonce", "/plain", "/nonce?again"] {
        visit(&app, address).await;
    }
    assert_eq!(small.len(), 1);

    let forgetful = cache_of(1, Duration::ZERO);
    let app = cached(&Site::default(), &forgetful);
    let (first, second) = (visit(&app, "/nonce").await, visit(&app, "/nonce").await);
    assert_ne!(first.nonce(), second.nonce());
}
