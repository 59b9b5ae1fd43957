//! What `docs/axum.md` shows beside its Rust, which rustdoc runs.

use axum::Router;
use axum::extract::MatchedPath;
use axum::response::Html;
use axum::routing::get;
use stockade::PolicyBuilder;
use stockade::policy::source;
use stockade_web::preview::PreviewLayer;
use stockade_web::{CspLayer, Policies};

use crate::support::{self, logged, run};

const PAGE: &str = include_str!("../../../../docs/axum.md");

/// The policies of the page's first example.
fn policies() -> Policies {
    let policy = PolicyBuilder::new()
        .directive("default-src", source::NONE)
        .directive("script-src", source::NONCE)
        .directive("style-src", source::NONCE)
        .directive("img-src", source::SELF)
        .directive("form-action", source::SELF)
        .directive("base-uri", source::NONE)
        .directive("frame-ancestors", source::NONE);
    Policies::builder().enforce(policy).build().unwrap()
}

/// The page has this text in a block, wherever its lines break.
fn assert_shown(text: &str) {
    let blocks = PAGE.split("```text\n").skip(1);
    let mut blocks = blocks.map(|rest| rest.split("```").next().unwrap_or_default());
    assert!(
        blocks.any(|block| block.split_whitespace().eq(text.split_whitespace())),
        "docs/axum.md does not show: {text}",
    );
}

#[test]
fn the_first_policy_is_sent_as_the_page_shows_it() {
    let app = Router::new()
        .route("/", get(async || Html("<h1>Notes</h1>")))
        .layer(CspLayer::new(policies()));
    let answer = run(async || support::get(&app, "/").await);
    let policy = answer.headers["content-security-policy"].to_str().unwrap();
    assert_shown(&format!("content-security-policy: {policy}"));
}

#[test]
fn what_is_blocked_is_logged_as_the_page_shows_it() {
    let preview = PreviewLayer::new().name_pages(|request| {
        let route = request.extensions.get::<MatchedPath>();
        route.map_or("a page", MatchedPath::as_str).to_owned()
    });
    let app = Router::new()
        .route(
            "/basket",
            get(async || Html("<button onclick=buy()>Buy</button>")),
        )
        .layer(CspLayer::new(policies()))
        .layer(preview);
    let log = logged(|| {
        run(async || support::get(&app, "/basket").await);
    });
    assert_shown(&format!("WARN stockade::pages: {}", log.join("\n")));
}
