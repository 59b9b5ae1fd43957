//! A small site, and visitors who see what browsers would.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::response::Html;
use axum::routing::get;
use http_body_util::BodyExt as _;
use stockade::PolicyBuilder;
use stockade::policy::source;
use stockade_web::{CspLayer, CspNonce, InlineHash, Policies};
use tower::ServiceExt as _;
use tower_http::decompression::DecompressionLayer;

use super::page_cache::{Limits, PageCache};

pub(super) fn policies() -> Policies {
    let policy = PolicyBuilder::new()
        .directive("script-src", source::NONCE)
        .directive("base-uri", source::NONE);
    Policies::builder().enforce(policy).build().unwrap()
}

pub(super) fn csp() -> CspLayer {
    CspLayer::new(policies())
}

pub(super) fn cache() -> PageCache {
    cache_of(10, Duration::from_secs(600))
}

pub(super) fn cache_of(pages: usize, lifetime: Duration) -> PageCache {
    PageCache::new(Limits {
        pages,
        bytes_of_a_page: 10_000,
        lifetime,
    })
}

/// Pages, and how often handlers have made one.
#[derive(Clone, Default)]
pub(super) struct Site {
    made: Arc<AtomicUsize>,
}

impl Site {
    pub(super) fn made(&self) -> usize {
        self.made.load(Ordering::Relaxed)
    }

    /// The routes, without any layer.
    pub(super) fn routes(&self) -> Router {
        let page = |print: fn(&CspNonce) -> String| {
            let made = Arc::clone(&self.made);
            get(async move |nonce: CspNonce| {
                made.fetch_add(1, Ordering::Relaxed);
                Html(print(&nonce))
            })
        };
        Router::new()
            .route(
                "/nonce",
                page(|nonce| script(&nonce.attribute().to_string())),
            )
            .route("/plain", page(|_| "<p>Hello</p>".repeat(20)))
            .route(
                "/large",
                page(|nonce| script(&"x".repeat(10_000)) + &nonce.to_string()),
            )
            .route(
                "/hash",
                page(|nonce| {
                    nonce.allow_inline(InlineHash::script("start()")).unwrap();
                    script("")
                }),
            )
    }
}

fn script(attributes: &str) -> String {
    format!("<p>Hello</p><script {attributes}>start()</script>").repeat(3)
}

/// What a visitor sees, decompressed.
pub(super) struct Seen {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

pub(super) async fn visit(site: &Router, address: &str) -> Seen {
    visit_with(site, Method::GET, address, &[]).await
}

pub(super) async fn visit_with(
    site: &Router,
    method: Method,
    address: &str,
    headers: &[(&str, &str)],
) -> Seen {
    let builder = Request::builder().method(method).uri(address);
    let builder = headers
        .iter()
        .fold(builder, |all, (name, value)| all.header(*name, *value));
    let request = builder.body(Body::empty()).unwrap();
    let response = site.clone().oneshot(request).await.unwrap();
    let (head, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Seen {
        status: head.status,
        headers: head.headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    }
}

/// A visitor's client that takes compressed answers, and reads them.
pub(super) fn decompressing(site: Router) -> Router {
    Router::new()
        .fallback_service(site)
        .layer(DecompressionLayer::new())
}

impl Seen {
    pub(super) fn policy(&self) -> Option<&str> {
        Some(self.headers.get(CONTENT_SECURITY_POLICY)?.to_str().unwrap())
    }

    pub(super) fn cache_control(&self) -> Option<&str> {
        Some(self.headers.get(CACHE_CONTROL)?.to_str().unwrap())
    }

    /// The nonce of the policy, having seen that every script of the page carries it.
    pub(super) fn nonce(&self) -> &str {
        let policy = self.policy().unwrap();
        let (_, rest) = policy.split_once("'nonce-").unwrap();
        let nonce = &rest[..22];
        let attribute = format!("nonce=\"{nonce}\"");
        assert_eq!(self.body.matches("nonce=").count(), 3, "{}", self.body);
        assert_eq!(
            self.body.matches(&attribute).count(),
            3,
            "{policy}: {}",
            self.body
        );
        nonce
    }
}
