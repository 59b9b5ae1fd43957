//! The nonce as an argument of a handler.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::error::ErrorInternalServerError;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest};

use super::exchange::{Surrounded, SurroundedByFixed};
use crate::CspNonce;

/// The nonce of the response that the handler makes. Taking it makes none, printing it does.
///
/// Where no [`Csp`](super::Csp) surrounds the handler, the request is answered with status 500 and
/// what to do about it. A handler that also works without one takes an `Option<CspNonce>`.
impl FromRequest for CspNonce {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let extensions = request.extensions();
        let nonce = match extensions.get::<Surrounded>() {
            Some(Surrounded { nonce }) => Some(nonce.clone()),
            None if extensions.contains::<SurroundedByFixed>() => Some(Self::absent()),
            // One that was made by hand.
            None => extensions.get::<Self>().cloned(),
        };
        ready(nonce.ok_or_else(|| {
            ErrorInternalServerError(
                "a handler asks for the CSP nonce, but no policy surrounds it; add \
                 .wrap(stockade_web::actix::Csp::new(policies)) to the App",
            )
        }))
    }
}
