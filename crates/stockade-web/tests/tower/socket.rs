//! Every case of `tests/behaviour/serving.json` again, by HTTP.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::behaviour::{Answer, Case, cases};
use crate::serving::app;

#[tokio::test]
async fn every_case_holds_over_a_socket() {
    for case in cases() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(axum::serve(listener, app(&case)).into_future());
        let mut connection = TcpStream::connect(address).await.unwrap();
        let request = written(&case);
        connection.write_all(request.as_bytes()).await.unwrap();
        let mut response = String::new();
        connection.read_to_string(&mut response).await.unwrap();
        case.check(&read(&response));
        server.abort();
    }
}

/// The case's request as it goes over the wire. HTTP/1.0, so that bodies come in one piece.
fn written(case: &Case) -> String {
    let mut request = format!("{} / HTTP/1.0\r\nHost: localhost\r\n", case.request.method);
    for (name, value) in &case.request.headers {
        request.extend([name, ": ", value, "\r\n"]);
    }
    request + "\r\n"
}

/// A response as it came over the wire.
fn read(response: &str) -> Answer {
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap();
    let headers = lines.map(|line| line.split_once(": ").unwrap());
    Answer {
        status: status.parse().unwrap(),
        headers: headers
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        body: body.to_owned(),
    }
}
