//! Policies and bodies for tests, and what an application answers in memory.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::{Service, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::test::TestRequest;
use actix_web::web::Bytes;
use actix_web::{App, Error, HttpResponse, test};
use stockade::PolicyBuilder;
use stockade::policy::source;
use stockade_web::{CspNonce, Policies};

use crate::behaviour::Answer;

/// The header of [`policies`] for a response that printed no nonce.
pub(crate) const WITHOUT_NONCE: &str = "default-src 'none'; script-src 'none'; base-uri 'none'";

/// Scripts with a nonce, and nothing else.
pub(crate) fn policies() -> Policies {
    Policies::builder()
        .enforce(scripts_with_nonce())
        .build()
        .unwrap()
}

pub(crate) fn scripts_with_nonce() -> PolicyBuilder {
    PolicyBuilder::new()
        .directive("default-src", source::NONE)
        .directive("script-src", source::NONCE)
        .directive("base-uri", source::NONE)
}

/// A handler whose page prints the nonce.
pub(crate) async fn page(nonce: CspNonce) -> HttpResponse {
    let script = format!("<script {}>start()</script>", nonce.attribute());
    HttpResponse::Ok().content_type("text/html").body(script)
}

/// A handler whose page prints none.
pub(crate) async fn plain_page() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html")
        .body("<p>Hello</p>")
}

/// What an application in memory answers to GET.
pub(crate) async fn get<T, B>(app: App<T>, path: &str) -> Answer
where
    T: ServiceFactory<
            ServiceRequest,
            Config = (),
            Response = ServiceResponse<B>,
            Error = Error,
            InitError = (),
        > + 'static,
    B: MessageBody + 'static,
{
    answer(app, TestRequest::get().uri(path)).await
}

/// What an application in memory answers. An error becomes a response as the server makes it one.
pub(crate) async fn answer<T, B>(app: App<T>, request: TestRequest) -> Answer
where
    T: ServiceFactory<
            ServiceRequest,
            Config = (),
            Response = ServiceResponse<B>,
            Error = Error,
            InitError = (),
        > + 'static,
    B: MessageBody + 'static,
{
    let app = test::init_service(app).await;
    match app.call(request.to_request()).await {
        Ok(response) => read(response.into_parts().1).await,
        Err(error) => read(error.error_response()).await,
    }
}

async fn read<B: MessageBody>(response: HttpResponse<B>) -> Answer {
    let headers = response.headers().iter();
    Answer {
        status: response.status().as_u16(),
        headers: headers
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                (name.to_string(), value)
            })
            .collect(),
        body: body_of(response).await,
    }
}

async fn body_of<B: MessageBody>(response: HttpResponse<B>) -> String {
    let bytes = actix_web::body::to_bytes(response.into_body()).await;
    let bytes = bytes.ok().expect("a body that can be read");
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A body that is made when it is asked for.
pub(crate) struct Streamed(Option<Box<dyn FnOnce() -> String>>);

impl Streamed {
    pub(crate) fn new(make: impl FnOnce() -> String + 'static) -> Self {
        Self(Some(Box::new(make)))
    }
}

impl MessageBody for Streamed {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        Poll::Ready(self.0.take().map(|make| Ok(make().into())))
    }
}
