//! A real server, and a client that shows every byte.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpServer, web};

use crate::behaviour::Answer;

/// A server in a thread of its own, until it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Serves what `configure` adds to an application.
    pub(crate) fn start(
        configure: impl Fn(&mut web::ServiceConfig) + Clone + Send + Sync + 'static,
    ) -> Self {
        let (send, started) = mpsc::channel();
        let thread = thread::spawn(move || {
            actix_rt::System::new().block_on(async {
                let app = move || App::new().configure(configure.clone());
                let server = HttpServer::new(app).workers(1).disable_signals();
                let server = server.bind("127.0.0.1:0").unwrap();
                let address = server.addrs()[0];
                let running = server.run();
                send.send((address, running.handle())).unwrap();
                running.await.unwrap();
            });
        });
        let (address, handle) = started.recv().unwrap();
        Self {
            address,
            handle,
            thread: Some(thread),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The server stops by itself; the future only waits for it, as does the thread.
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What the server answers, from a connection of its own.
pub(crate) fn exchange(
    server: &Server,
    method: &str,
    path: &str,
    headers: &[(String, String)],
) -> Answer {
    let sent = send(server, method, path, headers);
    let end = position(&sent, b"\r\n\r\n").expect("a response");
    let head = String::from_utf8_lossy(&sent[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap();
    let headers: Vec<(String, String)> = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let mut answer = Answer {
        status: status.parse().unwrap(),
        headers,
        body: String::new(),
    };
    let body = &sent[end + 4..];
    let is_chunked = answer.header("transfer-encoding").is_some() && method != "HEAD";
    let body = if is_chunked {
        joined(body)
    } else {
        body.to_vec()
    };
    answer.body = String::from_utf8(body).unwrap();
    answer
}

/// Every byte that the server sends until it closes the connection.
pub(crate) fn send(
    server: &Server,
    method: &str,
    path: &str,
    headers: &[(String, String)],
) -> Vec<u8> {
    let mut stream = TcpStream::connect(server.address).unwrap();
    let mut request = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n");
    for (name, value) in headers {
        request.extend([name, ": ", value, "\r\n"]);
    }
    if !headers.iter().any(|(name, _)| name == "Connection") {
        request += "Connection: close\r\n";
    }
    stream.write_all((request + "\r\n").as_bytes()).unwrap();
    let mut sent = Vec::new();
    stream.read_to_end(&mut sent).unwrap();
    sent
}

/// A chunked body in one piece.
fn joined(mut chunks: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let end = position(chunks, b"\r\n").expect("the length of a chunk");
        let length = str::from_utf8(&chunks[..end]).unwrap();
        let length = usize::from_str_radix(length, 16).unwrap();
        if length == 0 {
            return body;
        }
        let chunk = &chunks[end + 2..];
        body.extend_from_slice(&chunk[..length]);
        chunks = &chunk[length + 2..];
    }
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}
