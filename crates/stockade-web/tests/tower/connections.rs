//! Responses of which no document comes: the connection becomes another.

use std::convert::Infallible;
use std::future::ready;

use axum::Router;
use axum::extract::WebSocketUpgrade;
use axum::http::{Method, Request, Response};
use axum::routing::get;
use http_body_util::Empty;
use stockade_web::CspLayer;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tower::{ServiceBuilder, ServiceExt as _, service_fn};

use crate::support::{Answer, strict_policies};

#[tokio::test]
async fn a_web_socket_has_no_policy() {
    let handler = async |upgrade: WebSocketUpgrade| upgrade.on_upgrade(async |_| {});
    let app = Router::new().route("/", get(handler));
    let app = app.layer(CspLayer::new(strict_policies()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(axum::serve(listener, app).into_future());

    let mut connection = TcpStream::connect(address).await.unwrap();
    let handshake = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n\
                     Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
                     Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    connection.write_all(handshake.as_bytes()).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(connection.read_u8().await.unwrap());
    }
    let head = String::from_utf8(head).unwrap().to_lowercase();
    assert!(head.starts_with("http/1.1 101"), "{head}");
    assert!(head.contains("sec-websocket-accept"), "{head}");
    assert!(!head.contains("content-security-policy"), "{head}");
    server.abort();
}

#[tokio::test]
async fn a_tunnel_has_no_policy() {
    assert_eq!(policy_of(Method::CONNECT, 200).await, "");
    // What refuses a tunnel is a document again.
    assert_ne!(policy_of(Method::CONNECT, 403).await, "");
    assert_ne!(policy_of(Method::GET, 200).await, "");
}

/// A service of its own, for routers answer CONNECT themselves.
async fn policy_of(method: Method, status: u16) -> String {
    let answer = service_fn(move |_: Request<()>| {
        let response = Response::builder().status(status);
        ready(Ok::<_, Infallible>(response.body(Empty::new()).unwrap()))
    });
    let service = ServiceBuilder::new()
        .layer(CspLayer::new(strict_policies()))
        .service(answer);
    let request = Request::builder().method(method).body(()).unwrap();
    let response = service.oneshot(request).await.unwrap();
    Answer::of(response).await.policy().to_owned()
}
