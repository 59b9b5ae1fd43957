//! The `Reporting-Endpoints` header.

use std::fmt;

use crate::{Error, ErrorKind};

/// The endpoints that `report-to` can name, as the header that defines them.
///
/// ```
/// use stockade::ReportingEndpoints;
///
/// let endpoints = ReportingEndpoints::new([("csp", "https://reports.example/csp?app=shop")])?;
/// assert_eq!(endpoints.to_string(), "csp=\"https://reports.example/csp?app=shop\"");
/// # Ok::<(), stockade::Error>(())
/// ```
///
/// Specification: [Reporting-Endpoints](https://w3c.github.io/reporting/#header), a dictionary of
/// [RFC 9651](https://www.rfc-editor.org/rfc/rfc9651#name-dictionaries).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportingEndpoints {
    endpoints: Vec<(String, String)>,
}

impl ReportingEndpoints {
    /// Endpoints by name, in order. An address is absolute and `https:` (or on this machine), or a
    /// path on the site that sends the header.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidEndpoint`] for a name or an address that browsers would refuse.
    pub fn new<N, A>(endpoints: impl IntoIterator<Item = (N, A)>) -> Result<Self, Error>
    where
        N: Into<String>,
        A: Into<String>,
    {
        let mut checked = Self::default();
        for (name, address) in endpoints {
            let (name, address) = (name.into(), address.into());
            check_name(&name)?;
            check_address(&name, &address)?;
            if checked.names().any(|other| other == name) {
                return Err(error(
                    &name,
                    "is defined twice; browsers take only the last",
                ));
            }
            checked.endpoints.push((name, address));
        }
        Ok(checked)
    }

    /// The names, for [`PolicyBuilder::endpoints`](crate::PolicyBuilder::endpoints).
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.endpoints.iter().map(|(name, _)| name.as_str())
    }

    /// Whether there is nothing to send.
    pub fn is_empty(&self) -> bool {
        self.endpoints.is_empty()
    }
}

/// The header value.
impl fmt::Display for ReportingEndpoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, address)) in self.endpoints.iter().enumerate() {
            let separator = if index > 0 { ", " } else { "" };
            // Addresses hold neither quotes nor backslashes, so nothing needs escaping.
            write!(f, "{separator}{name}=\"{address}\"")?;
        }
        Ok(())
    }
}

fn error(name: &str, why: &str) -> Error {
    Error::new(
        ErrorKind::InvalidEndpoint,
        format!("the reporting endpoint {name:?} {why}"),
    )
}

/// A [key](https://www.rfc-editor.org/rfc/rfc9651#name-keys-2).
fn check_name(name: &str) -> Result<(), Error> {
    let starts_well = name.starts_with(|first: char| first.is_ascii_lowercase() || first == '*');
    let goes_on_well = name
        .bytes()
        .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.' | b'*'));
    if starts_well && goes_on_well {
        return Ok(());
    }
    let suggestion = name.to_ascii_lowercase().replace([' ', ':', '/'], "-");
    let error = error(
        name,
        "has a name that browsers refuse: it must start with a lower-case letter and hold only \
         lower-case letters, digits, '_', '-', '.' and '*'",
    )
    .about_value(name);
    Err(if suggestion != name && check_name(&suggestion).is_ok() {
        error.with_suggestion(suggestion)
    } else {
        error
    })
}

fn check_address(name: &str, address: &str) -> Result<(), Error> {
    let refuse = |why: &str| Err(error(name, why).about_value(address));
    if address.is_empty() || !address.bytes().all(|byte| matches!(byte, 0x21..=0x7E)) {
        return refuse(
            "has an address that is empty or holds characters that must be percent-encoded",
        );
    }
    if address.contains(['"', '\\']) {
        return refuse("has an address with a quote or a backslash; percent-encode it");
    }
    let is_path = address.starts_with('/') && !address.starts_with("//");
    if is_path || is_trustworthy(address) {
        return Ok(());
    }
    refuse(
        "has an address that is neither https:// nor a path on this site, so browsers would send \
         nothing; write https://… or /…",
    )
}

/// Addresses that browsers take for
/// [potentially trustworthy](https://w3c.github.io/webappsec-secure-contexts/#is-url-trustworthy).
fn is_trustworthy(address: &str) -> bool {
    let lowercase = address.to_ascii_lowercase();
    if let Some(rest) = lowercase.strip_prefix("https://") {
        return !rest.is_empty() && !rest.starts_with('/');
    }
    let Some(rest) = lowercase.strip_prefix("http://") else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    matches!(host, "localhost" | "127.0.0.1" | "[::1]") || host.ends_with(".localhost")
}
