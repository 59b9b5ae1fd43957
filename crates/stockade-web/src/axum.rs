//! The nonce as an argument of an axum handler, and policies as a part of its response.

use std::convert::Infallible;
use std::fmt;

use axum_core::extract::{FromRequestParts, OptionalFromRequestParts};
use axum_core::response::{IntoResponse, IntoResponseParts, Response, ResponseParts};
use http::StatusCode;
use http::request::Parts;

use crate::tower::Surrounded;
use crate::{CspNonce, Policies};

/// The nonce of the response that the handler makes. Taking it makes none, printing it does.
///
/// Where no [`CspLayer`](crate::CspLayer) is around the handler, the request is answered with
/// [`MissingCspLayer`]. A handler that also works without one takes an `Option<CspNonce>`.
impl<S: Sync> FromRequestParts<S> for CspNonce {
    type Rejection = MissingCspLayer;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        find(parts).ok_or(MissingCspLayer(()))
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for CspNonce {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Infallible> {
        Ok(find(parts))
    }
}

fn find(parts: &Parts) -> Option<CspNonce> {
    let extensions = &parts.extensions;
    let absent = || extensions.get::<Surrounded>().map(|_| CspNonce::absent());
    extensions.get::<CspNonce>().cloned().or_else(absent)
}

/// The answer to a request whose handler asks for a [`CspNonce`] that no
/// [`CspLayer`](crate::CspLayer) has made: status 500, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingCspLayer(());

impl fmt::Display for MissingCspLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a handler asks for the CSP nonce, but no CspLayer is around its route; add \
             .layer(CspLayer::new(policies)) to the Router, below its routes",
        )
    }
}

impl std::error::Error for MissingCspLayer {}

impl IntoResponse for MissingCspLayer {
    fn into_response(self) -> Response {
        (StatusCode::INTERNAL_SERVER_ERROR, self.to_string()).into_response()
    }
}

/// Sends these policies instead of the layer's: `(policies, Html(page))`.
impl IntoResponseParts for Policies {
    type Error = Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Infallible> {
        parts.extensions_mut().insert(self);
        Ok(parts)
    }
}
