//! Every case of `tests/behaviour/serving.json`.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use axum::routing::get;
use stockade_web::{CspLayer, CspNonce};
use tower::ServiceExt as _;

use crate::behaviour::{Answer, Case, cases};
use crate::support::{self, Streamed};

/// An application whose only page is what the case's handler answers.
pub(crate) fn app(case: &Case) -> Router {
    let answer = case.response.clone();
    let handler = async move |nonce: CspNonce| {
        let mut response = Response::builder().status(answer.status);
        for (name, value) in &answer.headers {
            response = response.header(name, value);
        }
        let body = if answer.streamed {
            Streamed::body(move || answer.body(&nonce))
        } else {
            Body::from(answer.body(&nonce))
        };
        response.body(body).unwrap()
    };
    Router::new()
        .route("/", get(handler))
        .layer(CspLayer::new(case.policies()))
}

#[tokio::test]
async fn every_case_holds() {
    for case in cases() {
        let mut request = Request::builder().method(&*case.request.method).uri("/");
        for (name, value) in &case.request.headers {
            request = request.header(name, value);
        }
        let request = request.body(Body::empty()).unwrap();
        let response = app(&case).oneshot(request).await.unwrap();
        let answer = support::Answer::of(response).await;
        case.check(&Answer {
            status: answer.status,
            headers: answer
                .headers
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
                .collect(),
            body: answer.body,
        });
    }
}
