//! Which requests are like the one that a page was made for.

use http::header::{AUTHORIZATION, COOKIE, VARY};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::Refusal;

/// What the request held that the page was made for, in the headers on which the page depends.
///
/// Specification: [calculating cache keys with `Vary`](https://www.rfc-editor.org/rfc/rfc9111#name-calculating-cache-keys-with).
#[derive(Clone)]
pub(super) struct VaryValues(Vec<(HeaderName, Vec<HeaderValue>)>);

impl VaryValues {
    /// What the response says in `Vary`, with the values of the request.
    pub(super) fn new(response: &HeaderMap, request: &HeaderMap) -> Result<Self, Refusal> {
        let mut values = Vec::new();
        for line in response.get_all(VARY) {
            let names = line.to_str().map_err(|_| Refusal::Vary)?.split(',');
            for name in names.map(str::trim).filter(|name| !name.is_empty()) {
                let name = HeaderName::try_from(name).map_err(|_| Refusal::Vary)?;
                if name == "*" {
                    return Err(Refusal::Vary);
                }
                let held = values_of(request, &name);
                // A page for one visitor, and their secret would be stored with it.
                if matches!(name, COOKIE | AUTHORIZATION) && !held.is_empty() {
                    return Err(Refusal::Credentials);
                }
                values.push((name, held));
            }
        }
        Ok(Self(values))
    }

    /// Whether another request holds the same.
    pub(super) fn are_those_of(&self, request: &HeaderMap) -> bool {
        let mut values = self.0.iter();
        values.all(|(name, held)| request.get_all(name).iter().eq(held))
    }
}

fn values_of(headers: &HeaderMap, name: &HeaderName) -> Vec<HeaderValue> {
    headers.get_all(name).iter().cloned().collect()
}
