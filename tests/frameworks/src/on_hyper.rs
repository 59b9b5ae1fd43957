//! hyper without a framework: a server and a client, and a connection between them.

use std::convert::Infallible;

use http::Request;
use hyper::body::Incoming;
use hyper::{client, server};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use stockade_web::{CspLayer, CspNonce};
use tower::{Layer as _, service_fn};

use crate::behaviour::{Case, cases};
use crate::exchange::{check, request, respond};

#[tokio::test]
async fn every_case_holds() {
    for case in cases() {
        let (here, there) = tokio::io::duplex(64 * 1024);
        let server = tokio::spawn(serve(case.clone(), there));
        let (mut client, connection) = client::conn::http1::handshake(TokioIo::new(here))
            .await
            .unwrap();
        let connection = tokio::spawn(connection);
        let response = client.send_request(request(&case)).await.unwrap();
        check(&case, response).await;
        server.abort();
        connection.abort();
    }
}

async fn serve(case: Case, connection: tokio::io::DuplexStream) {
    let page = case.response.clone();
    let service =
        CspLayer::new(case.policies()).layer(service_fn(move |request: Request<Incoming>| {
            let nonce = request.extensions().get::<CspNonce>().cloned().unwrap();
            let page = page.clone();
            async move { Ok::<_, Infallible>(respond(page, nonce)) }
        }));
    let service = TowerToHyperService::new(service);
    let server = server::conn::http1::Builder::new();
    // The client may leave before the server is done.
    let _ = server
        .serve_connection(TokioIo::new(connection), service)
        .await;
}
