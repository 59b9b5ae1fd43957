//! In a wrong order nothing is stored, and every visitor gets a page that works.

use axum::Router;
use axum::http::Method;
use stockade_web::cache::Refusal;
use tower_http::compression::CompressionLayer;

use super::page_cache::PageCache;
use super::site::{Site, cache, csp, decompressing, visit, visit_with};

/// Two visitors get pages of their own, each with its nonce, and nothing is kept.
async fn stores_nothing(site: &Site, cache: &PageCache, app: Router) {
    let app = decompressing(app);
    let asking = [("accept-encoding", "gzip")];
    let first = visit_with(&app, Method::GET, "/nonce", &asking).await;
    let second = visit_with(&app, Method::GET, "/nonce", &asking).await;
    assert_ne!(first.nonce(), second.nonce());
    assert_eq!((site.made(), cache.len()), (2, 0));
}

#[tokio::test]
async fn a_cache_outside_of_the_layer_stores_nothing() {
    let (site, cache) = (Site::default(), cache());
    let app = site.routes().layer(csp()).layer(cache.clone());
    stores_nothing(&site, &cache, app).await;
}

/// Somebody puts a nonce into the request, and the cache takes it for the layer's.
#[tokio::test]
async fn a_cache_outside_of_the_layer_is_not_deceived_by_a_nonce_of_others() {
    use axum::extract::Request;
    use axum::middleware::{Next, from_fn};
    use stockade_web::CspNonce;

    let (site, cache) = (Site::default(), cache());
    let app = site.routes().layer(csp()).layer(cache.clone());
    let app = app.layer(from_fn(async |mut request: Request, next: Next| {
        request.extensions_mut().insert(CspNonce::new());
        next.run(request).await
    }));
    stores_nothing(&site, &cache, app).await;
    assert_eq!(cache.refusals(), [Refusal::OwnPolicy; 2]);
}

#[tokio::test]
async fn compression_inside_of_the_cache_keeps_pages_out() {
    let (site, cache) = (Site::default(), cache());
    let app = site.routes().layer(CompressionLayer::new());
    let app = app.layer(cache.clone()).layer(csp());
    stores_nothing(&site, &cache, app).await;
    assert_eq!(cache.refusals(), [Refusal::Compressed; 2]);
}

#[tokio::test]
async fn without_the_layer_nothing_is_stored() {
    use axum::response::Html;
    use axum::routing::get;

    let cache = cache();
    let app = Router::new().route("/", get(async || Html("<p>Hello</p>")));
    let app = app.layer(cache.clone());
    assert_eq!(visit(&app, "/").await.body, "<p>Hello</p>");
    assert_eq!(cache.len(), 0);
}
