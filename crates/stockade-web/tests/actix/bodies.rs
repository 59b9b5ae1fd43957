//! Bodies that are made late, or that are no pages.

use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use actix_web::test::{TestRequest, call_and_read_body, init_service};
use actix_web::{App, HttpRequest, HttpResponse, web};
use stockade_web::CspNonce;
use stockade_web::actix::Csp;

use crate::socket::{Server, exchange, send};
use crate::support::{Streamed, WITHOUT_NONCE, get, page, policies};

#[actix_rt::test]
async fn a_stream_that_keeps_no_nonce_needs_none_in_its_header() {
    let handler = || async {
        let body = Streamed::new(|| "<p>Hello</p>".to_owned());
        HttpResponse::Ok().content_type("text/html").body(body)
    };
    let app = App::new()
        .wrap(Csp::new(policies()))
        .default_service(web::to(handler));
    let answer = get(app, "/").await;
    assert_eq!(
        answer.header("content-security-policy").unwrap(),
        WITHOUT_NONCE
    );
    assert_eq!(answer.header("cache-control"), None);
}

#[actix_rt::test]
async fn a_nonce_that_is_printed_too_late_is_not_printed() {
    // Its length is known, so that nothing tells that the body is still to be made.
    let handler = |nonce: CspNonce| async move {
        let body = Sized(Streamed::new(move || format!("nonce=\"{nonce}\"")));
        HttpResponse::Ok().content_type("text/html").body(body)
    };
    let app = App::new()
        .wrap(Csp::new(policies()))
        .default_service(web::to(handler));
    let answer = get(app, "/").await;
    assert_eq!(
        answer.header("content-security-policy").unwrap(),
        WITHOUT_NONCE
    );
    assert_eq!(answer.body, "nonce=\"\"");
}

#[actix_rt::test]
async fn each_response_has_a_nonce_of_its_own() {
    let app = App::new()
        .wrap(Csp::new(policies()))
        .default_service(web::to(page));
    let app = init_service(app).await;
    let body = || call_and_read_body(&app, TestRequest::get().to_request());
    assert_ne!(body().await, body().await);
}

#[test]
fn head_is_answered_with_the_policy_of_the_page() {
    let server = Server::start(|config| {
        let pages = web::scope("").wrap(Csp::new(policies()));
        config.service(pages.default_service(web::to(page)));
    });
    let answer = exchange(&server, "HEAD", "/", &[]);
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.contains("'nonce-"), "{policy}");
    assert_eq!(answer.body, "");
}

#[test]
fn a_connection_that_becomes_a_web_socket_carries_no_policy() {
    let server = Server::start(|config| {
        let accept = |_: HttpRequest| async {
            let mut response = HttpResponse::SwitchingProtocols();
            response
                .upgrade("websocket")
                .body(Streamed::new(|| "pong".to_owned()))
        };
        let pages = web::scope("").wrap(Csp::new(policies()));
        config.service(pages.default_service(web::to(accept)));
    });
    let upgrade = [("Connection", "Upgrade"), ("Upgrade", "websocket")];
    let upgrade = upgrade.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let sent = String::from_utf8(send(&server, "GET", "/", &upgrade)).unwrap();
    let (head, socket) = sent.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
    assert!(!head.to_lowercase().contains("policy"), "{head}");
    assert_eq!(socket, "pong");
}

/// A stream that says how long it will be.
struct Sized(Streamed);

impl MessageBody for Sized {
    type Error = <Streamed as MessageBody>::Error;

    fn size(&self) -> BodySize {
        BodySize::Sized(8)
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<web::Bytes, Self::Error>>> {
        Pin::new(&mut self.0).poll_next(context)
    }
}
