//! A whole response, stored without its nonce.

use std::fmt;

use bytes::Bytes;
use http::{Extensions, HeaderMap, Method, Response, StatusCode, response};
use http_body::Body;
use stockade::Nonce;

use super::collect::UnstoredBody;
use super::headers::{kept, of_not_modified};
use super::validators::is_not_modified;
use super::vary::VaryValues;
use super::{NonceHoles, PageRequest, Refusal, storable};
use crate::policies::PendingChanges;
use crate::{CspNonce, Error, InlineHash, Policies};

/// A page in a cache: its body with [holes](NonceHoles) where the nonce was, and its headers.
///
/// It is the same for every visitor, and tells whoever reads the cache no nonce. Each response that
/// is made of it has a nonce of its own, in the page and in the policy that
/// [`CspLayer`](crate::tower::CspLayer) writes outside of the cache.
///
/// A cache asks for [`respond`](Self::respond) first. If there is no answer, it lets the handler
/// make the page and hands it to [`from_response`](Self::from_response).
///
/// ```
/// use bytes::Bytes;
/// use http::{Request, Response};
/// use http_body_util::Full;
/// use stockade_web::CspNonce;
/// use stockade_web::cache::{PageRequest, StoredPage};
///
/// /// A request as it leaves `CspLayer`.
/// fn incoming() -> Request<()> {
///     let mut request = Request::new(());
///     request.extensions_mut().insert(CspNonce::new());
///     request
/// }
///
/// fn handler(request: &Request<()>) -> Response<Full<Bytes>> {
///     let nonce = request.extensions().get::<CspNonce>().expect("a nonce");
///     let page = format!("<script {}>start()</script>", nonce.attribute());
///     let mut response = Response::new(Full::from(page));
///     response.headers_mut().insert("content-type", "text/html".parse().expect("a type"));
///     response
/// }
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let request = incoming();
/// let asked = PageRequest::new(&request)?;
/// let stored = StoredPage::from_response(&asked, handler(&request), 1_000_000).await;
/// let (page, first) = stored.map_err(|unstored| unstored.reason)?;
///
/// let asked_again = PageRequest::new(&incoming())?;
/// let second = page.respond(&asked_again).expect("an answer");
/// assert_ne!(first.body(), second.body(), "each has a nonce of its own");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct StoredPage {
    headers: HeaderMap,
    body: Bytes,
    // None: it printed no nonce.
    holes: Option<NonceHoles>,
    inline_hashes: Vec<InlineHash>,
    extensions: Extensions,
    vary: VaryValues,
    is_public: bool,
}

/// A response that was not stored. It is to be sent as it is.
pub struct Unstored<B: Body> {
    /// Why it was not.
    pub reason: Refusal,
    /// The response, with all of its body.
    pub response: Response<UnstoredBody<B>>,
}

impl StoredPage {
    /// Makes a page for the cache of what a handler has answered, and the response for the visitor
    /// who asked.
    ///
    /// The body is collected whole, and is held in memory for that: up to `max_bytes` of it.
    ///
    /// # Errors
    ///
    /// Whatever must not be stored is given back, with the [reason](Refusal).
    pub async fn from_response<B: Body>(
        request: &PageRequest,
        response: Response<B>,
        max_bytes: usize,
    ) -> Result<(Self, Response<Bytes>), Box<Unstored<B>>> {
        let (head, body) = response.into_parts();
        let mut body = UnstoredBody::new(body);
        match Self::new(request, &head, &mut body, max_bytes).await {
            Ok((page, data)) => {
                let mut first = page.whole(data);
                *first.extensions_mut() = head.extensions;
                Ok((page, first))
            }
            Err(reason) => Err(Box::new(Unstored {
                reason,
                response: Response::from_parts(head, body),
            })),
        }
    }

    /// The page, and its body as it was sent first.
    async fn new<B: Body>(
        request: &PageRequest,
        head: &response::Parts,
        body: &mut UnstoredBody<B>,
        max_bytes: usize,
    ) -> Result<(Self, Bytes), Refusal> {
        storable::check_head(request, head)?;
        let vary = VaryValues::new(&head.headers, &request.headers)?;
        let data = body.read_whole(max_bytes).await?;
        storable::check_length(&head.headers, &data)?;

        let (stored, holes) = match request.nonce.value() {
            Some(nonce) => {
                let (blanked, holes) = blanked(&head.headers, &data, nonce)?;
                (blanked, Some(holes))
            }
            None => (data.clone(), None),
        };
        let page = Self {
            headers: kept(head.headers.clone(), &stored, holes.is_some()),
            body: stored,
            holes,
            inline_hashes: request.nonce.inline_hashes(),
            extensions: policies_of(&head.extensions),
            vary,
            is_public: storable::is_public(&head.headers),
        };
        Ok((page, data))
    }

    /// The response to a request that this page is an answer to, with a nonce of its own. A visitor
    /// who has the page already gets a 304; whoever asks for a part of it gets the whole.
    ///
    /// None if the handler has to make a page: the method is neither GET nor HEAD, the request
    /// differs in a header that the response's `Vary` named, or it carries a cookie or credentials
    /// and the page says neither `public` nor `s-maxage`.
    pub fn respond(&self, request: &PageRequest) -> Option<Response<Bytes>> {
        let is_read = matches!(request.method, Method::GET | Method::HEAD);
        let is_for_all = self.is_public || !request.has_credentials();
        if !is_read || !is_for_all || !self.vary.are_those_of(&request.headers) {
            return None;
        }
        if is_not_modified(&request.headers, &self.headers) {
            return Some(self.not_modified());
        }
        let mut response = self.whole(self.filled(&request.nonce).ok()?);
        if request.method == Method::HEAD {
            response.body_mut().clear();
        }
        Some(response)
    }

    /// The body as it is kept: with blanks in the place of nonces.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The headers as they are kept: without a policy.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body for one response. What its header has to allow is told to its nonce.
    fn filled(&self, nonce: &CspNonce) -> Result<Bytes, Error> {
        for hash in &self.inline_hashes {
            nonce.allow_inline(hash.clone())?;
        }
        let Some(holes) = &self.holes else {
            return Ok(self.body.clone());
        };
        let mut body = self.body.to_vec();
        holes.fill(&mut body, nonce.get()?)?;
        Ok(body.into())
    }

    fn whole(&self, body: Bytes) -> Response<Bytes> {
        let mut response = Response::new(body);
        *response.headers_mut() = self.headers.clone();
        *response.extensions_mut() = self.extensions.clone();
        response
    }

    fn not_modified(&self) -> Response<Bytes> {
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.headers_mut() = of_not_modified(&self.headers);
        response
    }
}

/// Takes the nonce out of a body, if it is printed there and nowhere else.
fn blanked(
    headers: &HeaderMap,
    body: &[u8],
    nonce: &Nonce,
) -> Result<(Bytes, NonceHoles), Refusal> {
    if storable::nonce_stands_in(headers, nonce) {
        return Err(Refusal::NonceInHeader);
    }
    let holes = NonceHoles::find(body, nonce);
    let mut blanked = body.to_vec();
    match holes.blank(&mut blanked) {
        Ok(()) if !holes.is_empty() => Ok((blanked.into(), holes)),
        _ => Err(Refusal::NonceNotInBody),
    }
}

/// Shows nothing of the page: its nonce is in it.
impl<B: Body> fmt::Debug for Unstored<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unstored")
            .field("reason", &self.reason)
            .field("status", &self.response.status())
            .finish_non_exhaustive()
    }
}

/// What the handler or an inner layer says about the policies of this page: the layer outside of
/// the cache has to hear of it each time.
fn policies_of(response: &Extensions) -> Extensions {
    let mut kept = Extensions::new();
    if let Some(policies) = response.get::<Policies>() {
        kept.insert(policies.clone());
    }
    if let Some(changes) = response.get::<PendingChanges>() {
        kept.insert(changes.clone());
    }
    kept
}

/// Shows nothing of the page itself.
impl fmt::Debug for StoredPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredPage")
            .field("bytes", &self.body.len())
            .field("holes", &self.holes)
            .finish_non_exhaustive()
    }
}
