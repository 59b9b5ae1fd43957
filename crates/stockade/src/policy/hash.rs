//! Hashes of inline scripts and styles.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

/// A digest that hash-sources can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each variant is the algorithm of its name")]
pub enum HashAlgorithm {
    Sha256,
    Sha384,
    Sha512,
}

impl HashAlgorithm {
    pub(crate) const ALL: [Self; 3] = [Self::Sha256, Self::Sha384, Self::Sha512];

    /// `"sha256"`, `"sha384"` or `"sha512"`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
        }
    }

    /// The source expression that allows exactly this inline script or style.
    ///
    /// `content` is the text between the tags, unchanged: one more space is another hash.
    ///
    /// ```
    /// use stockade::policy::HashAlgorithm;
    /// assert_eq!(
    ///     HashAlgorithm::Sha256.source("alert(1)"),
    ///     "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='",
    /// );
    /// ```
    pub fn source(self, content: &str) -> String {
        let digest = match self {
            Self::Sha256 => STANDARD.encode(Sha256::digest(content)),
            Self::Sha384 => STANDARD.encode(Sha384::digest(content)),
            Self::Sha512 => STANDARD.encode(Sha512::digest(content)),
        };
        format!("'{}-{digest}'", self.as_str())
    }

    /// What stands in front of a digest of this algorithm. Chromium still accepts the form with
    /// two dashes that drafts had.
    pub(crate) fn prefixes(self) -> [&'static str; 2] {
        match self {
            Self::Sha256 => ["sha256-", "sha-256-"],
            Self::Sha384 => ["sha384-", "sha-384-"],
            Self::Sha512 => ["sha512-", "sha-512-"],
        }
    }
}
