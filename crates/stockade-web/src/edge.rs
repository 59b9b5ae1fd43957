//! Pages with nonces in a cache at the edge, such as nginx, or a content delivery network's worker.
//!
//! Byte offsets cannot travel there, so the edge searches. What it searches for is the nonce of the
//! stored response itself: random, of this entry only, and never seen by any visitor, for the edge
//! replaces it in each response, in the page and in the header. The edge learns it from the header
//! `CSP-Nonce-Placeholder`, which it removes.
//!
//! An application only leaves a page with a nonce cacheable for an edge that proves, with a key,
//! that it replaces nonces. Everybody else gets `Cache-Control: private`, as always.

use std::fmt;

use crate::{Error, ErrorKind};

/// The request header in which an edge cache sends its key.
pub const EDGE_KEY_HEADER: &str = "csp-edge-key";
/// The response header that tells an edge cache what to replace.
pub const PLACEHOLDER_HEADER: &str = "csp-nonce-placeholder";

/// What an edge cache proves itself with. Not shown by [`Debug`](fmt::Debug).
#[derive(Clone)]
pub(crate) struct EdgeCacheKey(Box<[u8]>);

impl EdgeCacheKey {
    /// As few characters as cannot be guessed.
    const MIN_LENGTH: usize = 22;

    pub(crate) fn new(key: String) -> Result<Self, Error> {
        let is_token = key.bytes().all(|byte| matches!(byte, b'!'..=b'~'));
        if is_token && key.len() >= Self::MIN_LENGTH {
            return Ok(Self(key.into_bytes().into()));
        }
        Err(Error::new(
            ErrorKind::InvalidEdgeCacheKey,
            format!(
                "the key of the edge cache must be {} or more printable ASCII characters without \
                 spaces, so that nobody guesses it; `openssl rand -hex 16` makes one",
                Self::MIN_LENGTH,
            ),
        ))
    }

    /// Compares in a time that does not tell how much of the key was right.
    pub(crate) fn matches(&self, sent: &[u8]) -> bool {
        let differences = self.0.iter().zip(sent).map(|(a, b)| a ^ b);
        sent.len() == self.0.len() && differences.fold(0, |all, bits| all | bits) == 0
    }
}

impl fmt::Debug for EdgeCacheKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EdgeCacheKey(…)")
    }
}
