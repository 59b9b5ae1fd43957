//! tonic-web, whose service hands on whatever is no call of gRPC if it comes by HTTP/2.

use std::convert::Infallible;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Method, Request, Version};
use http_body_util::Full;
use stockade_web::{CspLayer, CspNonce};
use tonic_web::GrpcWebLayer;
use tower::{Service, ServiceBuilder, ServiceExt as _, service_fn};

use crate::behaviour::{Case, cases};
use crate::exchange::{check, request, respond};

fn app(
    case: &Case,
) -> impl Service<Request<Full<Bytes>>, Response = http::Response<tonic::body::Body>, Error = Infallible>
{
    let page = case.response.clone();
    ServiceBuilder::new()
        .layer(CspLayer::new(case.policies()))
        .layer(GrpcWebLayer::new())
        .service(service_fn(move |request: Request<tonic::body::Body>| {
            let nonce = request.extensions().get::<CspNonce>().cloned().unwrap();
            let page = page.clone();
            async move { Ok::<_, Infallible>(respond(page, nonce)) }
        }))
}

#[tokio::test]
async fn every_case_holds() {
    for case in cases() {
        let mut request = request(&case);
        *request.version_mut() = Version::HTTP_2;
        check(&case, app(&case).oneshot(request).await.unwrap()).await;
    }
}

#[tokio::test]
async fn a_call_of_grpc_is_answered_with_the_policy() {
    let case = cases().into_iter().next().unwrap();
    let mut request = request(&case);
    *request.method_mut() = Method::POST;
    let content_type = "application/grpc-web".parse().unwrap();
    request.headers_mut().insert(CONTENT_TYPE, content_type);
    let answer = app(&case).oneshot(request).await.unwrap();
    assert!(
        answer.headers()[CONTENT_TYPE]
            .to_str()
            .unwrap()
            .starts_with("application/grpc-web")
    );
    assert!(answer.headers().contains_key("content-security-policy"));
}
