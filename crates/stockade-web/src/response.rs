//! What becomes of a response's headers, whatever framework made them.

use bytes::Bytes;
use stockade::{Nonce, header};

use crate::headers::{Field, HeaderValue, Headers};
use crate::nonce::Printed;
use crate::{CspNonce, Policies};

/// What a response is, besides its headers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts {
    pub(crate) status: u16,
    /// Whether the request was CONNECT.
    pub(crate) is_connect: bool,
    /// Whether the body is still to be made, so that it may yet print the nonce.
    pub(crate) is_streamed: bool,
    /// Whether the request came from an edge cache that replaces nonces.
    pub(crate) is_for_edge_cache: bool,
}

impl Facts {
    /// Whether no document comes of it: the connection becomes another (a WebSocket, a tunnel), or
    /// the browser takes the page that it has stored, whose policy and nonce are older and which it
    /// would give this response's headers.
    fn has_no_document(self) -> bool {
        let is_tunnel = self.is_connect && (200..300).contains(&self.status);
        is_tunnel || matches!(self.status, 101 | 304)
    }
}

/// Gives a response its headers; `nonce` is `None` where none was handed out. What it has already
/// stays as it is, but for the policies of one that has no document.
pub(crate) fn finish(
    policies: &Policies,
    nonce: Option<CspNonce>,
    facts: Facts,
    headers: &mut impl Headers,
) {
    if facts.has_no_document() {
        for field in Field::POLICIES {
            headers.remove(field);
        }
        nonce.map(CspNonce::decide);
        return;
    }
    if let Some(nonce) = &nonce
        && facts.is_streamed
        && policies.uses_nonce()
        && nonce.is_shared()
        && holds_markup(headers)
    {
        // Whether the body will print it is not known, so the header has it. Where there is no
        // randomness, nothing will be printed either.
        let _ = nonce.get();
    }
    let printed = nonce.map(CspNonce::decide).unwrap_or_default();
    set_policies(policies, &printed, headers);
    set_neighbours(policies, headers);
    if let Some(nonce) = &printed.nonce {
        let is_for_edge_cache = facts.is_for_edge_cache && policies.edge_cache_key().is_some();
        keep_out_of_caches(nonce, is_for_edge_cache, headers);
    }
}

fn set_policies<H: Headers>(policies: &Policies, printed: &Printed, headers: &mut H) {
    let mut set_last = None;
    for policy in policies.headers().iter().chain(policies.probe()) {
        let value = || policy.value(printed);
        // The probe stands beside our report-only policy, but not beside the handler's own.
        if set_last == Some(policy.field) {
            headers.append(policy.field, value());
        } else if headers.set_if_absent(policy.field, value) {
            set_last = Some(policy.field);
        }
    }
}

fn set_neighbours<H: Headers>(policies: &Policies, headers: &mut H) {
    for (field, value) in policies.integrity() {
        headers.set_if_absent(*field, || H::Value::of_shared(value).clone());
    }
    if let Some(value) = policies.reporting_endpoints() {
        headers.set_if_absent(Field::ReportingEndpoints, || {
            H::Value::of_shared(value).clone()
        });
    }
}

/// A page with a nonce is one visitor's own, unless the cache replaces the nonce.
fn keep_out_of_caches<H: Headers>(nonce: &Nonce, is_for_edge_cache: bool, headers: &mut H) {
    if is_for_edge_cache {
        set_text(Field::NoncePlaceholder, nonce.as_str().to_owned(), headers);
        return;
    }
    headers.remove_those(header::overrules_cache_control);
    if !headers.set_if_absent(Field::CacheControl, H::Value::private) {
        let said = headers.joined(Field::CacheControl);
        set_text(
            Field::CacheControl,
            header::private_cache_control(&said),
            headers,
        );
    }
}

fn set_text<H: Headers>(field: Field, text: String, headers: &mut H) {
    if let Some(value) = H::Value::from_bytes(Bytes::from(text)) {
        headers.set(field, value);
    }
}

/// Whether a browser may run what it finds in the body, so that a nonce makes sense.
fn holds_markup(headers: &impl Headers) -> bool {
    header::can_hold_markup(&headers.joined(Field::ContentType))
}
