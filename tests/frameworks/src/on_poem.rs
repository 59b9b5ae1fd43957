//! poem. Its bridge for layers is for those that know poem's own requests, so the endpoint becomes a
//! service of HTTP first, and what the layer makes of it an endpoint again.

use std::sync::Arc;

use http::Request;
use poem::endpoint::{BoxEndpoint, EndpointExt as _, TowerCompatExt as _, make_sync};
use poem::{Endpoint as _, Response};
use stockade_web::{CspLayer, CspNonce};
use tower::{Layer as _, service_fn};

use crate::behaviour::{Case, cases};
use crate::exchange::{PageBody, check, request, respond};

fn app(case: &Case) -> BoxEndpoint<'static, Response> {
    let answer = case.response.clone();
    let page = Arc::new(make_sync(move |request| {
        let nonce = request.extensions().get::<CspNonce>().cloned().unwrap();
        Response::from(respond(answer.clone(), nonce))
    }));
    let service = service_fn(move |request: Request<PageBody>| {
        let page = Arc::clone(&page);
        async move {
            let response = page.get_response(of_poem(request)).await;
            Ok::<http::Response<PageBody>, poem::Error>(response.into())
        }
    });
    CspLayer::new(case.policies())
        .layer(service)
        .compat()
        .boxed()
}

fn of_poem(request: Request<PageBody>) -> poem::Request {
    let (head, body) = request.into_parts();
    let mut request = poem::Request::builder()
        .method(head.method)
        .uri(head.uri)
        .body(poem::Body::from(body));
    *request.headers_mut() = head.headers;
    *request.extensions_mut() = head.extensions;
    request
}

#[tokio::test]
async fn every_case_holds() {
    for case in cases() {
        let (head, _) = request(&case).into_parts();
        let request = of_poem(Request::from_parts(head, PageBody::default()));
        let response = app(&case).get_response(request).await;
        check(&case, http::Response::<PageBody>::from(response)).await;
    }
}
