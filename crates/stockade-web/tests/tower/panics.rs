//! Handlers that panic.

use axum::Router;
use axum::routing::get;
use stockade_web::CspLayer;
use tower_http::catch_panic::CatchPanicLayer;

use crate::support::{self, strict_policies};

fn app() -> Router {
    let panics: fn() -> std::future::Ready<String> = || panic!("on purpose");
    Router::new()
        .route("/", get(panics))
        .route("/fine", get("fine"))
}

#[tokio::test]
async fn a_panic_that_is_caught_inside_has_the_policy() {
    let app = app()
        .layer(CatchPanicLayer::new())
        .layer(CspLayer::new(strict_policies()));
    let answer = support::get(&app, "/").await;
    assert_eq!(answer.status, 500);
    assert_eq!(
        answer.policy(),
        "default-src 'none'; script-src 'none'; base-uri 'none'"
    );
}

#[tokio::test]
async fn a_panic_that_is_caught_outside_has_none_and_does_no_harm() {
    let app = app()
        .layer(CspLayer::new(strict_policies()))
        .layer(CatchPanicLayer::new());
    let answer = support::get(&app, "/").await;
    assert_eq!((answer.status, answer.policy()), (500, ""));
    let answer = support::get(&app, "/fine").await;
    assert_eq!(
        answer.policy(),
        "default-src 'none'; script-src 'none'; base-uri 'none'"
    );
}
