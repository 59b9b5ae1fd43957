//! The policies of one kind of response, ready to be sent.

use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use bytes::Bytes;
use stockade::policy::PolicyMapping;
use stockade::{CompiledPolicy, IntegrityPolicy, Nonce, PolicyBuilder, ReportingEndpoints, header};

use crate::edge::EdgeCacheKey;
use crate::{Error, ErrorKind};

/// What responses are sent with: an enforced policy, one that only reports, and their neighbours.
///
/// Made once, at start-up, where a mistake is an error. Cloning it shares it.
///
/// ```
/// use stockade::{PolicyBuilder, policy::source};
/// use stockade_web::Policies;
///
/// let policies = Policies::builder()
///     .enforce(
///         PolicyBuilder::new()
///             .directive("default-src", source::SELF)
///             .directive("script-src", source::NONCE)
///             .directive("base-uri", source::NONE),
///     )
///     .build()?;
/// # Ok::<(), stockade_web::Error>(())
/// ```
#[derive(Clone)]
pub struct Policies {
    inner: Arc<Inner>,
}

struct Inner {
    headers: Vec<PolicyHeader>,
    probe: Option<Probe>,
    enforce: PolicyMapping,
    report_only: PolicyMapping,
    uses_nonce: bool,
    reports: bool,
    reporting_endpoints: Option<Bytes>,
    endpoint_names: Vec<String>,
    /// `Integrity-Policy` and its report-only twin.
    integrity: Vec<(&'static str, Bytes)>,
    edge_cache_key: Option<EdgeCacheKey>,
}

/// A header with a policy in it, ready but for the nonce.
#[derive(Debug)]
pub(crate) struct PolicyHeader {
    pub(crate) name: &'static str,
    without_nonce: Bytes,
    policy: CompiledPolicy,
}

struct Probe {
    header: PolicyHeader,
    one_in: NonZeroU32,
    responses: AtomicU32,
}

impl Policies {
    /// Starts from no policies.
    pub fn builder() -> PoliciesBuilder {
        PoliciesBuilder::default()
    }

    /// The headers with policies, without the probe.
    pub(crate) fn headers(&self) -> &[PolicyHeader] {
        &self.inner.headers
    }

    /// The header of the probe, if this response is one of those that carry it.
    pub(crate) fn probe(&self) -> Option<&PolicyHeader> {
        let probe = self.inner.probe.as_ref()?;
        let number = probe.responses.fetch_add(1, Ordering::Relaxed);
        number
            .is_multiple_of(probe.one_in.get())
            .then_some(&probe.header)
    }

    /// Whether a nonce has a place in one of them.
    pub(crate) fn uses_nonce(&self) -> bool {
        self.inner.uses_nonce
    }

    /// The `Reporting-Endpoints` header, where a policy names an endpoint.
    pub(crate) fn reporting_endpoints(&self) -> Option<&Bytes> {
        self.inner
            .reporting_endpoints
            .as_ref()
            .filter(|_| self.inner.reports)
    }

    /// `Integrity-Policy` and its report-only twin, by name.
    pub(crate) fn integrity(&self) -> &[(&'static str, Bytes)] {
        &self.inner.integrity
    }

    /// What an edge cache proves itself with.
    pub(crate) fn edge_cache_key(&self) -> Option<&EdgeCacheKey> {
        self.inner.edge_cache_key.as_ref()
    }
}

/// Shows the policies; there is nothing secret in them but the key, which is left out.
impl fmt::Debug for Policies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Policies")
            .field("headers", &self.inner.headers)
            .finish_non_exhaustive()
    }
}

impl PolicyHeader {
    fn new(name: &'static str, policy: CompiledPolicy) -> Self {
        Self {
            name,
            without_nonce: Bytes::copy_from_slice(policy.without_nonce().as_bytes()),
            policy,
        }
    }

    /// The header's value for a response that printed this nonce, or none.
    pub(crate) fn value(&self, nonce: Option<&Nonce>) -> Bytes {
        match nonce {
            Some(nonce) if self.policy.uses_nonce() => self.policy.render(Some(nonce)).into(),
            _ => self.without_nonce.clone(),
        }
    }
}

/// Collects what [`Policies`] are made of. Nothing is checked before [`build`](Self::build).
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct PoliciesBuilder {
    enforce: Option<PolicyBuilder>,
    report_only: Option<PolicyBuilder>,
    probe: Option<(PolicyBuilder, Option<NonZeroU32>)>,
    reporting_endpoints: Option<ReportingEndpoints>,
    integrity: Vec<(&'static str, String)>,
    edge_cache_key: Option<String>,
}

impl PoliciesBuilder {
    /// The policy that browsers obey.
    pub fn enforce(mut self, policy: PolicyBuilder) -> Self {
        self.enforce = Some(policy.setting("the enforced policy"));
        self
    }

    /// A policy of which browsers only report what it would block.
    pub fn report_only(mut self, policy: PolicyBuilder) -> Self {
        self.report_only = Some(policy.setting("the report-only policy").report_only(true));
        self
    }

    /// A second report-only policy, on one in `one_in` responses: what the next, stricter policy
    /// would block is heard of without a report from every page. 0 counts as 1: every response.
    pub fn probe(mut self, policy: PolicyBuilder, one_in: u32) -> Self {
        let policy = policy.setting("the probe").report_only(true);
        self.probe = Some((policy, NonZeroU32::new(one_in)));
        self
    }

    /// Where `report-to` sends reports. The policies may then name these endpoints and no others.
    pub fn reporting_endpoints(mut self, endpoints: ReportingEndpoints) -> Self {
        self.reporting_endpoints = Some(endpoints);
        self
    }

    /// The `Integrity-Policy` header, such as `blocked-destinations=(script)`.
    pub fn integrity_policy(mut self, value: impl Into<String>) -> Self {
        self.integrity.push(("integrity-policy", value.into()));
        self
    }

    /// The `Integrity-Policy-Report-Only` header.
    pub fn integrity_policy_report_only(mut self, value: impl Into<String>) -> Self {
        self.integrity
            .push(("integrity-policy-report-only", value.into()));
        self
    }

    /// Lets an edge cache that knows `key` store pages with nonces, because it replaces them: see
    /// [`edge`](crate::edge).
    pub fn edge_cache_key(mut self, key: impl Into<String>) -> Self {
        self.edge_cache_key = Some(key.into());
        self
    }

    /// The policies.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidPolicy`] for a policy that must not be sent,
    /// [`ErrorKind::InvalidIntegrityPolicy`] for one that browsers would ignore,
    /// [`ErrorKind::InvalidEdgeCacheKey`] for a key that can be guessed.
    pub fn build(self) -> Result<Policies, Error> {
        let names: Vec<String> = match &self.reporting_endpoints {
            Some(endpoints) => endpoints.names().map(str::to_owned).collect(),
            None => Vec::new(),
        };
        let build = |builder: Option<PolicyBuilder>| match builder {
            Some(builder) => builder.endpoints(names.iter().cloned()).build(),
            None => PolicyBuilder::new().build(),
        };
        let (enforce, report_only) = (build(self.enforce)?, build(self.report_only)?);
        let (probe, one_in) = self.probe.unzip();
        let probe = build(probe)?.compile();

        let headers: Vec<PolicyHeader> = [
            (header::CONTENT_SECURITY_POLICY, enforce.compile()),
            (
                header::CONTENT_SECURITY_POLICY_REPORT_ONLY,
                report_only.compile(),
            ),
        ]
        .into_iter()
        .filter(|(_, policy)| !policy.is_empty())
        .map(|(name, policy)| PolicyHeader::new(name, policy))
        .collect();
        let sent = || headers.iter().map(|header| &header.policy).chain([&probe]);
        let uses_nonce = sent().any(CompiledPolicy::uses_nonce);
        let reports = sent().any(|policy| policy.report_to().is_some());

        Ok(Policies {
            inner: Arc::new(Inner {
                uses_nonce,
                reports,
                headers,
                probe: (!probe.is_empty()).then(|| Probe {
                    header: PolicyHeader::new(header::CONTENT_SECURITY_POLICY_REPORT_ONLY, probe),
                    one_in: one_in.flatten().unwrap_or(NonZeroU32::MIN),
                    responses: AtomicU32::new(0),
                }),
                enforce: enforce.to_mapping(),
                report_only: report_only.to_mapping(),
                reporting_endpoints: self
                    .reporting_endpoints
                    .filter(|endpoints| !endpoints.is_empty())
                    .map(|endpoints| endpoints.to_string().into()),
                endpoint_names: names,
                integrity: checked_integrity(self.integrity)?,
                edge_cache_key: self.edge_cache_key.map(EdgeCacheKey::new).transpose()?,
            }),
        })
    }
}

fn blocks_something(policy: &IntegrityPolicy) -> bool {
    !policy.blocked_destinations().is_empty()
}

fn checked_integrity(
    headers: Vec<(&'static str, String)>,
) -> Result<Vec<(&'static str, Bytes)>, Error> {
    headers
        .into_iter()
        .map(|(name, value)| {
            // A header with a line break would be two.
            let is_printable = value.bytes().all(|byte| matches!(byte, b' '..=b'~'));
            let understood = IntegrityPolicy::from_headers([(name, value.as_str())]);
            if is_printable && understood.iter().any(blocks_something) {
                return Ok((name, value.into()));
            }
            Err(Error::new(
                ErrorKind::InvalidIntegrityPolicy,
                format!(
                    "browsers would block nothing for {name}: {value:?}; write \
                     \"blocked-destinations=(script)\""
                ),
            ))
        })
        .collect()
}
