//! Why a response is not stored.

use std::fmt;

/// Why a response is sent to its visitor and not stored.
///
/// Its [`Display`](fmt::Display) says why that matters, and what would have to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// The request's method is not GET.
    Method,
    /// The request says who the visitor is, by a cookie or `Authorization`.
    Credentials,
    /// The nonce was printed before the page was asked for.
    EarlierNonce,
    /// The status is not 200: errors, redirects, parts (206) and upgrades (101) are among these.
    Status,
    /// The type is none that a browser reads markup in: JSON is among these.
    NotMarkup,
    /// The body is compressed already.
    Compressed,
    /// The response sets a cookie.
    SetCookie,
    /// `Cache-Control` says `private`, `no-store`, `no-cache` or a lifetime of zero, or cannot be
    /// read.
    CacheControl,
    /// `Vary` is `*`, or cannot be read.
    Vary,
    /// The response brings a policy header of its own.
    OwnPolicy,
    /// The nonce stands in a header.
    NonceInHeader,
    /// The body is larger than the limit.
    TooLarge,
    /// The body broke off, or is not as long as the response says.
    Incomplete,
    /// Headers follow the body.
    Trailers,
    /// The nonce was printed and does not stand in the body.
    NonceNotInBody,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Method => "only what answers a GET request is a page that can be stored",
            Self::Credentials => {
                "the request carried a cookie or credentials, so the page may be meant for one \
                 visitor; say `Cache-Control: public` if it is the same for all"
            }
            Self::EarlierNonce => {
                "the nonce was printed before the page was asked for, so that somebody could have \
                 put it into the page; let nothing outside of the cache print it"
            }
            Self::Status => "only complete, successful pages are stored: status 200",
            Self::NotMarkup => {
                "the response is not HTML, XHTML or SVG; a nonce means nothing in it, and a cache \
                 for such data needs no Stockade"
            }
            Self::Compressed => {
                "the body is compressed, so that its nonces cannot be seen; put compression \
                 outside of the cache"
            }
            Self::SetCookie => "the response sets a cookie, so it is meant for one visitor",
            Self::CacheControl => {
                "Cache-Control keeps the page out of shared caches, or cannot be read"
            }
            Self::Vary => "Vary says that no request is like another, or cannot be read",
            Self::OwnPolicy => {
                "the response brings a Content-Security-Policy of its own, which would outlive its \
                 nonce; put `Policies` into the response's extensions instead, and take care that \
                 CspLayer stands outside of the cache"
            }
            Self::NonceInHeader => {
                "the nonce stands in a header besides the policy, where it would not be replaced"
            }
            Self::TooLarge => "the body is larger than the limit",
            Self::Incomplete => "the body broke off, or is not as long as Content-Length says",
            Self::Trailers => "headers follow the body, and stored pages have no place for them",
            Self::NonceNotInBody => {
                "the nonce was printed, and the body does not hold its characters, perhaps because \
                 the page is not encoded as UTF-8; such a nonce cannot be replaced"
            }
        })
    }
}

impl std::error::Error for Refusal {}
