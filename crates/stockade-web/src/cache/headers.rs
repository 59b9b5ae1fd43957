//! Which headers of a response are kept with its page.

use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONNECTION, CONTENT_LENGTH, CONTENT_LOCATION, DATE, ETAG,
    EXPIRES, LAST_MODIFIED, TRAILER, TRANSFER_ENCODING, UPGRADE, VARY,
};
use http::{HeaderMap, HeaderName};

use super::validators::entity_tag;

/// Headers about one connection, and the offer to send parts.
const NEVER_KEPT: [HeaderName; 6] = [
    ACCEPT_RANGES,
    CONNECTION,
    HeaderName::from_static("keep-alive"),
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
];

/// Headers that describe the very bytes of the first response.
const ABOUT_ITS_BYTES: [HeaderName; 5] = [
    HeaderName::from_static("content-digest"),
    HeaderName::from_static("content-md5"),
    HeaderName::from_static("digest"),
    HeaderName::from_static("repr-digest"),
    ETAG,
];

/// What a 304 says.
///
/// Specification: [304 Not Modified](https://www.rfc-editor.org/rfc/rfc9110#name-304-not-modified).
const OF_A_304: [HeaderName; 7] = [
    CACHE_CONTROL,
    CONTENT_LOCATION,
    DATE,
    ETAG,
    EXPIRES,
    LAST_MODIFIED,
    VARY,
];

/// The headers to be kept with a body that has been blanked, or never had a nonce.
pub(super) fn kept(mut headers: HeaderMap, body: &[u8], has_holes: bool) -> HeaderMap {
    for name in NEVER_KEPT {
        headers.remove(name);
    }
    if has_holes {
        for name in ABOUT_ITS_BYTES {
            headers.remove(name);
        }
    }
    if !headers.contains_key(ETAG) {
        headers.extend(entity_tag(body).map(|tag| (ETAG, tag)));
    }
    headers.insert(CONTENT_LENGTH, body.len().into());
    headers
}

/// Those of them that a 304 has.
pub(super) fn of_not_modified(kept: &HeaderMap) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for name in OF_A_304 {
        for value in kept.get_all(&name) {
            headers.append(name.clone(), value.clone());
        }
    }
    headers
}
