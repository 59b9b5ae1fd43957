//! One request and its response.

use std::borrow::Cow;
use std::rc::Rc;

use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::{Extensions, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::HeaderValue;
use actix_web::{Error, HttpMessage, HttpResponse};

use crate::policies::{PendingChanges, Role, Said};
use crate::response::{self, Facts};
use crate::{CspNonce, Policies};

/// In a request's extensions: a [`Csp`](super::Csp) will give the response its headers, and this
/// is its nonce. A nonce of its own there would not say so, because anybody can put one there.
pub(super) struct Surrounded {
    pub(super) nonce: CspNonce,
}

/// The same of a [`Csp`](super::Csp) whose policies are fixed. An entry without content takes no
/// memory of its own.
pub(super) struct SurroundedByFixed;

/// What is kept of a request until its response is there.
pub(super) struct Exchange {
    /// `None` under fixed policies.
    nonce: Option<CspNonce>,
    headers: ResponseHeaders,
}

/// What becomes of the response's headers.
struct ResponseHeaders {
    role: Rc<Role>,
    is_outermost: bool,
    is_connect: bool,
    /// Whether the request came from an edge cache that replaces nonces.
    is_for_edge_cache: bool,
}

impl Exchange {
    /// Makes sure that the handler finds a nonce.
    pub(super) fn begin(role: &Rc<Role>, request: &ServiceRequest) -> Self {
        let mut extensions = request.extensions_mut();
        let is_outermost =
            !extensions.contains::<Surrounded>() && !extensions.contains::<SurroundedByFixed>();
        let nonce = match &**role {
            Role::Fixed(_) => None,
            _ => Some(nonce_for_handler(&mut extensions)),
        };
        if is_outermost && nonce.is_none() {
            extensions.insert(SurroundedByFixed);
        }
        Self {
            nonce,
            headers: ResponseHeaders {
                role: Rc::clone(role),
                is_outermost,
                is_connect: request.method() == Method::CONNECT,
                is_for_edge_cache: role.is_for_edge_cache(|name| {
                    request.headers().get(name).map(HeaderValue::as_bytes)
                }),
            },
        }
    }

    /// Gives the response its headers, or leaves that to the outermost `Csp`.
    pub(super) fn finish<B: MessageBody>(self, response: &mut ServiceResponse<B>) {
        if is_streamed(response.response()) {
            // The request outlives the response. Its handle would look like one in the body.
            response.request().extensions_mut().remove::<Surrounded>();
        }
        self.headers.finish(self.nonce, response.response_mut());
    }

    /// Has the response that is made of an error given its headers, when it is made.
    pub(super) fn finish_error(self, error: &mut Error) {
        error.add_response_mapper(move |mut response| {
            self.headers.finish(self.nonce.clone(), &mut response);
            response
        });
    }
}

impl ResponseHeaders {
    fn finish<B: MessageBody>(&self, nonce: Option<CspNonce>, response: &mut HttpResponse<B>) {
        let mut extensions = response.extensions_mut();
        let said = self.role.speak(said(&mut extensions));
        if !self.is_outermost {
            return leave(said, nonce, &mut extensions);
        }
        // Under fixed policies, an inner one may have its own.
        let left = extensions.remove::<CspNonce>();
        let nonce = nonce.or(left);
        drop(extensions);
        match said {
            Said::Policies(policies) => self.write(&policies, nonce, response),
            Said::Changes(changes) => changes.report_nothing_to_change(),
        }
    }

    fn write<B: MessageBody>(
        &self,
        policies: &Policies,
        nonce: Option<CspNonce>,
        response: &mut HttpResponse<B>,
    ) {
        let facts = Facts {
            status: response.status().as_u16(),
            is_connect: self.is_connect,
            is_streamed: is_streamed(response),
            is_for_edge_cache: self.is_for_edge_cache,
        };
        response::finish(policies, nonce, facts, response.headers_mut());
    }
}

/// The nonce that is there, or a new one, where handlers find it.
fn nonce_for_handler(extensions: &mut Extensions) -> CspNonce {
    if let Some(outer) = extensions.get::<Surrounded>() {
        return outer.nonce.clone();
    }
    let nonce = extensions.get::<CspNonce>().cloned().unwrap_or_default();
    let surrounded = Surrounded {
        nonce: nonce.clone(),
    };
    extensions.insert(surrounded);
    nonce
}

fn is_streamed<B: MessageBody>(response: &HttpResponse<B>) -> bool {
    matches!(response.body().size(), BodySize::Stream)
}

/// What the handler and inner ones have left in the response.
fn said(extensions: &mut Extensions) -> Option<Said<'static>> {
    let changes = extensions.remove::<PendingChanges>();
    match extensions.remove::<Policies>() {
        Some(policies) => Some(Said::Policies(Cow::Owned(policies))),
        None => changes.map(Said::Changes),
    }
}

/// Leaves it to the next one outwards.
fn leave(said: Said<'_>, nonce: Option<CspNonce>, extensions: &mut Extensions) {
    match said {
        Said::Policies(policies) => drop(extensions.insert(policies.into_owned())),
        Said::Changes(changes) => drop(extensions.insert(changes)),
    }
    if let Some(nonce) = nonce {
        extensions.insert(nonce);
    }
}
