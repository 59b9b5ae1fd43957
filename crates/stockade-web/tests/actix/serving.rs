//! `tests/behaviour/serving.json`: in memory, and over a socket.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::test::TestRequest;
use actix_web::{App, HttpResponse, web};
use stockade_web::CspNonce;
use stockade_web::actix::Csp;

use crate::behaviour::{Case, Response, cases};
use crate::socket::{Server, exchange};
use crate::support::{Streamed, answer};

#[actix_rt::test]
async fn each_response_is_sent_as_the_cases_say() {
    for case in cases() {
        let app = App::new().configure(|config| serve(config, "", &case));
        let method = case.request.method.parse().unwrap();
        let mut request = TestRequest::with_uri("/").method(method);
        for (name, value) in &case.request.headers {
            request = request.append_header((name.as_str(), value.as_str()));
        }
        let mut answer = answer(app, request).await;
        if case.request.method == "HEAD" {
            // It is the server that leaves the body out: see below.
            answer.body.clear();
        }
        case.check(&answer);
    }
}

#[test]
fn each_response_arrives_as_the_cases_say() {
    let cases = Arc::new(cases());
    let all = Arc::clone(&cases);
    let server = Server::start(move |config| {
        for (index, case) in all.iter().enumerate() {
            serve(config, &format!("/{index}"), case);
        }
    });
    for (index, case) in cases.iter().enumerate() {
        let request = &case.request;
        let path = format!("/{index}/");
        case.check(&exchange(&server, &request.method, &path, &request.headers));
    }
}

/// Serves the response of a case under its policies.
fn serve(config: &mut web::ServiceConfig, path: &str, case: &Case) {
    let response = case.response.clone();
    let handler = move |nonce: CspNonce| {
        let response = respond(&response, &nonce);
        async { response }
    };
    config.service(
        web::scope(path)
            .wrap(Csp::new(case.policies()))
            .route("/", web::to(handler)),
    );
}

fn respond(wanted: &Response, nonce: &CspNonce) -> HttpResponse {
    let mut response = HttpResponse::build(StatusCode::from_u16(wanted.status).unwrap());
    for (name, value) in &wanted.headers {
        response.append_header((name.as_str(), value.as_str()));
    }
    if wanted.streamed {
        let (wanted, nonce) = (wanted.clone(), nonce.clone());
        return response.body(Streamed::new(move || wanted.body(&nonce)));
    }
    response.body(wanted.body(nonce))
}
