//! `integrity`: the hash by which browsers know a file again.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha384};

/// The integrity metadata of a file with this content.
pub(super) fn of(content: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(content)))
}

/// Whether browsers understand all of it. What they do not understand they ignore, and then they
/// load whatever comes.
///
/// Specification: [parse metadata](https://w3c.github.io/webappsec-subresource-integrity/#parse-metadata).
pub(super) fn is_understood(metadata: &str) -> bool {
    let mut hashes = metadata.split_ascii_whitespace().peekable();
    hashes.peek().is_some() && hashes.all(is_hash)
}

fn is_hash(item: &str) -> bool {
    let hash = item.split_once('?').map_or(item, |(hash, _options)| hash);
    let Some((algorithm, digest)) = hash.split_once('-') else {
        return false;
    };
    let length = match algorithm {
        "sha256" => 32,
        "sha384" => 48,
        "sha512" => 64,
        _ => return false,
    };
    STANDARD
        .decode(digest)
        .is_ok_and(|digest| digest.len() == length)
}
