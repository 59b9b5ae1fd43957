//! Addresses as reports show them.

use url::Url;

use crate::verdict::{Destination, Document};

/// An address without what a report must not give away: its fragment and credentials, or all but
/// its scheme where it is none of the web.
///
/// ```
/// use stockade::violation::strip_url;
/// use url::Url;
///
/// let url = Url::parse("https://user:secret@shop.example/a?b#c")?;
/// assert_eq!(strip_url(&url), "https://shop.example/a?b");
/// assert_eq!(strip_url(&Url::parse("data:text/plain,a")?), "data");
/// # Ok::<(), url::ParseError>(())
/// ```
///
/// Browsers keep WebSocket addresses; the specification leaves only their scheme.
///
/// Specification: [strip URL for use in reports](https://w3c.github.io/webappsec-csp/#strip-url-for-use-in-reports).
pub fn strip_url(url: &Url) -> String {
    if !matches!(url.scheme(), "http" | "https" | "ws" | "wss") {
        return url.scheme().to_owned();
    }
    let mut stripped = url.clone();
    stripped.set_fragment(None);
    // Neither fails for addresses of the web.
    let _ = stripped.set_username("");
    let _ = stripped.set_password(None);
    stripped.into()
}

/// The address of a frame, an object or an embedded page. Browsers show only the origin of another
/// site, and of a frame without an origin nothing; the specification makes no difference.
pub(super) fn nested_url(url: &Url, destination: Destination, document: &Document) -> String {
    let origin = url.origin();
    if !origin.is_tuple() && destination.is_frame() {
        String::new()
    } else if matches!(url.scheme(), "http" | "https") && !document.is_same_origin(url) {
        origin.ascii_serialization()
    } else {
        strip_url(url)
    }
}

/// The address of a page that may not be framed. Browsers show its origin, with a slash; the
/// specification the whole address.
pub(super) fn framed_url(url: &Url) -> String {
    match url.scheme() {
        "http" | "https" => format!("{}/", url.origin().ascii_serialization()),
        _ => strip_url(url),
    }
}
