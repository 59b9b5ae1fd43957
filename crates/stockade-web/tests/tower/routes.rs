//! Policies of some routes.

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use stockade::PolicyBuilder;
use stockade::policy::source;
use stockade_web::{CspLayer, CspNonce, ErrorKind, Policies};

use crate::support::{self, logged, run};

fn site() -> Policies {
    Policies::builder()
        .enforce(PolicyBuilder::from_text(
            "default-src 'self'; img-src 'none'",
        ))
        .report_only(PolicyBuilder::from_text("style-src 'self'"))
        .build()
        .unwrap()
}

/// An application with the routes `/`, under the site's policies, and `/map`, under `layer` too.
fn app(layer: CspLayer) -> Router {
    let page = || get(async |nonce: CspNonce| Html(nonce.to_string()));
    Router::new()
        .route("/map", page())
        .layer(layer)
        .route("/", page())
        .layer(CspLayer::new(site()))
}

async fn policy_of_map(layer: CspLayer) -> String {
    let app = app(layer);
    let page = support::get(&app, "/").await;
    assert_eq!(
        page.policy(),
        "default-src 'self'; img-src 'none'",
        "other routes keep theirs"
    );
    support::get(&app, "/map").await.policy().to_owned()
}

#[tokio::test]
async fn an_inner_layer_takes_the_place_of_the_outer_one() {
    let policy = PolicyBuilder::from_text("default-src 'none'");
    let layer = CspLayer::new(Policies::builder().enforce(policy).build().unwrap());
    let answer = support::get(&app(layer.clone()), "/map").await;
    assert_eq!(answer.header("content-security-policy-report-only"), "");
    assert_eq!(policy_of_map(layer).await, "default-src 'none'");
}

#[tokio::test]
async fn an_inner_layer_adds_to_directives() {
    let layer = CspLayer::update([
        ("img-src", "https://tiles.example"),
        ("font-src", "https://fonts.example"),
    ]);
    assert_eq!(
        policy_of_map(layer.unwrap()).await,
        "default-src 'self'; img-src https://tiles.example; font-src 'self' https://fonts.example",
    );
}

#[tokio::test]
async fn an_inner_layer_replaces_directives() {
    let layer = CspLayer::replace([("default-src", "'none'")]).unwrap();
    assert_eq!(
        policy_of_map(layer).await,
        "default-src 'none'; img-src 'none'"
    );
    let layer = CspLayer::replace([("img-src", false)]).unwrap();
    assert_eq!(policy_of_map(layer).await, "default-src 'self'");
}

#[tokio::test]
async fn an_inner_layer_changes_the_report_only_policy() {
    let header = "content-security-policy-report-only";
    let layer = CspLayer::update_report_only([("style-src", "https://styles.example")]);
    let answer = support::get(&app(layer.unwrap()), "/map").await;
    assert_eq!(
        answer.header(header),
        "style-src 'self' https://styles.example"
    );
    let layer = CspLayer::replace_report_only([("style-src", "'none'")]);
    let answer = support::get(&app(layer.unwrap()), "/map").await;
    assert_eq!(answer.header(header), "style-src 'none'");
    assert_eq!(answer.policy(), "default-src 'self'; img-src 'none'");
}

#[tokio::test]
async fn of_nested_layers_the_innermost_has_the_last_word() {
    let app = Router::new()
        .route("/", get(""))
        .layer(CspLayer::replace([("img-src", "'self'")]).unwrap())
        .layer(CspLayer::replace([("img-src", "data:"), ("font-src", "data:")]).unwrap())
        .layer(CspLayer::new(site()));
    assert_eq!(
        support::get(&app, "/").await.policy(),
        "default-src 'self'; img-src 'self'; font-src data:",
    );
}

#[tokio::test]
async fn changes_go_into_the_next_policies_outwards_and_no_further() {
    let policy = PolicyBuilder::from_text("default-src 'none'");
    let app = Router::new()
        .route("/", get(""))
        .layer(CspLayer::update([("img-src", "data:")]).unwrap())
        .layer(CspLayer::new(
            Policies::builder().enforce(policy).build().unwrap(),
        ))
        .layer(CspLayer::update([("font-src", "data:")]).unwrap())
        .layer(CspLayer::new(site()));
    assert_eq!(
        support::get(&app, "/").await.policy(),
        "default-src 'none'; img-src data:"
    );
}

#[tokio::test]
async fn a_handler_sends_policies_of_its_own() {
    let own = site().update([("img-src", "blob:")]).unwrap();
    let handler = async move || (own.clone(), Html("<p>Hello</p>"));
    let app = Router::new()
        .route("/", get(handler))
        .layer(CspLayer::update([("font-src", "data:")]).unwrap())
        .layer(CspLayer::new(site()));
    assert_eq!(
        support::get(&app, "/").await.policy(),
        "default-src 'self'; img-src blob:"
    );
}

#[tokio::test]
async fn changes_bring_a_nonce_into_fixed_policies() {
    let policy = PolicyBuilder::from_text("default-src 'none'; base-uri 'none'");
    let fixed = CspLayer::fixed(Policies::builder().enforce(policy).build().unwrap());
    let app = Router::new()
        .route("/", get(async |nonce: CspNonce| Html(nonce.to_string())))
        .layer(CspLayer::update([("script-src", source::NONCE)]).unwrap())
        .layer(fixed.unwrap());
    let answer = support::get(&app, "/").await;
    assert_eq!(answer.nonce_of_policy(), Some(&*answer.body));
    assert_eq!(answer.header("cache-control"), "private");
}

#[test]
fn what_no_policy_may_contain_is_refused_when_configuring() {
    let wrong = [
        CspLayer::update([("script-src", "self")]),
        CspLayer::replace([("script-scr", "'self'")]),
        CspLayer::update_report_only([("img-src", "data: ;script-src")]),
        CspLayer::replace_report_only([("img-src", "'none' data:")]),
    ];
    for layer in wrong {
        let error = layer.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidPolicy);
        assert!(
            error.to_string().starts_with("the changes of a layer: "),
            "{error}"
        );
    }
    let error = site().update([("script-src", source::NONCE)]).unwrap_err();
    assert!(error.to_string().contains("base-uri"), "{error}");
}

#[test]
fn changes_that_make_no_valid_policy_leave_the_outer_one_and_are_logged_once() {
    // A nonce asks for base-uri, which the outer policy does not have.
    let app = app(CspLayer::update([("script-src", source::NONCE)]).unwrap());
    let log = logged(|| {
        for _ in 0..3 {
            let answer = run(async || support::get(&app, "/map").await);
            assert_eq!(answer.policy(), "default-src 'self'; img-src 'none'");
        }
    });
    assert_eq!(log.len(), 1, "{log:?}");
    assert!(
        log[0].starts_with(
            "an inner layer's changes cannot be merged into the policy around it, which is sent \
             as it is: the enforced policy: "
        ),
        "{log:?}",
    );
}

#[test]
fn changes_without_policies_around_them_are_logged_once() {
    let app = Router::new()
        .route("/", get(""))
        .layer(CspLayer::update([("img-src", "data:")]).unwrap());
    let log = logged(|| {
        for _ in 0..3 {
            assert_eq!(run(async || support::get(&app, "/").await).policy(), "");
        }
    });
    assert_eq!(
        log,
        [
            "a layer that changes policies has no layer with policies around it, so its responses \
          are sent without any; put a layer with policies around it"
        ],
    );
}

#[tokio::test]
async fn what_is_added_to_an_enforced_policy_that_is_not_there_blocks_nothing() {
    let reported = PolicyBuilder::from_text("img-src 'self'");
    let site = Policies::builder().report_only(reported).build().unwrap();
    let tiles = CspLayer::update([("img-src", "https://tiles.example")]).unwrap();
    let app = Router::new()
        .route("/map", get("a map"))
        .layer(tiles)
        .layer(CspLayer::new(site));
    assert_eq!(support::get(&app, "/map").await.policy(), "");
}
