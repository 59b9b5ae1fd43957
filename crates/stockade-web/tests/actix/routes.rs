//! Policies of single routes, and of parts of an application.

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::ErrorForbidden;
use actix_web::middleware::{Next, from_fn};
use actix_web::{App, HttpMessage, HttpResponse, web};
use stockade::PolicyBuilder;
use stockade::policy::source;
use stockade_web::actix::Csp;
use stockade_web::{CspNonce, ErrorKind, Policies};

use crate::support::{
    Streamed, WITHOUT_NONCE, get, page, plain_page, policies, scripts_with_nonce,
};

const IMAGES: &str = "img-src 'self'";

fn images_only() -> Policies {
    let policy = PolicyBuilder::new().directive("img-src", source::SELF);
    Policies::builder().enforce(policy).build().unwrap()
}

#[actix_rt::test]
async fn the_policies_that_a_handler_gives_its_response_are_sent() {
    let handler = || async {
        let mut response = plain_page().await;
        response.extensions_mut().insert(images_only());
        response
    };
    let inner = web::scope("").wrap(Csp::update([("font-src", "'self'")]).unwrap());
    let app = App::new().wrap(Csp::new(policies()));
    let app = app.service(inner.default_service(web::to(handler)));
    let answer = get(app, "/").await;
    assert_eq!(answer.header("content-security-policy").unwrap(), IMAGES);
}

#[actix_rt::test]
async fn what_is_added_to_an_enforced_policy_that_is_not_there_blocks_nothing() {
    let reported = PolicyBuilder::new().directive("img-src", source::SELF);
    let site = Policies::builder().report_only(reported).build().unwrap();
    let map = web::scope("").wrap(Csp::update([("img-src", "https://tiles.example")]).unwrap());
    let app = App::new().wrap(Csp::new(site));
    let app = app.service(map.default_service(web::to(plain_page)));
    assert_eq!(get(app, "/").await.header("content-security-policy"), None);
}

#[actix_rt::test]
async fn inner_policies_take_the_place_of_outer_ones() {
    let outer = Policies::builder()
        .enforce(scripts_with_nonce())
        .report_only(scripts_with_nonce())
        .build()
        .unwrap();
    let inner = web::scope("").wrap(Csp::new(images_only()));
    let app = App::new().wrap(Csp::new(outer));
    let app = app.service(inner.default_service(web::to(plain_page)));
    let answer = get(app, "/").await;
    assert_eq!(answer.header("content-security-policy").unwrap(), IMAGES);
    assert_eq!(answer.header("content-security-policy-report-only"), None);
}

#[actix_rt::test]
async fn changes_are_merged_with_the_policies_around_them() {
    for (path, images) in [
        ("/", "; img-src 'self'"),
        ("/map", "; img-src 'self' data:"),
    ] {
        let map = web::resource("/map").wrap(Csp::update([("img-src", "data:")]).unwrap());
        let scope = web::scope("").wrap(Csp::replace([("img-src", "'self'")]).unwrap());
        let scope = scope.service(map.to(page)).route("/", web::to(page));
        let app = App::new().wrap(Csp::new(policies())).service(scope);
        let policy = get(app, path).await.header("content-security-policy");
        let policy = policy.unwrap();
        assert!(
            policy.contains("'nonce-") && policy.ends_with(images),
            "{path}: {policy}"
        );
    }
}

#[actix_rt::test]
async fn changes_are_merged_into_the_policies_of_an_error_too() {
    let refuse = from_fn(|_, _: Next<BoxBody>| async {
        Err::<ServiceResponse, _>(ErrorForbidden("not you"))
    });
    let scope = web::scope("").wrap(refuse);
    let scope = scope.wrap(Csp::update([("img-src", "'self'")]).unwrap());
    let app = App::new().wrap(Csp::new(policies()));
    let answer = get(app.service(scope.route("/", web::to(page))), "/").await;
    assert_eq!(answer.status, 403);
    let policy = answer.header("content-security-policy").unwrap();
    assert_eq!(policy, format!("{WITHOUT_NONCE}; img-src 'self'"));
}

#[actix_rt::test]
async fn a_stream_inside_of_two_needs_no_nonce_that_it_does_not_keep() {
    let handler = || async {
        let body = Streamed::new(|| "<p>Hello</p>".to_owned());
        HttpResponse::Ok().content_type("text/html").body(body)
    };
    let inner = web::scope("").wrap(Csp::update([("img-src", "'self'")]).unwrap());
    let app = App::new().wrap(Csp::new(policies()));
    let answer = get(app.service(inner.default_service(web::to(handler))), "/").await;
    let policy = answer.header("content-security-policy").unwrap();
    assert_eq!(policy, format!("{WITHOUT_NONCE}; img-src 'self'"));
}

#[actix_rt::test]
async fn changes_of_nothing_send_nothing() {
    let app = App::new().wrap(Csp::update([("img-src", "data:")]).unwrap());
    let answer = get(app.default_service(web::to(page)), "/").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-security-policy"), None);
}

#[actix_rt::test]
async fn fixed_policies_come_without_a_nonce() {
    let error = Csp::fixed(policies()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidPolicy);

    let app = App::new().wrap(Csp::fixed(images_only()).unwrap());
    let answer = get(app.default_service(web::to(page)), "/").await;
    assert_eq!(answer.body, "<script >start()</script>");
    assert_eq!(answer.header("content-security-policy").unwrap(), IMAGES);
    assert_eq!(answer.header("cache-control"), None);
}

#[actix_rt::test]
async fn a_part_with_a_nonce_may_stand_inside_of_fixed_policies() {
    let inner = web::scope("").wrap(Csp::new(policies()));
    let app = App::new().wrap(Csp::fixed(images_only()).unwrap());
    let answer = get(app.service(inner.default_service(web::to(page))), "/").await;
    let policy = answer.header("content-security-policy").unwrap();
    let nonce = answer.body.split('"').nth(1).unwrap();
    assert!(policy.contains(&format!("'nonce-{nonce}'")), "{policy}");
    assert_eq!(answer.header("cache-control").unwrap(), "private");
}

#[actix_rt::test]
async fn changes_bring_a_nonce_into_fixed_policies() {
    let policy = PolicyBuilder::from_text("default-src 'none'; base-uri 'none'");
    let fixed = Csp::fixed(Policies::builder().enforce(policy).build().unwrap());
    let inner = web::scope("").wrap(Csp::update([("script-src", source::NONCE)]).unwrap());
    let app = App::new().wrap(fixed.unwrap());
    let answer = get(app.service(inner.default_service(web::to(page))), "/").await;
    let policy = answer.header("content-security-policy").unwrap();
    let nonce = answer.body.split('"').nth(1).unwrap();
    assert!(policy.contains(&format!("'nonce-{nonce}'")), "{policy}");
}

#[actix_rt::test]
async fn a_nonce_that_somebody_put_there_is_used_and_keeps_no_policy_away() {
    let put = from_fn(|request: ServiceRequest, next: Next<BoxBody>| {
        request.extensions_mut().insert(CspNonce::new());
        next.call(request)
    });
    let app = App::new().wrap(Csp::new(policies())).wrap(put);
    let answer = get(app.default_service(web::to(page)), "/").await;
    let policy = answer.header("content-security-policy").unwrap();
    let nonce = answer.body.split('"').nth(1).unwrap();
    assert!(policy.contains(&format!("'nonce-{nonce}'")), "{policy}");
}
