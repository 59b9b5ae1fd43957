//! Responses that no handler has made.

use actix_web::error::{ErrorForbidden, ErrorImATeapot};
use actix_web::middleware::from_fn;
use actix_web::{App, Error, HttpResponse, web};
use stockade_web::CspNonce;
use stockade_web::actix::Csp;

use crate::socket::{Server, exchange, send};
use crate::support::{WITHOUT_NONCE, get, page, plain_page, policies};

#[actix_rt::test]
async fn an_error_of_a_handler_has_the_policy() {
    let handler = || async { Err::<HttpResponse, Error>(ErrorImATeapot("no coffee")) };
    let app = App::new()
        .wrap(Csp::new(policies()))
        .default_service(web::to(handler));
    let answer = get(app, "/").await;
    assert_eq!((answer.status, answer.body.as_str()), (418, "no coffee"));
    assert_eq!(
        answer.header("content-security-policy").unwrap(),
        WITHOUT_NONCE
    );
}

#[actix_rt::test]
async fn an_error_of_another_middleware_has_the_policy() {
    let refuse = from_fn(|_, next: actix_web::middleware::Next<_>| async move {
        let _ = next;
        Err::<actix_web::dev::ServiceResponse, _>(ErrorForbidden("not you"))
    });
    let app = App::new().wrap(refuse).wrap(Csp::new(policies()));
    let app = app.default_service(web::to(page));
    let answer = get(app, "/").await;
    assert_eq!((answer.status, answer.body.as_str()), (403, "not you"));
    assert_eq!(
        answer.header("content-security-policy").unwrap(),
        WITHOUT_NONCE
    );
}

#[actix_rt::test]
async fn a_path_that_nobody_serves_has_the_policy() {
    let app = App::new().wrap(Csp::new(policies()));
    let answer = get(app, "/nowhere").await;
    assert_eq!(answer.status, 404);
    assert_eq!(
        answer.header("content-security-policy").unwrap(),
        WITHOUT_NONCE
    );
}

#[test]
fn a_handler_that_panics_takes_nothing_else_down() {
    let server = Server::start(|config| {
        let panicking = |nonce: CspNonce| async move {
            assert!(nonce.get().is_err(), "this handler panics");
            plain_page().await
        };
        let pages = web::scope("").wrap(Csp::new(policies()));
        let pages = pages.route("/panic", web::to(panicking));
        config.service(pages.default_service(web::to(page)));
    });
    assert_eq!(send(&server, "GET", "/panic", &[]), b"");
    let answer = exchange(&server, "GET", "/", &[]);
    assert!(
        answer
            .header("content-security-policy")
            .unwrap()
            .contains("'nonce-")
    );
}

#[actix_rt::test]
async fn a_nonce_without_a_policy_is_refused_with_a_hint() {
    let answer = get(App::new().route("/", web::to(page)), "/").await;
    assert_eq!(answer.status, 500);
    let hint = ".wrap(stockade_web::actix::Csp::new(policies))";
    assert!(answer.body.contains(hint), "{}", answer.body);
}

#[actix_rt::test]
async fn a_handler_that_can_do_without_a_nonce_says_so() {
    let handler = |nonce: Option<CspNonce>| async move {
        assert!(nonce.is_none());
        plain_page().await
    };
    assert_eq!(
        get(App::new().route("/", web::to(handler)), "/")
            .await
            .status,
        200
    );
}
