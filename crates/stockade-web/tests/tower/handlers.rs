//! The nonce in a handler.

use std::convert::Infallible;
use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::Poll;

use axum::Router;
use axum::http::{Method, Request};
use axum::response::{Html, IntoResponse as _};
use axum::routing::get;
use stockade::PolicyBuilder;
use stockade_web::{CspLayer, CspNonce, ErrorKind, InlineHash, Policies};
use tower::{Layer as _, ServiceExt as _, service_fn};

use crate::support::{self, Streamed, logged, run, strict_policies};

async fn page(nonce: CspNonce) -> Html<String> {
    Html(format!("<script {}></script>", nonce.attribute()))
}

fn fixed() -> CspLayer {
    let policy = PolicyBuilder::from_text("default-src 'self'");
    CspLayer::fixed(Policies::builder().enforce(policy).build().unwrap()).unwrap()
}

#[tokio::test]
async fn every_response_has_a_nonce_of_its_own() {
    let app = Router::new().route("/", get(page));
    let app = app.layer(CspLayer::new(strict_policies()));
    let (first, second) = (support::get(&app, "/").await, support::get(&app, "/").await);
    assert_ne!(
        first.nonce_of_policy().unwrap(),
        second.nonce_of_policy().unwrap()
    );
    assert!(first.body.contains(first.nonce_of_policy().unwrap()));
    assert!(second.body.contains(second.nonce_of_policy().unwrap()));
}

#[tokio::test]
async fn a_handler_that_needs_the_nonce_says_that_the_layer_is_missing() {
    let answer = support::get(&Router::new().route("/", get(page)), "/").await;
    assert_eq!(answer.status, 500);
    assert_eq!(
        answer.body,
        "a handler asks for the CSP nonce, but no CspLayer is around its route; add \
         .layer(CspLayer::new(policies)) to the Router, below its routes",
    );
}

#[tokio::test]
async fn a_handler_may_do_without_the_layer() {
    let handler = async |nonce: Option<CspNonce>| nonce.is_some().to_string();
    let app = Router::new().route("/", get(handler));
    assert_eq!(support::get(&app, "/").await.body, "false");
    let app = app.layer(CspLayer::new(strict_policies()));
    assert_eq!(support::get(&app, "/").await.body, "true");
}

#[tokio::test]
async fn a_layer_for_fixed_policies_hands_out_a_nonce_that_prints_nothing() {
    let handler = async |nonce: CspNonce| {
        assert_eq!(nonce.get().unwrap_err().kind(), ErrorKind::NoNonce);
        let hash = nonce.allow_inline(InlineHash::script("start()"));
        assert_eq!(hash.unwrap_err().kind(), ErrorKind::NoNonce);
        page(nonce).await
    };
    let app = Router::new().route("/", get(handler)).layer(fixed());
    let answer = support::get(&app, "/").await;
    assert_eq!(answer.body, "<script ></script>");
    assert_eq!(answer.policy(), "default-src 'self'");
    assert_eq!(answer.header("cache-control"), "");
}

#[test]
fn a_layer_for_fixed_policies_refuses_one_with_a_nonce() {
    let error = CspLayer::fixed(strict_policies()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidPolicy);
}

#[tokio::test]
async fn a_nonce_that_somebody_else_put_into_the_request_is_used() {
    let app = Router::new().route("/", get(page));
    let app = app.layer(CspLayer::new(strict_policies()));
    let nonce = CspNonce::new();
    let request = Request::builder().extension(nonce.clone()).uri("/");
    let request = request.body(axum::body::Body::empty()).unwrap();
    let answer = support::send(&app, request).await;
    assert_eq!(
        answer.nonce_of_policy(),
        Some(nonce.get().unwrap().as_str())
    );
}

#[tokio::test]
async fn a_nonce_that_somebody_else_put_into_the_request_does_not_keep_layers_from_nesting() {
    let inner = CspLayer::update([("img-src", "data:")]).unwrap();
    let app = Router::new()
        .route("/", get(""))
        .layer(inner)
        .layer(fixed());
    let nonce = CspNonce::new();
    for _ in 0..2 {
        let request = Request::builder().extension(nonce.clone()).uri("/");
        let request = request.body(axum::body::Body::empty()).unwrap();
        let answer = support::send(&app, request).await;
        assert_eq!(answer.policy(), "default-src 'self'; img-src 'self' data:");
    }
}

#[tokio::test]
async fn an_inline_block_is_allowed_by_its_hash_and_the_page_stays_cacheable() {
    let handler = async |nonce: CspNonce| {
        nonce.allow_inline(InlineHash::script("start()")).unwrap();
        Html("<script>start()</script>")
    };
    let app = Router::new().route("/", get(handler));
    let app = app.layer(CspLayer::new(strict_policies()));
    let answer = support::get(&app, "/").await;
    assert_eq!(
        answer.policy(),
        format!(
            "default-src 'none'; script-src {}; base-uri 'none'",
            InlineHash::script("start()").source(),
        ),
    );
    assert_eq!(answer.header("cache-control"), "");
}

#[tokio::test]
async fn a_stream_that_has_let_go_of_the_nonce_stays_cacheable() {
    let handler = async |_: CspNonce| Html(Streamed::body(|| "<p>Hello</p>".to_owned()));
    let app = Router::new().route("/", get(handler));
    let app = app.layer(CspLayer::new(strict_policies()));
    let answer = support::get(&app, "/").await;
    assert_eq!(answer.nonce_of_policy(), None);
    assert_eq!(answer.header("cache-control"), "");
}

#[tokio::test]
async fn a_service_that_holds_the_nonce_beyond_its_answer_does_not_matter() {
    let service = service_fn(|request: Request<()>| {
        let nonce = request.extensions().get::<CspNonce>().cloned();
        poll_fn(move |_| {
            let _held = &nonce;
            let page = Html(Streamed::body(|| "<p>Hello</p>".to_owned()));
            Poll::Ready(Ok::<_, Infallible>(page.into_response()))
        })
    });
    let service = CspLayer::new(strict_policies()).layer(service);
    let answer = service.oneshot(Request::new(())).await.unwrap();
    assert_eq!(support::Answer::of(answer).await.nonce_of_policy(), None);
}

#[tokio::test]
async fn the_answer_to_head_has_the_headers_of_the_page() {
    let app = Router::new().route("/", get(page));
    let app = app.layer(CspLayer::new(strict_policies()));
    let answer = support::ask(&app, Method::HEAD, "/").await;
    assert!(answer.nonce_of_policy().is_some());
    assert_eq!(answer.body, "");
}

#[test]
fn a_nonce_that_is_printed_too_late_prints_nothing_and_is_logged() {
    let kept: Arc<Mutex<Option<CspNonce>>> = Arc::default();
    let keep = Arc::clone(&kept);
    let handler = async move |nonce: CspNonce| {
        *keep.lock().unwrap() = Some(nonce);
        Html("<p>Hello</p>")
    };
    let app = Router::new().route("/", get(handler));
    let app = app.layer(CspLayer::new(strict_policies()));
    let answer = run(async || support::get(&app, "/").await);
    assert_eq!(answer.nonce_of_policy(), None);

    let nonce = kept.lock().unwrap().take().unwrap();
    assert_eq!(nonce.get().unwrap_err().kind(), ErrorKind::LateNonce);
    let log = logged(|| assert_eq!(nonce.to_string(), ""));
    assert_eq!(
        log,
        [
            "the CSP nonce was first printed when the response's headers had been sent without it, \
          so browsers block what carries it; print it before the handler returns, or keep a clone \
          of the nonce in the body that streams it"
        ],
    );
}
