//! What a request says about stored pages.

use std::fmt;

use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderMap, Method, Request};

use crate::{CspNonce, Error, ErrorKind};

/// What a cache has to know of a request: taken before the handler gets it.
///
/// It keeps the method, a copy of the headers, and the nonce of the response to come.
#[derive(Clone)]
pub struct PageRequest {
    pub(super) method: Method,
    pub(super) headers: HeaderMap,
    pub(super) nonce: CspNonce,
    /// Whether the nonce was there before anything of the page was.
    pub(super) nonce_is_older: bool,
}

impl PageRequest {
    /// Looks at a request on its way in.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotCacheable`] where the request carries no [`CspNonce`]: the cache then stands
    /// outside of the layer that writes the policy, or there is none. Nothing may be stored there,
    /// nor answered from the cache, because the header would not have the nonce of the page.
    pub fn new<B>(request: &Request<B>) -> Result<Self, Error> {
        let Some(nonce) = request.extensions().get::<CspNonce>() else {
            return Err(Error::new(
                ErrorKind::NotCacheable,
                "the cache sees no CSP nonce in the request, so that it can neither store pages \
                 nor fill them; put CspLayer outside of the cache (in axum, add it after the \
                 cache)",
            ));
        };
        Ok(Self {
            method: request.method().clone(),
            headers: request.headers().clone(),
            nonce: nonce.clone(),
            nonce_is_older: nonce.value().is_some(),
        })
    }

    /// Whether it says who the visitor is, so that what they get may be meant for them alone.
    pub(super) fn has_credentials(&self) -> bool {
        self.headers.contains_key(COOKIE) || self.headers.contains_key(AUTHORIZATION)
    }
}

/// Shows no headers: cookies are among them.
impl fmt::Debug for PageRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageRequest")
            .field("method", &self.method)
            .field("nonce", &self.nonce)
            .finish_non_exhaustive()
    }
}
