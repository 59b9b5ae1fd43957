//! Headers and policies that nobody should send.

use std::convert::Infallible;
use std::future::ready;

use axum::Router;
use axum::body::Bytes;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue, Request, Response};
use axum::response::IntoResponse as _;
use axum::routing::get;
use http_body_util::Empty;
use stockade::PolicyBuilder;
use stockade_web::{CspLayer, CspNonce, Policies};
use tower::{Layer as _, ServiceExt as _, service_fn};

use crate::support::{self, Streamed, logged, run, strict_policies};

/// What becomes of a response that prints the nonce and has these headers.
async fn answer_with(headers: Vec<(HeaderName, &'static [u8])>) -> support::Answer {
    let handler = async move |nonce: CspNonce| {
        let mut response = nonce.to_string().into_response();
        response.headers_mut().remove(CONTENT_TYPE);
        for (name, value) in headers {
            let value = HeaderValue::from_bytes(value).unwrap();
            response.headers_mut().append(name, value);
        }
        response
    };
    let app = Router::new().route("/", get(handler));
    support::get(&app.layer(CspLayer::new(strict_policies())), "/").await
}

#[tokio::test]
async fn a_cache_control_that_is_no_text_gives_way() {
    let answer = answer_with(vec![(CACHE_CONTROL, b"public, max-age=60, \xff")]).await;
    assert_eq!(answer.header("cache-control"), "private");
}

#[tokio::test]
async fn a_cache_control_in_several_headers_is_read_whole() {
    let answer = answer_with(vec![
        (CACHE_CONTROL, b"public"),
        (CACHE_CONTROL, b"\xff"),
        (CACHE_CONTROL, b"max-age=60"),
    ])
    .await;
    assert_eq!(answer.header("cache-control"), "max-age=60, private");
}

#[tokio::test]
async fn a_policy_of_the_handler_stays_whatever_is_in_it() {
    let answer = answer_with(vec![(CONTENT_SECURITY_POLICY, b"img-src \xff")]).await;
    let values: Vec<_> = answer
        .headers
        .get_all(CONTENT_SECURITY_POLICY)
        .iter()
        .collect();
    assert_eq!(values, [b"img-src \xff".as_slice()]);
}

#[tokio::test]
async fn a_stream_of_a_type_that_is_no_text_gets_no_nonce() {
    let handler = async |nonce: CspNonce| {
        let body = Streamed::body(move || nonce.to_string());
        let content_type = HeaderValue::from_bytes(b"text/html\xff").unwrap();
        Response::builder()
            .header(CONTENT_TYPE, content_type)
            .body(body)
            .unwrap()
    };
    let app = Router::new().route("/", get(handler));
    let answer = support::get(&app.layer(CspLayer::new(strict_policies())), "/").await;
    assert_eq!((answer.nonce_of_policy(), &*answer.body), (None, ""));
}

#[tokio::test]
async fn an_enormous_policy_is_sent_whole() {
    let hosts: Vec<String> = (0..3_000).map(|n| format!("https://{n}.example")).collect();
    let policy = PolicyBuilder::new().directive("img-src", hosts);
    let rendered = policy.clone().build().unwrap().compile().render(None);
    let policies = Policies::builder().enforce(policy).build().unwrap();
    assert!(
        policies
            .warnings()
            .any(|warning| warning.code() == "long-header")
    );
    let app = Router::new()
        .route("/", get(""))
        .layer(CspLayer::new(policies));
    assert_eq!(support::get(&app, "/").await.policy(), rendered);
}

#[test]
fn a_response_with_more_headers_than_there_is_room_for_is_logged() {
    // A service of its own: routers add headers, and panic here.
    let service = service_fn(|_: Request<()>| ready(Ok::<_, Infallible>(full_of_headers())));
    let service = CspLayer::new(strict_policies()).layer(service);
    let request = Request::new(());
    let log = logged(|| drop(run(async || service.oneshot(request).await)));
    assert_eq!(
        log,
        ["a response has so many headers that there was no room for content-security-policy"],
    );
}

fn full_of_headers() -> Response<Empty<Bytes>> {
    let mut response = Response::new(Empty::new());
    for number in 0_u32.. {
        let name = HeaderName::try_from(format!("x-{number}")).unwrap();
        if response
            .headers_mut()
            .try_append(name, number.into())
            .is_err()
        {
            break;
        }
    }
    response
}
