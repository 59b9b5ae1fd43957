//! A response in the making.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::ServiceResponse;
use pin_project_lite::pin_project;

use super::exchange::Exchange;

pin_project! {
    /// The future of [`CspService`](super::CspService).
    pub struct ResponseFuture<F> {
        #[pin]
        response: F,
        // None: the response has been given its headers.
        exchange: Option<Exchange>,
    }
}

impl<F> ResponseFuture<F> {
    pub(super) fn new(response: F, exchange: Exchange) -> Self {
        Self {
            response,
            exchange: Some(exchange),
        }
    }
}

impl<F, B> Future for ResponseFuture<F>
where
    F: Future<Output = Result<ServiceResponse<B>, Error>>,
    B: MessageBody,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let mut result = ready!(this.response.poll(context));
        if let Some(exchange) = this.exchange.take() {
            match &mut result {
                Ok(response) => exchange.finish(response),
                Err(error) => exchange.finish_error(error),
            }
        }
        Poll::Ready(result)
    }
}

impl<F> fmt::Debug for ResponseFuture<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
