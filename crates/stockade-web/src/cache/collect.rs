//! Bodies, collected whole before a byte of them leaves.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use http_body::{Body, Frame, SizeHint};

use super::Refusal;

/// The body of a response that is not stored: what has been read of it, then the rest as it comes.
pub struct UnstoredBody<B: Body> {
    read: VecDeque<Result<Frame<Bytes>, B::Error>>,
    read_bytes: u64,
    // Until its end: bodies need not bear being asked again.
    rest: Option<Pin<Box<B>>>,
}

impl<B: Body> UnstoredBody<B> {
    pub(super) fn new(body: B) -> Self {
        Self {
            read: VecDeque::new(),
            read_bytes: 0,
            rest: Some(Box::pin(body)),
        }
    }

    /// Reads all of the body, unless it cannot be stored.
    ///
    /// Whoever reads the first bytes of a page while the rest is made knows its nonce, and could
    /// send it back in a comment that the rest then shows. So nobody gets a byte before the end,
    /// and what is too large to wait for is not stored.
    pub(super) async fn read_whole(&mut self, max_bytes: usize) -> Result<Bytes, Refusal> {
        let max_bytes = u64::try_from(max_bytes).unwrap_or(u64::MAX);
        loop {
            if self.size_hint().lower() > max_bytes {
                return Err(Refusal::TooLarge);
            }
            match poll_fn(|context| self.poll_rest(context)).await {
                Some(frame) => self.keep(frame)?,
                None => return Ok(self.data()),
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

    /// Keeps a frame, to be sent later. One that no stored page has is an error.
    fn keep(&mut self, frame: Result<Frame<Bytes>, B::Error>) -> Result<(), Refusal> {
        let storable = match frame.as_ref().map(Frame::data_ref) {
            Ok(Some(data)) => {
                self.read_bytes += data.len() as u64;
                Ok(())
            }
            Ok(None) => Err(Refusal::Trailers),
            Err(_) => Err(Refusal::Incomplete),
        };
        self.read.push_back(frame);
        storable
    }

    /// The data that has been read, which is not copied if it came in one piece.
    fn data(&self) -> Bytes {
        let pieces: Vec<Bytes> = self.read.iter().filter_map(data_of).cloned().collect();
        match pieces.as_slice() {
            [only] => only.clone(),
            pieces => pieces.concat().into(),
        }
    }
}

fn data_of<E>(frame: &Result<Frame<Bytes>, E>) -> Option<&Bytes> {
    frame.as_ref().ok()?.data_ref()
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
        let Some(frame) = self.read.pop_front() else {
            return self.poll_rest(context);
        };
        let length = data_of(&frame).map_or(0, |data| data.len() as u64);
        self.read_bytes = self.read_bytes.saturating_sub(length);
        Poll::Ready(Some(frame))
    }

    fn is_end_stream(&self) -> bool {
        self.read.is_empty() && self.rest.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        let ended = SizeHint::with_exact(0);
        let rest = self.rest.as_ref().map_or(ended, Body::size_hint);
        let mut hint = SizeHint::new();
        hint.set_lower(rest.lower().saturating_add(self.read_bytes));
        if let Some(upper) = rest.upper() {
            hint.set_upper(upper.saturating_add(self.read_bytes));
        }
        hint
    }
}

/// Shows nothing of the page: its nonce is in it.
impl<B: Body> fmt::Debug for UnstoredBody<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnstoredBody")
            .field("read_bytes", &self.read_bytes)
            .finish_non_exhaustive()
    }
}
