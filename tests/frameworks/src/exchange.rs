//! How a case is put to a service.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Method, Request, Response};
use http_body::{Body, Frame};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Full};
use stockade_web::CspNonce;
use tower::{Service, ServiceExt as _};

use crate::behaviour::{self, Answer, Case, cases};

/// The body of a handler's response.
pub(crate) type PageBody = BoxBody<Bytes, io::Error>;

/// What the handler of a case answers, in frameworks whose responses are those of the `http` crate.
pub(crate) fn respond(case: behaviour::Response, nonce: CspNonce) -> Response<PageBody> {
    let response = head(&case);
    let body = if case.streamed {
        BoxBody::new(Streamed(Some(move || case.body(&nonce))))
    } else {
        let page = Full::new(Bytes::from(case.body(&nonce)));
        page.map_err(|never| match never {}).boxed()
    };
    response.body(body).unwrap()
}

/// Its status and headers.
pub(crate) fn head(case: &behaviour::Response) -> http::response::Builder {
    let response = Response::builder().status(case.status);
    case.headers
        .iter()
        .fold(response, |response, (name, value)| {
            response.header(name, value)
        })
}

/// The case's request.
pub(crate) fn request(case: &Case) -> Request<Full<Bytes>> {
    let request = Request::builder().method(&*case.request.method).uri("/");
    let headers = case.request.headers.iter();
    let request = headers.fold(request, |request, (name, value)| {
        request.header(name, value)
    });
    request.body(Full::default()).unwrap()
}

/// Puts each case to the service that is made for it.
pub(crate) async fn run_all<S, B>(make: impl Fn(&Case) -> S)
where
    S: Service<Request<Full<Bytes>>, Response = Response<B>, Error: fmt::Debug>,
    B: Body<Data = Bytes, Error: fmt::Debug>,
{
    for case in cases() {
        let response = make(&case).oneshot(request(&case)).await.unwrap();
        check(&case, response).await;
    }
}

/// Panics if this is not what the case expects.
pub(crate) async fn check<B>(case: &Case, response: Response<B>)
where
    B: Body<Data = Bytes, Error: fmt::Debug>,
{
    let (head, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let is_head = case.request.method == Method::HEAD.as_str();
    case.check(&Answer {
        status: head.status.as_u16(),
        headers: head
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect(),
        // A server cuts it off; in memory there is none.
        body: if is_head {
            String::new()
        } else {
            String::from_utf8(body.to_vec()).unwrap()
        },
    });
}

/// A body of unknown length that makes its text when it is read.
struct Streamed<F>(Option<F>);

impl<F: FnOnce() -> String + Unpin> Body for Streamed<F> {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let text = self.0.take().map(|make| make());
        Poll::Ready(text.map(|text| Ok(Frame::data(text.into()))))
    }
}
