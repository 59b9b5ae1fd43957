//! What can go wrong.

use std::fmt;

/// Why a layer could not be configured, or a nonce not be printed.
///
/// Its [`Display`](fmt::Display) says what happened, why it matters and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    message: Box<str>,
}

/// Which rule was broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A policy, or the endpoints it names, must not be sent.
    InvalidPolicy,
    /// An `Integrity-Policy` that browsers would not understand.
    InvalidIntegrityPolicy,
    /// A key for edge caches that can be guessed, or that no header can carry.
    InvalidEdgeCacheKey,
    /// The nonce was first printed when the header had gone out without it.
    LateNonce,
    /// The layer is for fixed policies, under which nonces and inline hashes allow nothing.
    NoNonce,
    /// The operating system gave no random bytes.
    NoRandomness,
    /// A response that must not be stored with its nonces.
    NotCacheable,
    /// Offsets of nonces that do not fit the stored body.
    InvalidHoles,
    /// An asset, an import map or an inline block that cannot be printed.
    InvalidAsset,
    /// A file could not be read.
    UnreadableFile,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into().into_boxed_str(),
        }
    }

    /// Which rule was broken.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<stockade::Error> for Error {
    fn from(error: stockade::Error) -> Self {
        let kind = match error.kind() {
            stockade::ErrorKind::InvalidIntegrityPolicy => ErrorKind::InvalidIntegrityPolicy,
            stockade::ErrorKind::InvalidEdgeCacheKey => ErrorKind::InvalidEdgeCacheKey,
            stockade::ErrorKind::NoRandomness => ErrorKind::NoRandomness,
            _ => ErrorKind::InvalidPolicy,
        };
        Self::new(kind, error.to_string())
    }
}
