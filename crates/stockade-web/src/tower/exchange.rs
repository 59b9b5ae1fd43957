//! One request and its response.

use std::borrow::Cow;

use http::{Extensions, HeaderValue, Method, Request, Response};
use http_body::Body;

use crate::policies::{Role, Said};
use crate::response::{self, Facts};
use crate::{CspNonce, Policies};

/// In a request's extensions: a layer will give the response its headers. Mostly the nonce there
/// says so, for a second entry would double the cost of the layer. A nonce that somebody else put
/// there does not, and a layer for fixed policies makes none.
#[derive(Clone)]
pub(crate) struct Surrounded;

/// What is kept of a request until its response is there.
pub(super) struct Exchange {
    role: Role,
    /// `None` under fixed policies.
    nonce: Option<CspNonce>,
    is_outermost: bool,
    is_connect: bool,
    /// Whether the request came from an edge cache that replaces nonces.
    is_for_edge_cache: bool,
}

impl Exchange {
    /// Makes sure that the handler finds a nonce.
    pub(super) fn begin<B>(role: &Role, request: &mut Request<B>) -> Self {
        let is_connect = request.method() == Method::CONNECT;
        let headers = request.headers();
        let is_for_edge_cache =
            role.is_for_edge_cache(|name| headers.get(name).map(HeaderValue::as_bytes));
        let extensions = request.extensions_mut();
        let is_outermost = !is_surrounded(extensions);
        let nonce = match role {
            Role::Fixed(_) => None,
            _ => Some(extensions.get_or_insert_with(CspNonce::of_layer).clone()),
        };
        if !nonce.as_ref().is_some_and(CspNonce::is_of_layer) {
            extensions.insert(Surrounded);
        }
        Self {
            role: role.clone(),
            nonce,
            is_outermost,
            is_connect,
            is_for_edge_cache,
        }
    }

    /// Gives the response its headers, or leaves that to the outermost layer.
    pub(super) fn finish<B: Body>(mut self, response: &mut Response<B>) {
        let nonce = self.nonce.take();
        let extensions = response.extensions_mut();
        let said = self.role.speak(said_so_far(extensions));
        if !self.is_outermost {
            leave(said, nonce, extensions);
            return;
        }
        // Dropped if it is a second handle: with more than one the nonce looks shared with the
        // body.
        let left = extensions.remove::<CspNonce>();
        match said {
            Said::Policies(policies) => self.write_headers(nonce.or(left), &policies, response),
            Said::Changes(changes) => changes.report_nothing_to_change(),
        }
    }

    fn write_headers<B: Body>(
        &self,
        nonce: Option<CspNonce>,
        policies: &Policies,
        response: &mut Response<B>,
    ) {
        // Only a nonce that somebody still holds can be printed by the body; asking a body is not
        // free.
        let is_streamed = nonce.as_ref().is_some_and(CspNonce::is_shared) && {
            let body = response.body();
            body.size_hint().exact().is_none() && !body.is_end_stream()
        };
        let facts = Facts {
            status: response.status().as_u16(),
            is_connect: self.is_connect,
            is_streamed,
            is_for_edge_cache: self.is_for_edge_cache,
        };
        response::finish(policies, nonce, facts, response.headers_mut());
        #[cfg(feature = "preview")]
        response
            .extensions_mut()
            .insert(crate::preview::Sent(policies.clone()));
    }
}

/// Whether another layer will give the response its headers.
fn is_surrounded(extensions: &Extensions) -> bool {
    let nonce = extensions.get::<CspNonce>();
    nonce.is_some_and(CspNonce::is_of_layer) || extensions.get::<Surrounded>().is_some()
}

/// What the handler and inner layers have said. Policies are the handler's own, or those of an
/// inner layer.
fn said_so_far(extensions: &mut Extensions) -> Option<Said<'static>> {
    match extensions.remove::<Policies>() {
        Some(policies) => Some(Said::Policies(Cow::Owned(policies))),
        None => extensions.remove().map(Said::Changes),
    }
}

/// Leaves what has been said to the next layer outwards, and the nonce: the outermost layer may be
/// one for fixed policies, which has none.
fn leave(said: Said<'_>, nonce: Option<CspNonce>, extensions: &mut Extensions) {
    match said {
        Said::Policies(policies) => drop(extensions.insert(policies.into_owned())),
        Said::Changes(changes) => drop(extensions.insert(changes)),
    }
    nonce.map(|nonce| extensions.insert(nonce));
}
