//! A response in the making.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::Response;
use http_body::Body;
use pin_project_lite::pin_project;

use super::PreviewBody;
use super::page::Visit;

pin_project! {
    /// The future of [`Preview`](super::Preview).
    pub struct ResponseFuture<F> {
        #[pin]
        inner: F,
        visit: Option<Visit>,
    }
}

impl<F> ResponseFuture<F> {
    pub(super) fn new(inner: F, visit: Option<Visit>) -> Self {
        Self { inner, visit }
    }
}

impl<F, B, E> Future for ResponseFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
    B: Body<Data = Bytes>,
{
    type Output = Result<Response<PreviewBody<B>>, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let (mut head, body) = ready!(this.inner.poll(context))?.into_parts();
        let visit = this.visit.take();
        let review = visit.and_then(|visit| visit.review(&mut head, body.size_hint().exact()));
        Poll::Ready(Ok(Response::from_parts(
            head,
            PreviewBody::new(body, review),
        )))
    }
}

impl<F> fmt::Debug for ResponseFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
