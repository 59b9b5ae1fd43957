//! Nonces.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::{Error, ErrorKind};

/// The nonce of one response: 128 bits from the operating system.
///
/// It is 22 characters of base64url without padding, so no template engine has anything to escape
/// in it. [`Debug`](fmt::Debug) does not show it, and there is no way to make one from text: a
/// nonce that somebody else chose is no nonce.
///
/// ```
/// use stockade::Nonce;
/// let nonce = Nonce::generate()?;
/// assert_eq!(nonce.as_str().len(), 22);
/// assert_eq!(format!("{nonce:?}"), "Nonce(…)");
/// # Ok::<(), stockade::Error>(())
/// ```
///
/// Specification: [nonces](https://w3c.github.io/webappsec-csp/#security-nonces).
#[derive(Clone, PartialEq, Eq)]
pub struct Nonce {
    text: [u8; Self::LENGTH],
}

impl Nonce {
    /// How many characters a nonce has.
    pub const LENGTH: usize = 22;

    /// Makes a nonce.
    ///
    /// The bytes come straight from the operating system: a generator of our own in memory would
    /// repeat itself in the workers of a server that forks after start-up.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoRandomness`] where the operating system has none to give.
    pub fn generate() -> Result<Self, Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|cause| {
            Error::new(
                ErrorKind::NoRandomness,
                format!("the operating system gave no random bytes for a nonce ({cause})"),
            )
        })?;
        let mut text = [0; Self::LENGTH];
        // 16 bytes are always 22 digits, so this cannot fail; were it to, no nonce is made.
        match URL_SAFE_NO_PAD.encode_slice(bytes, &mut text) {
            Ok(Self::LENGTH) => Ok(Self { text }),
            _ => Err(Error::new(
                ErrorKind::NoRandomness,
                "a nonce could not be encoded",
            )),
        }
    }

    /// The characters that go into `nonce="…"`.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.text).unwrap_or_default()
    }
}

impl fmt::Debug for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nonce(…)")
    }
}

/// Prints the nonce: this is what templates use.
impl fmt::Display for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
