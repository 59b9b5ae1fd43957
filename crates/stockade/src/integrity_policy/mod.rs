//! The neighbour header `Integrity-Policy`: no script without its digest.

mod build;
mod dictionary;

use crate::header;
use crate::policy::Disposition;
use crate::verdict::{Destination, Document, Request};
use crate::violation::strip_url;

use dictionary::Dictionary;

/// What one `Integrity-Policy` header, or its report-only twin, asks for.
///
/// ```
/// use stockade::IntegrityPolicy;
/// use stockade::integrity_policy::{IntegrityReason, RequestMode};
/// use stockade::verdict::{Destination, Request};
/// use url::Url;
///
/// let policies = IntegrityPolicy::from_headers([(
///     "Integrity-Policy",
///     "blocked-destinations=(script), endpoints=(integrity)",
/// )]);
/// let url = Url::parse("https://cdn.example/a.js")?;
/// let script = Request::new(&url, Destination::Script);
/// assert_eq!(
///     policies[0].verdict(&script, RequestMode::NoCors),
///     IntegrityReason::NoIntegrity,
/// );
/// let script = script.with_integrity("sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=");
/// assert_eq!(policies[0].verdict(&script, RequestMode::Cors), IntegrityReason::HasIntegrity);
/// # Ok::<(), url::ParseError>(())
/// ```
///
/// Specification: [integrity policy](https://w3c.github.io/webappsec-subresource-integrity/#integrity-policy-section).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntegrityPolicy {
    disposition: Disposition,
    blocked_destinations: Vec<Destination>,
    covers_inline: bool,
    endpoints: Vec<String>,
}

/// How a request treats other origins: Fetch's [mode](https://fetch.spec.whatwg.org/#concept-request-mode).
///
/// A script element without a `crossorigin` attribute makes a request of mode `no-cors`, even to
/// its own origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each variant is the mode of its name")]
#[non_exhaustive]
pub enum RequestMode {
    Cors,
    Navigate,
    NoCors,
    SameOrigin,
}

/// Why an integrity policy lets a request pass, or does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IntegrityReason {
    /// The policy is about other destinations, or about none.
    NotGoverned,
    /// The policy names the destination, but browsers do not act on it: Chromium 156 does so for
    /// scripts only.
    NotEnforced,
    /// The address is one of the page's own making: `data:`, `blob:`, `about:`.
    LocalAddress,
    /// The element names a digest, and the answer may be read.
    HasIntegrity,
    /// The element names no digest of an algorithm that browsers know.
    NoIntegrity,
    /// The element names a digest, but the answer may not be read: `crossorigin` is missing.
    NotReadable,
}

/// What a browser reports about a request that violates an integrity policy.
///
/// Specification: [integrity violation report](https://w3c.github.io/webappsec-subresource-integrity/#report-violations).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct IntegrityViolation {
    /// The page, stripped.
    pub document_url: String,
    /// What it wanted to load, stripped.
    pub blocked_url: String,
    /// What for.
    pub destination: Destination,
    /// Whether it was reported only.
    pub report_only: bool,
}

impl IntegrityPolicy {
    /// The policies of a response: at most an enforced one, and then at most a report-only one.
    ///
    /// All lines of a header make one dictionary. A header that is none does nothing in a browser,
    /// and is not among them.
    pub fn from_headers<N, V>(headers: impl IntoIterator<Item = (N, V)>) -> Vec<Self>
    where
        N: AsRef<str>,
        V: AsRef<[u8]>,
    {
        let (mut enforced, mut report_only): (Vec<V>, Vec<V>) = (Vec::new(), Vec::new());
        for (name, value) in headers {
            let name = name.as_ref();
            if name.eq_ignore_ascii_case(header::INTEGRITY_POLICY) {
                enforced.push(value);
            } else if name.eq_ignore_ascii_case(header::INTEGRITY_POLICY_REPORT_ONLY) {
                report_only.push(value);
            }
        }
        [
            (enforced, Disposition::Enforce),
            (report_only, Disposition::Report),
        ]
        .into_iter()
        .filter(|(lines, _)| !lines.is_empty())
        .filter_map(|(lines, disposition)| {
            let lines: Vec<&[u8]> = lines.iter().map(AsRef::as_ref).collect();
            Self::parse(lines.join(&b", "[..]), disposition)
        })
        .collect()
    }

    /// Reads the value of one header; `None` where browsers ignore it as a whole.
    pub fn parse(value: impl AsRef<[u8]>, disposition: Disposition) -> Option<Self> {
        let dictionary = Dictionary::parse(value.as_ref())?;
        let blocked_destinations = dictionary
            .tokens("blocked-destinations")
            .unwrap_or_default()
            .iter()
            .filter_map(|name| match *name {
                "script" => Some(Destination::Script),
                "style" => Some(Destination::Style),
                _ => None,
            })
            .collect();
        let covers_inline = match dictionary.member("sources") {
            Some(sources) => sources.tokens().contains(&"inline"),
            None => true,
        };
        let endpoints = dictionary.tokens("endpoints").unwrap_or_default();
        Some(Self {
            disposition,
            blocked_destinations,
            covers_inline,
            endpoints: endpoints.iter().map(ToString::to_string).collect(),
        })
    }

    /// Whether browsers act on it or only report.
    pub fn disposition(&self) -> Disposition {
        self.disposition
    }

    /// What needs a digest: scripts, styles. A destination that browsers do not know is left out.
    pub fn blocked_destinations(&self) -> &[Destination] {
        &self.blocked_destinations
    }

    /// The names of the endpoints that reports go to.
    pub fn endpoints(&self) -> &[String] {
        &self.endpoints
    }

    /// What becomes of a request under this policy.
    ///
    /// Specification: [should request be blocked by integrity policy?](https://w3c.github.io/webappsec-subresource-integrity/#should-request-be-blocked-by-integrity-policy-section)
    /// Chromium 156 does not act on styles; the specification does.
    pub fn verdict(&self, request: &Request<'_>, mode: RequestMode) -> IntegrityReason {
        if !self.covers_inline || !self.blocked_destinations.contains(&request.destination) {
            IntegrityReason::NotGoverned
        } else if request.destination == Destination::Style {
            IntegrityReason::NotEnforced
        } else if matches!(request.url.scheme(), "about" | "blob" | "data") {
            IntegrityReason::LocalAddress
        } else if !request.has_integrity() {
            IntegrityReason::NoIntegrity
        } else if matches!(mode, RequestMode::Cors | RequestMode::SameOrigin) {
            IntegrityReason::HasIntegrity
        } else {
            IntegrityReason::NotReadable
        }
    }

    /// What a browser reports about the request; `None` if it passes.
    pub fn violation(
        &self,
        request: &Request<'_>,
        mode: RequestMode,
        document: &Document,
    ) -> Option<IntegrityViolation> {
        self.verdict(request, mode)
            .is_violation()
            .then(|| IntegrityViolation {
                document_url: strip_url(document.url()),
                blocked_url: strip_url(request.url),
                destination: request.destination,
                report_only: self.disposition == Disposition::Report,
            })
    }
}

impl IntegrityReason {
    /// Whether the request violates the policy.
    pub fn is_violation(self) -> bool {
        matches!(self, Self::NoIntegrity | Self::NotReadable)
    }
}
