//! Whether an address matches a source expression.
//!
//! Nothing here allocates: a check runs for every request of every page.
//!
//! Specification: [does url match source expression?](https://w3c.github.io/webappsec-csp/#match-url-to-source-expression)

mod path;
mod scheme;
mod target;

use crate::policy::{HostSource, Keyword, Policy, Port, SourceExpression};

use super::Document;
use path::path_matches;
pub(super) use path::percent_decoded;
use scheme::{SchemeMatch, match_scheme};
pub(super) use target::Target;

/// The part of a source expression that an address does not match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UrlMismatch {
    /// It is no expression about addresses.
    NotAboutAddresses,
    Scheme,
    Host,
    Port,
    Path,
}

/// Compares an address with a source expression that stands in `policy`.
pub(super) fn match_source(
    policy: &Policy,
    source: &SourceExpression,
    target: &Target<'_>,
    document: &Document,
) -> Result<(), UrlMismatch> {
    match source {
        SourceExpression::Any => any_matches(target, document),
        SourceExpression::Scheme(scheme) => {
            match match_scheme(policy.text(*scheme), target.scheme) {
                SchemeMatch::Differs => Err(UrlMismatch::Scheme),
                SchemeMatch::Same | SchemeMatch::Upgraded => Ok(()),
            }
        }
        SourceExpression::Host(host) => match_host_source(policy, host, target, document),
        SourceExpression::Keyword(Keyword::SelfOrigin) => match_self(target, document),
        SourceExpression::Keyword(_) | SourceExpression::Nonce(_) | SourceExpression::Hash(_) => {
            Err(UrlMismatch::NotAboutAddresses)
        }
    }
}

/// `*` leaves out `data:`, `blob:` and the like. A WebSocket address is covered by browsers; the
/// specification turns their scheme into `http:` first, with the same result.
fn any_matches(target: &Target<'_>, document: &Document) -> Result<(), UrlMismatch> {
    let covered = matches!(target.scheme, "http" | "https" | "ws" | "wss")
        || document.self_scheme() == Some(target.scheme);
    if covered {
        Ok(())
    } else {
        Err(UrlMismatch::Scheme)
    }
}

/// `'self'` covers the same host over a more secure scheme, and its WebSocket addresses. The address of a
/// `blob:` has no host, so that `'self'` leaves it out, as in browsers.
fn match_self(target: &Target<'_>, document: &Document) -> Result<(), UrlMismatch> {
    let (Some(scheme), Some(host), Some(port)) = (
        document.self_scheme(),
        document.self_host(),
        document.self_port(),
    ) else {
        return Err(UrlMismatch::Scheme);
    };
    let secure_enough = scheme == target.scheme
        || matches!(target.scheme, "https" | "wss")
        || (scheme == "http" && target.scheme == "ws");
    if !secure_enough {
        return Err(UrlMismatch::Scheme);
    }
    if target.host != Some(host) {
        return Err(UrlMismatch::Host);
    }
    let both_default = target.has_default_port && default_port(scheme) == Some(port);
    if target.port == Some(port) || both_default {
        Ok(())
    } else {
        Err(UrlMismatch::Port)
    }
}

fn match_host_source(
    policy: &Policy,
    source: &HostSource,
    target: &Target<'_>,
    document: &Document,
) -> Result<(), UrlMismatch> {
    let scheme = match source.scheme {
        Some(scheme) => policy.text(scheme),
        None => document.self_scheme().ok_or(UrlMismatch::Scheme)?,
    };
    let scheme_match = match_scheme(scheme, target.scheme);
    if scheme_match == SchemeMatch::Differs {
        return Err(UrlMismatch::Scheme);
    }
    if !target
        .host
        .is_some_and(|host| host_matches(policy.text(source.host), host))
    {
        return Err(UrlMismatch::Host);
    }
    if !port_matches(source.port, scheme_match, target) {
        return Err(UrlMismatch::Port);
    }
    match source.path {
        Some(path) if !target.is_redirect && !path_matches(policy.text(path), target.path) => {
            Err(UrlMismatch::Path)
        }
        _ => Ok(()),
    }
}

/// The specification never matches an address with an IP literal; browsers compare its text.
///
/// Specification: [host-part matches](https://w3c.github.io/webappsec-csp/#match-hosts).
fn host_matches(pattern: &str, host: &str) -> bool {
    match pattern.strip_prefix('*') {
        Some("") => true,
        Some(suffix) => {
            let (suffix, host) = (suffix.as_bytes(), host.as_bytes());
            host.len() > suffix.len()
                && host[host.len() - suffix.len()..].eq_ignore_ascii_case(suffix)
        }
        None => pattern.eq_ignore_ascii_case(host),
    }
}

/// Browsers let the port follow the scheme when that is upgraded: `http://example.com:80` covers
/// `https://example.com`. Any other explicit port does not survive an upgrade, except the one
/// that `https:` has anyway.
///
/// Specification: [port-part matches](https://w3c.github.io/webappsec-csp/#match-ports).
fn port_matches(port: Port, scheme: SchemeMatch, target: &Target<'_>) -> bool {
    match (port, scheme) {
        (Port::Any, _) => true,
        (Port::Default, _) => target.has_default_port,
        (Port::Number(number), SchemeMatch::Upgraded) => {
            target.port == Some(443)
                && (number == 80 || (number == 443 && target.scheme == "https"))
        }
        (Port::Number(number), _) => target.port.is_some_and(|port| u32::from(port) == number),
    }
}

fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" | "ws" => Some(80),
        "https" | "wss" => Some(443),
        _ => None,
    }
}
