//! Bodies, collected whole before a byte of them leaves.

use std::fmt;
use std::future::poll_fn;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};

use super::Refusal;

/// The body of a response that is not stored: what has been read of it, then the rest as it comes.
pub struct UnstoredBody<B: Body> {
    /// All data in one piece. Kept as they come, pieces of a byte would take a hundred.
    read: Bytes,
    /// What came behind the data and is none.
    end: Option<Result<Frame<Bytes>, B::Error>>,
    // Until its end: bodies need not bear being asked again.
    rest: Option<Pin<Box<B>>>,
}

impl<B: Body> UnstoredBody<B> {
    pub(super) fn new(body: B) -> Self {
        Self {
            read: Bytes::new(),
            end: None,
            rest: Some(Box::pin(body)),
        }
    }

    /// Reads all of the body, unless it cannot be stored.
    ///
    /// Whoever reads the first bytes of a page while the rest is made knows its nonce, and could
    /// send it back in a comment that the rest then shows. So nobody gets a byte before the end,
    /// and what is too large to wait for is not stored.
    pub(super) async fn read_whole(&mut self, max_bytes: usize) -> Result<Bytes, Refusal> {
        let mut read = BytesMut::new();
        let outcome = self.read_into(&mut read, max_bytes).await;
        self.read = read.freeze();
        outcome.map(|()| self.read.clone())
    }

    async fn read_into(&mut self, read: &mut BytesMut, max_bytes: usize) -> Result<(), Refusal> {
        let max_bytes = u64::try_from(max_bytes).unwrap_or(u64::MAX);
        loop {
            let least = self.rest_hint().lower().saturating_add(read.len() as u64);
            if least > max_bytes {
                return Err(Refusal::TooLarge);
            }
            let Some(frame) = poll_fn(|context| self.poll_rest(context)).await else {
                return Ok(());
            };
            match frame.map(Frame::into_data) {
                // The only piece of most bodies, which need not be copied.
                Ok(Ok(data)) if read.is_empty() => *read = BytesMut::from(data),
                Ok(Ok(data)) => read.extend_from_slice(&data),
                Ok(Err(trailers)) => {
                    self.end = Some(Ok(trailers));
                    return Err(Refusal::Trailers);
                }
                Err(error) => {
                    self.end = Some(Err(error));
                    return Err(Refusal::Incomplete);
                }
            }
        }
    }

    fn poll_rest(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let Some(rest) = &mut self.rest else {
            return Poll::Ready(None);
        };
        let frame = ready!(rest.as_mut().poll_frame(context));
        if frame.is_none() {
            self.rest = None;
        }
        let to_bytes = |mut data: B::Data| data.copy_to_bytes(data.remaining());
        Poll::Ready(frame.map(|frame| Ok(frame?.map_data(to_bytes))))
    }

    fn rest_hint(&self) -> SizeHint {
        let ended = SizeHint::with_exact(0);
        self.rest.as_ref().map_or(ended, Body::size_hint)
    }
}

// Only `rest` is ever pinned, and it is where it stays.
impl<B: Body> Unpin for UnstoredBody<B> {}

impl<B: Body> Body for UnstoredBody<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        if !self.read.is_empty() {
            let read = mem::take(&mut self.read);
            return Poll::Ready(Some(Ok(Frame::data(read))));
        }
        match self.end.take() {
            Some(end) => Poll::Ready(Some(end)),
            None => self.poll_rest(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        let has_more = !self.read.is_empty() || self.end.is_some();
        !has_more && self.rest.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        let read = self.read.len() as u64;
        let rest = self.rest_hint();
        let mut hint = SizeHint::new();
        hint.set_lower(rest.lower().saturating_add(read));
        if let Some(upper) = rest.upper() {
            hint.set_upper(upper.saturating_add(read));
        }
        hint
    }
}

/// Shows nothing of the page: its nonce is in it.
impl<B: Body> fmt::Debug for UnstoredBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnstoredBody")
            .field("read_bytes", &self.read.len())
            .finish_non_exhaustive()
    }
}
