//! What stands around a service.

use std::task::{Context, Poll};

use http::{Request, Response};
use http_body::Body;
use tower_service::Service;

use super::exchange::Exchange;
use super::future::ResponseFuture;
use crate::policies::Role;

/// The service that [`CspLayer`](super::CspLayer) makes of another.
#[derive(Debug, Clone)]
pub struct Csp<S> {
    inner: S,
    role: Role,
}

impl<S> Csp<S> {
    pub(super) fn new(inner: S, role: Role) -> Self {
        Self { inner, role }
    }
}

impl<S, RequestBody, ResponseBody> Service<Request<RequestBody>> for Csp<S>
where
    S: Service<Request<RequestBody>, Response = Response<ResponseBody>>,
    ResponseBody: Body,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<RequestBody>) -> Self::Future {
        let exchange = Exchange::begin(&self.role, &mut request);
        ResponseFuture::new(self.inner.call(request), exchange)
    }
}
