//! A body that is read on its way out.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

use super::review::Review;

pin_project! {
    /// The body of a response of [`Preview`](super::Preview): the body that it was given, byte for
    /// byte and piece for piece.
    pub struct PreviewBody<B> {
        #[pin]
        inner: B,
        // None: this is no page, or the page has been reviewed.
        review: Option<Box<Review>>,
    }
}

impl<B> PreviewBody<B> {
    pub(super) fn new(inner: B, review: Option<Review>) -> Self {
        Self {
            inner,
            review: review.map(Box::new),
        }
    }
}

impl<B: Body<Data = Bytes>> Body for PreviewBody<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let mut this = self.project();
        let frame = ready!(this.inner.as_mut().poll_frame(context));
        let Some(mut review) = this.review.take() else {
            return Poll::Ready(frame);
        };
        match &frame {
            Some(Ok(piece)) => {
                let has_room = piece.data_ref().is_none_or(|data| review.read(data));
                // Servers do not ask again when they know that this was all.
                if has_room && (this.inner.is_end_stream() || review.is_complete()) {
                    review.end();
                } else if has_room {
                    *this.review = Some(review);
                }
            }
            // Half a page says nothing.
            Some(Err(_)) => {}
            None => review.end(),
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl<B: fmt::Debug> fmt::Debug for PreviewBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreviewBody")
            .field("inner", &self.inner)
            .finish_non_exhaustive()
    }
}
