//! Addresses as reports show them.

use url::Url;

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
