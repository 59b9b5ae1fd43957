//! Which responses may be stored, as far as their head says.

use http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_SECURITY_POLICY,
    CONTENT_SECURITY_POLICY_REPORT_ONLY, CONTENT_TYPE, SET_COOKIE,
};
use http::{HeaderMap, Method, StatusCode, response};
use stockade::{Nonce, header};

use super::{PageRequest, Refusal};

/// Asked before the body is collected, so that what is not stored is streamed as ever.
pub(super) fn check_head(request: &PageRequest, response: &response::Parts) -> Result<(), Refusal> {
    let headers = &response.headers;
    let cache_control = CacheControl::of(headers).ok_or(Refusal::CacheControl)?;
    let refusals = [
        (request.method != Method::GET, Refusal::Method),
        (response.status != StatusCode::OK, Refusal::Status),
        (!is_markup(headers), Refusal::NotMarkup),
        (has_policy(headers), Refusal::OwnPolicy),
        (is_compressed(headers), Refusal::Compressed),
        (headers.contains_key(SET_COOKIE), Refusal::SetCookie),
        (cache_control.keeps_out, Refusal::CacheControl),
        (
            request.has_credentials() && !cache_control.is_public,
            Refusal::Credentials,
        ),
        (request.nonce_is_older, Refusal::EarlierNonce),
    ];
    match refusals.into_iter().find(|(holds, _)| *holds) {
        Some((_, refusal)) => Err(refusal),
        None => Ok(()),
    }
}

/// Asked when all of the body is there.
pub(super) fn check_length(headers: &HeaderMap, body: &[u8]) -> Result<(), Refusal> {
    let length = body.len().to_string();
    let mut said = headers.get_all(CONTENT_LENGTH).iter();
    if said.all(|said| said.as_bytes() == length.as_bytes()) {
        Ok(())
    } else {
        Err(Refusal::Incomplete)
    }
}

/// Whether the handler says that the page is the same for everybody, whoever asks.
pub(super) fn is_public(headers: &HeaderMap) -> bool {
    CacheControl::of(headers).is_some_and(|said| said.is_public)
}

/// Whether a header holds the nonce, such as the `nonce` of a `Link` that preloads a script.
pub(super) fn nonce_stands_in(headers: &HeaderMap, nonce: &Nonce) -> bool {
    let nonce = nonce.as_str().as_bytes();
    let mut values = headers.values();
    values.any(|value| memchr::memmem::find(value.as_bytes(), nonce).is_some())
}

/// What `Cache-Control` says to shared caches, of which this is one.
struct CacheControl {
    /// The page must not be stored, or not be used again without asking.
    keeps_out: bool,
    /// The page is the same for everybody, whoever asked for it.
    is_public: bool,
}

impl CacheControl {
    /// None if it cannot be read.
    fn of(headers: &HeaderMap) -> Option<Self> {
        let mut said = Self {
            keeps_out: false,
            is_public: false,
        };
        // Whether the page lives at all, by `max-age` and by `s-maxage`.
        let (mut lives, mut lives_in_shared_caches) = (None, None);
        for line in headers.get_all(CACHE_CONTROL) {
            for part in line.to_str().ok()?.split(',') {
                // `private="X-Header"` is about one header, but who says so means somebody.
                let (name, value) = part.split_once('=').unwrap_or((part, ""));
                match name.trim().to_ascii_lowercase().as_str() {
                    "private" | "no-store" | "no-cache" => said.keeps_out = true,
                    "public" => said.is_public = true,
                    "max-age" => lives = Some(lives != Some(false) && is_lifetime(value)),
                    "s-maxage" => {
                        let was = lives_in_shared_caches;
                        lives_in_shared_caches = Some(was != Some(false) && is_lifetime(value));
                    }
                    _ => {}
                }
            }
        }
        said.keeps_out |= lives_in_shared_caches.or(lives) == Some(false);
        said.is_public |= lives_in_shared_caches == Some(true);
        Some(said)
    }
}

/// Whether a page may be used again for some seconds. One whose lifetime cannot be read may not.
///
/// Specification: [calculating freshness lifetime](https://www.rfc-editor.org/rfc/rfc9111#name-calculating-freshness-lifet).
fn is_lifetime(seconds: &str) -> bool {
    let digits = seconds.trim().trim_matches('"').as_bytes();
    digits.iter().all(u8::is_ascii_digit) && digits.iter().any(|digit| *digit != b'0')
}

fn is_markup(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    match (types.next().map(|value| value.to_str()), types.next()) {
        (Some(Ok(content_type)), None) => header::can_hold_markup(content_type),
        _ => false,
    }
}

fn is_compressed(headers: &HeaderMap) -> bool {
    let mut encodings = headers.get_all(CONTENT_ENCODING).iter();
    encodings.any(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

fn has_policy(headers: &HeaderMap) -> bool {
    headers.contains_key(CONTENT_SECURITY_POLICY)
        || headers.contains_key(CONTENT_SECURITY_POLICY_REPORT_ONLY)
}
