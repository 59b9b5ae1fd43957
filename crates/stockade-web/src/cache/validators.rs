//! Whether a visitor has the page already.
//!
//! Validators describe the page without its nonce. A visitor who has it keeps it together with the
//! policy that came with it: both name the same nonce, and a 304 brings neither.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::header::{ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED};
use http::{HeaderMap, HeaderValue};
use sha2::{Digest, Sha256};

/// An entity tag for a page whose holes are blank. It is weak, because no two visitors get the
/// same bytes.
///
/// Specification: [`ETag`](https://www.rfc-editor.org/rfc/rfc9110#name-etag).
pub(super) fn entity_tag(blanked: &[u8]) -> Option<HeaderValue> {
    let digest = URL_SAFE_NO_PAD.encode(&Sha256::digest(blanked)[..16]);
    HeaderValue::from_maybe_shared(Bytes::from(format!("W/\"{digest}\""))).ok()
}

/// Whether the request asks for the page only if it is another than the one with these headers.
///
/// Specification: [precedence of preconditions](https://www.rfc-editor.org/rfc/rfc9110#name-precedence-of-preconditions).
pub(super) fn is_not_modified(request: &HeaderMap, page: &HeaderMap) -> bool {
    if request.contains_key(IF_NONE_MATCH) {
        return page
            .get(ETAG)
            .is_some_and(|tag| is_among(tag, request.get_all(IF_NONE_MATCH).iter()));
    }
    // The very date, as nginx compares: clients send back what they were told, and any other
    // date is answered with the whole page.
    match (request.get(IF_MODIFIED_SINCE), page.get(LAST_MODIFIED)) {
        (Some(since), Some(modified)) => since == modified,
        _ => false,
    }
}

/// Whether one of the tags that the visitor has is this one, be it weak or strong. A tag with a
/// comma in it is not found, so that the page is sent whole.
fn is_among<'v>(tag: &HeaderValue, mut lines: impl Iterator<Item = &'v HeaderValue>) -> bool {
    let tag = opaque(tag.as_bytes());
    lines.any(|line| {
        let mut tags = line.as_bytes().split(|byte| *byte == b',');
        tags.any(|one| matches!(opaque(one), b"*") || opaque(one) == tag)
    })
}

/// The tag without the mark of a weak one.
fn opaque(tag: &[u8]) -> &[u8] {
    let tag = tag.trim_ascii();
    tag.strip_prefix(b"W/").unwrap_or(tag)
}
