//! warp, whose filters become a service.

use std::convert::Infallible;

use futures_util::stream;
use stockade_web::{CspLayer, CspNonce};
use tower::Layer as _;
use warp::reply::{Reply as _, Response};
use warp::{Filter as _, ext};

use crate::behaviour;
use crate::exchange::{head, run_all};

/// What the handler answers, made of what warp has for it.
fn respond(case: behaviour::Response, nonce: CspNonce) -> Response {
    let (head, ()) = head(&case).body(()).unwrap().into_parts();
    let body = if case.streamed {
        let page = async move { Ok::<_, Infallible>(case.body(&nonce)) };
        warp::reply::stream(stream::once(page)).into_response()
    } else {
        case.body(&nonce).into_response()
    };
    Response::from_parts(head, body.into_body())
}

#[tokio::test]
async fn every_case_holds() {
    run_all(|case| {
        let page = case.response.clone();
        let filter = ext::get::<CspNonce>().map(move |nonce| respond(page.clone(), nonce));
        CspLayer::new(case.policies()).layer(warp::service(filter))
    })
    .await;
}
