//! What stands around a service.

use std::fmt;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use tower_service::Service;

use super::PreviewBody;
use super::future::ResponseFuture;
use super::layer::Settings;
use super::page::Visit;

/// The service that [`PreviewLayer`](super::PreviewLayer) makes of another.
#[derive(Clone)]
pub struct Preview<S> {
    inner: S,
    settings: Settings,
}

impl<S> Preview<S> {
    pub(super) fn new(inner: S, settings: Settings) -> Self {
        Self { inner, settings }
    }
}

impl<S, RequestBody, ResponseBody> Service<Request<RequestBody>> for Preview<S>
where
    S: Service<Request<RequestBody>, Response = Response<ResponseBody>>,
    ResponseBody: Body<Data = Bytes>,
{
    type Response = Response<PreviewBody<ResponseBody>>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<RequestBody>) -> Self::Future {
        if !self.settings.is_enabled {
            return ResponseFuture::new(self.inner.call(request), None);
        }
        let (head, body) = request.into_parts();
        let visit = Visit::new(&head, &self.settings);
        let request = Request::from_parts(head, body);
        ResponseFuture::new(self.inner.call(request), visit)
    }
}

impl<S: fmt::Debug> fmt::Debug for Preview<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Preview")
            .field("inner", &self.inner)
            .field("is_enabled", &self.settings.is_enabled)
            .finish_non_exhaustive()
    }
}
