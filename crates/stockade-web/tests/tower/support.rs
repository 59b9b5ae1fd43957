//! What the tests of the tower layer share.

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request, Response};
use http_body::Frame;
use http_body_util::BodyExt as _;
use stockade::PolicyBuilder;
use stockade::policy::source;
use stockade_web::Policies;
use tower::ServiceExt as _;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// A strict policy with a nonce for scripts.
pub(crate) fn strict() -> PolicyBuilder {
    PolicyBuilder::new()
        .directive("default-src", source::NONE)
        .directive("script-src", source::NONCE)
        .directive("base-uri", source::NONE)
}

/// [`strict`], enforced.
pub(crate) fn strict_policies() -> Policies {
    Policies::builder().enforce(strict()).build().unwrap()
}

/// What the application answers to a request for `path`.
pub(crate) async fn get(app: &Router, path: &str) -> Answer {
    ask(app, Method::GET, path).await
}

/// What the application answers to a request without a body.
pub(crate) async fn ask(app: &Router, method: Method, path: &str) -> Answer {
    let request = Request::builder().method(method).uri(path);
    send(app, request.body(Body::empty()).unwrap()).await
}

/// What the application answers.
pub(crate) async fn send(app: &Router, request: Request<Body>) -> Answer {
    Answer::of(app.clone().oneshot(request).await.unwrap()).await
}

/// Runs `work` on this thread, where [`logged`] listens.
pub(crate) fn run<T>(work: impl AsyncFnOnce() -> T) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap().block_on(work())
}

/// A response whose body has arrived.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) async fn of<B>(response: Response<B>) -> Self
    where
        B: http_body::Body<Data = Bytes>,
        B::Error: fmt::Debug,
    {
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Self {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    /// A header's only value; `""` if there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        let values: Vec<_> = self.headers.get_all(name).iter().collect();
        match values.as_slice() {
            [] => "",
            [value] => value.to_str().unwrap(),
            _ => panic!("{name} has {} values", values.len()),
        }
    }

    /// The enforced policy; `""` if there is none.
    pub(crate) fn policy(&self) -> &str {
        self.header("content-security-policy")
    }

    /// The nonce in the enforced policy.
    pub(crate) fn nonce_of_policy(&self) -> Option<&str> {
        let (_, rest) = self.policy().split_once("'nonce-")?;
        rest.split_once('\'').map(|(nonce, _)| nonce)
    }
}

/// The errors that are logged while `work` runs on this thread.
pub(crate) fn logged(work: impl FnOnce()) -> Vec<String> {
    let log = Log::default();
    tracing::subscriber::with_default(log.clone(), work);
    let lines = log.lines.lock().unwrap();
    lines.clone()
}

/// Keeps what is logged.
#[derive(Clone, Default)]
struct Log {
    lines: Arc<Mutex<Vec<String>>>,
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn event(&self, event: &Event<'_>) {
        if event.metadata().target().starts_with("stockade") {
            event.record(&mut Lines(&self.lines));
        }
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

struct Lines<'l>(&'l Mutex<Vec<String>>);

impl Visit for Lines<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            self.0.lock().unwrap().push(format!("{value:?}"));
        }
    }
}

/// A body of unknown length that makes its text when it is read.
pub(crate) struct Streamed<F> {
    make: Option<F>,
}

impl<F: FnOnce() -> String + Send + Unpin + 'static> Streamed<F> {
    pub(crate) fn body(make: F) -> Body {
        Body::new(Self { make: Some(make) })
    }
}

impl<F: FnOnce() -> String + Unpin> http_body::Body for Streamed<F> {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let text = self.make.take().map(|make| make());
        Poll::Ready(text.map(|text| Ok(Frame::data(text.into()))))
    }
}
