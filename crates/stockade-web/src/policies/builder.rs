//! From settings to policies.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;

use stockade::{BuiltPolicy, IntegrityPolicy, PolicyBuilder, ReportingEndpoints};

use super::{Inner, Policies, PolicyHeader, Probe};
use crate::edge::EdgeCacheKey;
use crate::headers::{Field, SharedValue};
use crate::{Error, ErrorKind};

/// Collects what [`Policies`] are made of. Nothing is checked before [`build`](Self::build).
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct PoliciesBuilder {
    enforce: PolicyBuilder,
    report_only: PolicyBuilder,
    probe: PolicyBuilder,
    probe_one_in: Option<NonZeroU32>,
    reporting_endpoints: ReportingEndpoints,
    integrity: Vec<(Field, String)>,
    edge_cache_key: Option<Secret>,
}

/// A text that [`Debug`](std::fmt::Debug) does not show.
#[derive(Clone)]
struct Secret(String);

impl PoliciesBuilder {
    /// The policy that browsers obey.
    pub fn enforce(mut self, policy: PolicyBuilder) -> Self {
        self.enforce = policy.setting("the enforced policy");
        self
    }

    /// A policy of which browsers only report what it would block.
    pub fn report_only(mut self, policy: PolicyBuilder) -> Self {
        self.report_only = policy.setting("the report-only policy").report_only(true);
        self
    }

    /// A second report-only policy, on one in `one_in` responses: what the next, stricter policy
    /// would block is heard of without a report from every page. 0 counts as 1: every response.
    pub fn probe(mut self, policy: PolicyBuilder, one_in: u32) -> Self {
        self.probe = policy.setting("the probe").report_only(true);
        self.probe_one_in = NonZeroU32::new(one_in);
        self
    }

    /// Where `report-to` sends reports. The policies may then name these endpoints and no others.
    pub fn reporting_endpoints(mut self, endpoints: ReportingEndpoints) -> Self {
        self.reporting_endpoints = endpoints;
        self
    }

    /// The `Integrity-Policy` header, such as `blocked-destinations=(script)`.
    pub fn integrity_policy(mut self, value: impl Into<String>) -> Self {
        self.integrity.push((Field::IntegrityPolicy, value.into()));
        self
    }

    /// The `Integrity-Policy-Report-Only` header.
    pub fn integrity_policy_report_only(mut self, value: impl Into<String>) -> Self {
        self.integrity
            .push((Field::IntegrityPolicyReportOnly, value.into()));
        self
    }

    /// Lets an edge cache that knows `key` store pages with nonces, because it replaces them: see
    /// [`edge`](crate::edge).
    pub fn edge_cache_key(mut self, key: impl Into<String>) -> Self {
        self.edge_cache_key = Some(Secret(key.into()));
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
        let settings = self.clone();
        let enforce = self.policy(self.enforce.clone())?;
        let report_only = self.policy(self.report_only.clone())?;
        let probe = PolicyHeader::new(
            Field::ContentSecurityPolicyReportOnly,
            self.policy(self.probe.clone())?,
        )?;
        let headers: Vec<PolicyHeader> = Field::POLICIES
            .into_iter()
            .zip([&enforce, &report_only])
            .filter_map(|(field, policy)| PolicyHeader::new(field, policy.clone()).transpose())
            .collect::<Result<_, _>>()?;
        let sent = || headers.iter().chain(&probe);

        Ok(Policies {
            inner: Arc::new(Inner {
                uses_nonce: sent().any(PolicyHeader::uses_nonce),
                reporting_endpoints: sent()
                    .any(PolicyHeader::reports)
                    .then(|| SharedValue::new(&self.reporting_endpoints.to_string()))
                    .transpose()?
                    .filter(|_| !self.reporting_endpoints.is_empty()),
                headers,
                probe: probe.map(|header| Probe {
                    header,
                    one_in: self.probe_one_in.unwrap_or(NonZeroU32::MIN),
                    responses: AtomicU32::new(0),
                }),
                integrity: checked_integrity(self.integrity)?,
                edge_cache_key: self
                    .edge_cache_key
                    .map(|key| EdgeCacheKey::new(key.0))
                    .transpose()?,
                settings,
                enforce,
                report_only,
            }),
        })
    }

    fn policy(&self, policy: PolicyBuilder) -> Result<BuiltPolicy, Error> {
        Ok(policy.endpoints(self.reporting_endpoints.names()).build()?)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}

fn checked_integrity(headers: Vec<(Field, String)>) -> Result<Vec<(Field, SharedValue)>, Error> {
    headers
        .into_iter()
        .map(|(field, value)| {
            let understood = IntegrityPolicy::from_headers([(field.name(), value.as_str())]);
            if understood.iter().any(blocks_something)
                && let Ok(value) = SharedValue::new(&value)
            {
                return Ok((field, value));
            }
            Err(Error::new(
                ErrorKind::InvalidIntegrityPolicy,
                format!(
                    "browsers would block nothing for {}: {value:?}; write \
                     \"blocked-destinations=(script)\"",
                    field.name(),
                ),
            ))
        })
        .collect()
}

fn blocks_something(policy: &IntegrityPolicy) -> bool {
    !policy.blocked_destinations().is_empty()
}
