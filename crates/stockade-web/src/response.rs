//! What becomes of a response's headers, whatever framework made them.

use bytes::Bytes;
use stockade::header;

use crate::edge::PLACEHOLDER_HEADER;
use crate::{CspNonce, Policies};

const CACHE_CONTROL: &str = "cache-control";
const POLICY_HEADERS: [&str; 2] = [
    header::CONTENT_SECURITY_POLICY,
    header::CONTENT_SECURITY_POLICY_REPORT_ONLY,
];

/// The headers of a response, in a framework's own type. Names are in lower case.
pub(crate) trait Headers {
    fn contains(&self, name: &'static str) -> bool;
    fn remove(&mut self, name: &'static str);
    /// Sets the only value of a header. `value` has been checked to be printable ASCII.
    fn set(&mut self, name: &'static str, value: Bytes);
    /// Adds a value beside those that are there.
    fn append(&mut self, name: &'static str, value: Bytes);
    /// All values of a header, joined by commas. Values that are not text are left out.
    fn joined(&self, name: &'static str) -> String;
}

/// What a response is, besides its headers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts {
    pub(crate) status: u16,
    /// Whether the body is still to be made, so that it may yet print the nonce.
    pub(crate) is_streamed: bool,
    /// Whether the request came from an edge cache that replaces nonces.
    pub(crate) is_for_edge_cache: bool,
}

/// Gives a response its headers. What it has already stays as it is, but for a 304: browsers would
/// apply the policy on it to the page that they have stored, whose nonce is older.
pub(crate) fn finish(
    policies: &Policies,
    nonce: &CspNonce,
    facts: Facts,
    headers: &mut impl Headers,
) {
    // 101: no document comes of it.
    if matches!(facts.status, 101 | 304) {
        for name in POLICY_HEADERS {
            headers.remove(name);
        }
        nonce.seal();
        return;
    }
    if facts.is_streamed && policies.uses_nonce() && nonce.is_shared() && holds_markup(headers) {
        // Whether the body will print it is not known, so the header has it. Where there is no
        // randomness, nothing will be printed either.
        let _ = nonce.get();
    }
    let nonce = nonce.seal();

    let views_own = POLICY_HEADERS.map(|name| headers.contains(name));
    let is_views_own = |name| {
        let position = POLICY_HEADERS.iter().position(|header| *header == name);
        position.is_some_and(|position| views_own[position])
    };
    for policy in policies.headers().iter().chain(policies.probe()) {
        if !is_views_own(policy.name) {
            headers.append(policy.name, policy.value(nonce));
        }
    }
    let neighbours = policies
        .integrity()
        .iter()
        .map(|(name, value)| (*name, value));
    let endpoints = policies.reporting_endpoints().into_iter();
    for (name, value) in
        neighbours.chain(endpoints.map(|value| (header::REPORTING_ENDPOINTS, value)))
    {
        if !headers.contains(name) {
            headers.set(name, value.clone());
        }
    }
    let Some(nonce) = nonce else { return };
    if facts.is_for_edge_cache {
        headers.set(
            PLACEHOLDER_HEADER,
            Bytes::copy_from_slice(nonce.as_str().as_bytes()),
        );
    } else {
        let said = headers.joined(CACHE_CONTROL);
        headers.set(CACHE_CONTROL, header::private_cache_control(&said).into());
    }
}

/// Whether a browser may run what it finds in the body, so that a nonce makes sense.
fn holds_markup(headers: &impl Headers) -> bool {
    header::can_hold_markup(&headers.joined("content-type"))
}
