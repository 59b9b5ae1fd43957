//! What a response with a nonce must say besides its policy.

/// Types whose content a browser may run.
const MARKUP_TYPES: [&str; 3] = ["text/html", "application/xhtml+xml", "image/svg+xml"];

/// Whether a browser may run what it finds in a body of this `Content-Type`, so that a nonce makes
/// sense.
///
/// ```
/// use stockade::header::can_hold_markup;
///
/// assert!(can_hold_markup("text/html; charset=utf-8"));
/// assert!(!can_hold_markup("application/json"));
/// ```
pub fn can_hold_markup(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    MARKUP_TYPES
        .iter()
        .any(|markup| essence.eq_ignore_ascii_case(markup))
}

/// A `Cache-Control` value that keeps a page with a nonce out of shared caches, and otherwise says
/// what `value` said.
///
/// ```
/// use stockade::header::private_cache_control;
///
/// assert_eq!(private_cache_control(""), "private");
/// assert_eq!(private_cache_control("public, max-age=60, s-maxage=600"), "max-age=60, private");
/// assert_eq!(private_cache_control("no-store"), "no-store");
/// ```
///
/// Specification: [`Cache-Control`](https://www.rfc-editor.org/rfc/rfc9111#name-cache-control).
pub fn private_cache_control(value: &str) -> String {
    let kept: Vec<&str> = value
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty() && !is_about_shared_caches(part))
        .collect();
    let is_kept_out = kept
        .iter()
        .any(|part| part.eq_ignore_ascii_case("private") || part.eq_ignore_ascii_case("no-store"));
    let private = (!is_kept_out).then_some("private");
    kept.into_iter()
        .chain(private)
        .collect::<Vec<_>>()
        .join(", ")
}

/// Whether some shared caches follow the header of this name and not `Cache-Control`. A page with a
/// nonce must not have it, for it may let them store what `Cache-Control` keeps out of them.
///
/// ```
/// use stockade::header::overrules_cache_control;
///
/// assert!(overrules_cache_control("Surrogate-Control"));
/// assert!(overrules_cache_control("CDN-Cache-Control"));
/// assert!(!overrules_cache_control("Cache-Control"));
/// ```
///
/// Specification: [targeted cache control](https://www.rfc-editor.org/rfc/rfc9213), for the names
/// that end in `-Cache-Control`; [Edge architecture](https://www.w3.org/TR/edge-arch/) for
/// `Surrogate-Control`. `X-Accel-Expires` is nginx's own.
pub fn overrules_cache_control(name: &str) -> bool {
    const BESIDE_THOSE_FOR_A_TARGET: [&str; 2] = ["surrogate-control", "x-accel-expires"];
    const ENDING: &[u8] = b"-cache-control";
    let bytes = name.as_bytes();
    let is_for_a_target = bytes.len() > ENDING.len()
        && bytes[bytes.len() - ENDING.len()..].eq_ignore_ascii_case(ENDING);
    is_for_a_target
        || BESIDE_THOSE_FOR_A_TARGET
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known))
}

/// Whether a part of the value lets shared caches store the page. `private="X-Header"` keeps only
/// that header out of them, so it is among these.
fn is_about_shared_caches(part: &str) -> bool {
    let (name, argument) = part.split_once('=').unwrap_or((part, ""));
    name.eq_ignore_ascii_case("public")
        || name.eq_ignore_ascii_case("s-maxage")
        || (name.eq_ignore_ascii_case("private") && !argument.is_empty())
}
