//! URL matching once more, as plainly as it can be written: on text, without a thought of speed.
//!
//! It shares nothing with the engine but the addresses, so that both would have to be wrong in the
//! same way.

use url::{Origin, Url};

/// Whether a browser takes the address for covered by the source expression.
pub(crate) fn covers(expression: &str, page: &Url, url: &Url, is_redirect: bool) -> bool {
    let own = match page.origin() {
        Origin::Tuple(scheme, host, port) => Some((scheme, host.to_string(), port)),
        Origin::Opaque(_) => None,
    };
    let own_scheme = own.as_ref().map(|(scheme, ..)| scheme.as_str());
    if expression == "*" {
        return ["http", "https", "ws", "wss"].contains(&url.scheme())
            || own_scheme == Some(url.scheme());
    }
    if expression.eq_ignore_ascii_case("'self'") {
        return own.is_some_and(|(scheme, host, port)| is_own(&scheme, &host, port, url));
    }
    if let Some(scheme) = expression
        .strip_suffix(':')
        .filter(|scheme| is_scheme(scheme))
    {
        return scheme_covers(scheme, url.scheme());
    }
    host_source_covers(expression, own_scheme, url, is_redirect)
}

fn is_own(scheme: &str, host: &str, port: u16, url: &Url) -> bool {
    let secure_enough = url.scheme() == scheme
        || url.scheme() == "https"
        || url.scheme() == "wss"
        || (scheme == "http" && url.scheme() == "ws");
    let both_default = url.port().is_none() && default_port(scheme) == Some(port);
    secure_enough
        && url.host_str() == Some(host)
        && (url.port_or_known_default() == Some(port) || both_default)
}

fn host_source_covers(
    expression: &str,
    own_scheme: Option<&str>,
    url: &Url,
    is_redirect: bool,
) -> bool {
    let (scheme, rest) = match expression.split_once("://") {
        Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme), rest),
        _ => (None, expression),
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(end);
    let path = tail.split(['?', '#']).next().unwrap_or_default();
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    if !is_host(host) || !port.is_none_or(is_port) {
        return false;
    }

    let Some(scheme) = scheme.or(own_scheme) else {
        return false;
    };
    let Some(url_host) = url.host_str() else {
        return false;
    };
    let host_matches = match host.strip_prefix("*.") {
        Some(parent) => url_host
            .to_ascii_lowercase()
            .ends_with(&format!(".{}", parent.to_ascii_lowercase())),
        None => host == "*" || host.eq_ignore_ascii_case(url_host),
    };
    scheme_covers(scheme, url.scheme())
        && host_matches
        && port_covers(scheme, port, url)
        && (is_redirect || path.is_empty() || path_covers(path, url.path()))
}

fn scheme_covers(scheme: &str, url_scheme: &str) -> bool {
    let scheme = scheme.to_ascii_lowercase();
    scheme == url_scheme
        || (scheme == "http" && url_scheme == "https")
        || (scheme == "ws" && url_scheme == "wss")
}

fn port_covers(scheme: &str, port: Option<&str>, url: &Url) -> bool {
    let Some(port) = port else {
        return url.port().is_none();
    };
    if port == "*" {
        return true;
    }
    let port = port.trim_start_matches('0');
    let port = if port.is_empty() { "0" } else { port };
    let url_port = url.port_or_known_default().map(|port| port.to_string());
    if scheme.eq_ignore_ascii_case(url.scheme()) {
        return url_port.as_deref() == Some(port);
    }
    // The scheme of the address is the secure one of the pair.
    url_port.as_deref() == Some("443")
        && (port == "80" || (port == "443" && url.scheme() == "https"))
}

fn path_covers(expression: &str, path: &str) -> bool {
    let (expression, path) = (decode(expression), decode(path));
    if expression.ends_with('/') {
        path.starts_with(&expression)
    } else {
        path == expression
    }
}

fn decode(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut decoded = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let hex = path
            .get(at + 1..at + 3)
            .filter(|hex| bytes[at] == b'%' && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        decoded.push(hex.unwrap_or(bytes[at]));
        at += if hex.is_some() { 3 } else { 1 };
    }
    String::from_utf8(decoded)
        .unwrap_or_else(|error| error.as_bytes().iter().copied().map(char::from).collect())
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

fn is_host(text: &str) -> bool {
    let labels = text.strip_prefix("*.").unwrap_or(text);
    let labels = labels.strip_suffix('.').unwrap_or(labels);
    let is_label = |label: &str| {
        !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    text == "*" || labels.split('.').all(is_label)
}

fn is_port(text: &str) -> bool {
    text == "*" || (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
}

fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" | "ws" => Some(80),
        "https" | "wss" => Some(443),
        _ => None,
    }
}
