//! The key of a cache at the edge.

use std::fmt;

use crate::{Error, ErrorKind};

/// What an edge cache proves itself with that replaces nonces. Not shown by [`Debug`](fmt::Debug).
///
/// Only such a cache may store a page with a nonce: everybody else would give one visitor's nonce
/// to all.
///
/// ```
/// use stockade::header::EdgeCacheKey;
///
/// let key = EdgeCacheKey::new("0b1946be9ffe14a0d7c32b1eb45a1aaf")?;
/// assert!(key.matches(b"0b1946be9ffe14a0d7c32b1eb45a1aaf"));
/// assert!(!key.matches(b""));
/// # Ok::<(), stockade::Error>(())
/// ```
#[derive(Clone)]
pub struct EdgeCacheKey(Box<[u8]>);

impl EdgeCacheKey {
    /// As few characters as cannot be guessed: as many as a nonce has.
    const MIN_LENGTH: usize = 22;

    /// A key that was made at random.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidEdgeCacheKey`] for one that can be guessed or that no header can carry.
    /// The error does not show it.
    pub fn new(key: impl AsRef<str>) -> Result<Self, Error> {
        let key = key.as_ref().as_bytes();
        let is_token = key.iter().all(|byte| matches!(byte, b'!'..=b'~'));
        if is_token && key.len() >= Self::MIN_LENGTH {
            return Ok(Self(key.into()));
        }
        Err(Error::new(
            ErrorKind::InvalidEdgeCacheKey,
            format!(
                "the key of an edge cache is {} or more printable ASCII characters without \
                 spaces, so that nobody guesses it; `openssl rand -hex 16` makes one",
                Self::MIN_LENGTH,
            ),
        ))
    }

    /// Compares in a time that does not tell how much of the key was right.
    pub fn matches(&self, sent: &[u8]) -> bool {
        let differences = self.0.iter().zip(sent).map(|(a, b)| a ^ b);
        sent.len() == self.0.len() && differences.fold(0, |all, bits| all | bits) == 0
    }
}

impl fmt::Debug for EdgeCacheKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EdgeCacheKey(…)")
    }
}
