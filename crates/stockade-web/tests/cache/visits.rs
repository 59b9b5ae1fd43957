//! Visitors of a page, and what its handler answers them.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::response::Builder;
use http::{HeaderMap, Method, Request, Response};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt as _;
use stockade_web::CspNonce;
use stockade_web::cache::{PageRequest, StoredPage, Unstored};

pub(crate) const LIMIT: usize = 100_000;

/// A request, and the nonce of its response.
pub(crate) struct Visit {
    pub(crate) asked: PageRequest,
    pub(crate) nonce: CspNonce,
}

impl Visit {
    pub(crate) fn new() -> Self {
        Self::with(Method::GET, &[])
    }

    pub(crate) fn asking(headers: &[(&'static str, &str)]) -> Self {
        Self::with(Method::GET, headers)
    }

    pub(crate) fn with(method: Method, headers: &[(&'static str, &str)]) -> Self {
        let nonce = CspNonce::new();
        let mut request = Request::new(());
        *request.method_mut() = method;
        for (name, value) in headers {
            request.headers_mut().append(*name, value.parse().unwrap());
        }
        request.extensions_mut().insert(nonce.clone());
        let asked = PageRequest::new(&request).unwrap();
        Self { asked, nonce }
    }

    /// What the handler prints: each `{nonce}` is the nonce of this visit.
    pub(crate) fn render(&self, template: &str) -> Vec<u8> {
        // A template without one must not make a nonce.
        match template.split("{nonce}").collect::<Vec<_>>().as_slice() {
            [plain] => plain.as_bytes().to_vec(),
            pieces => pieces.join(&self.nonce.to_string()).into_bytes(),
        }
    }

    pub(crate) async fn store<B: Body>(
        &self,
        response: Response<B>,
    ) -> Result<(StoredPage, Response<Bytes>), Box<Unstored<B>>> {
        StoredPage::from_response(&self.asked, response, LIMIT).await
    }
}

/// A page with this template, as it is stored for its first visitor.
pub(crate) async fn stored(template: &str) -> StoredPage {
    let visit = Visit::new();
    let response = html().body(Pieces::whole(visit.render(template))).unwrap();
    visit.store(response).await.map_err(|e| e.reason).unwrap().0
}

pub(crate) fn html() -> Builder {
    Response::builder().header("content-type", "text/html; charset=utf-8")
}

/// What another visitor gets, and the nonce that its policy names.
pub(crate) fn visited(page: &StoredPage) -> (Vec<u8>, String) {
    let visit = Visit::new();
    let response = page.respond(&visit.asked).unwrap();
    let nonce = visit.nonce.value().map(ToString::to_string);
    (response.into_body().to_vec(), nonce.unwrap_or_default())
}

pub(crate) fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).map(|value| value.to_str().unwrap())
}

/// A body that comes in pieces, perhaps with something at the end. Like others, it does not bear
/// being asked again after that.
pub(crate) struct Pieces<E = Infallible> {
    frames: VecDeque<Result<Frame<Bytes>, E>>,
    has_ended: bool,
}

impl Pieces {
    pub(crate) fn whole(body: impl Into<Bytes>) -> Self {
        Self::of([body])
    }

    pub(crate) fn of<P: Into<Bytes>>(pieces: impl IntoIterator<Item = P>) -> Self {
        let pieces = pieces.into_iter().map(Into::into);
        Self {
            frames: pieces.map(|piece| Ok(Frame::data(piece))).collect(),
            has_ended: false,
        }
    }
}

impl<E> Pieces<E> {
    /// One piece, and then something that is no data.
    pub(crate) fn ending(piece: &'static str, end: Result<Frame<Bytes>, E>) -> Self {
        let piece = Ok(Frame::data(piece.into()));
        Self {
            frames: [piece, end].into(),
            has_ended: false,
        }
    }
}

impl<E: Unpin> Body for Pieces<E> {
    type Data = Bytes;
    type Error = E;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, E>>> {
        assert!(!self.has_ended, "a body is not asked again after its end");
        let frame = self.frames.pop_front();
        self.has_ended = frame.is_none();
        Poll::Ready(frame)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}

/// All data of a body, up to its end or to an error, and whether one came.
pub(crate) async fn read<B: Body<Data = Bytes> + Unpin>(mut body: B) -> (Vec<u8>, bool) {
    let mut data = Vec::new();
    while let Some(frame) = body.frame().await {
        match frame.map(Frame::into_data) {
            Ok(Ok(piece)) => data.extend_from_slice(&piece),
            Ok(Err(_trailers)) => {}
            Err(_) => return (data, true),
        }
    }
    (data, false)
}
