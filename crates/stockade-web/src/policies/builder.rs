//! From settings to policies.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;

use stockade::header::EdgeCacheKey;
use stockade::policy::Disposition;
use stockade::{BuiltPolicy, IntegrityPolicy, PolicyBuilder, ReportingEndpoints};

use super::{Inner, Policies, PolicyHeader, Probe};
use crate::Error;
use crate::headers::{Field, SharedValue};

/// Collects what [`Policies`] are made of. Nothing is checked before [`build`](Self::build).
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct PoliciesBuilder {
    enforce: PolicyBuilder,
    report_only: PolicyBuilder,
    probe: PolicyBuilder,
    probe_one_in: Option<NonZeroU32>,
    reporting_endpoints: ReportingEndpoints,
    integrity_policy: Option<String>,
    integrity_policy_report_only: Option<String>,
    edge_cache_key: Option<Result<EdgeCacheKey, stockade::Error>>,
}

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

    /// The `Integrity-Policy` header, such as `blocked-destinations=(script)`: see
    /// [`IntegrityPolicy`].
    pub fn integrity_policy(mut self, value: impl Into<String>) -> Self {
        self.integrity_policy = Some(value.into());
        self
    }

    /// The `Integrity-Policy-Report-Only` header, such as
    /// `blocked-destinations=(script), endpoints=(csp)`.
    pub fn integrity_policy_report_only(mut self, value: impl Into<String>) -> Self {
        self.integrity_policy_report_only = Some(value.into());
        self
    }

    /// Lets an edge cache that knows `key` store pages with nonces, because it replaces them: see
    /// [`edge`](crate::edge).
    pub fn edge_cache_key(mut self, key: impl AsRef<str>) -> Self {
        self.edge_cache_key = Some(EdgeCacheKey::new(key));
        self
    }

    /// The policies.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidPolicy`](crate::ErrorKind::InvalidPolicy) for a policy that must not be
    /// sent, or an endpoint that is not defined;
    /// [`ErrorKind::InvalidIntegrityPolicy`](crate::ErrorKind::InvalidIntegrityPolicy) for one that
    /// browsers would ignore;
    /// [`ErrorKind::InvalidEdgeCacheKey`](crate::ErrorKind::InvalidEdgeCacheKey) for a key that can
    /// be guessed.
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
        let (integrity, integrity_reports) = self.integrity_policies()?;
        let reports = integrity_reports || sent().any(PolicyHeader::reports);

        Ok(Policies {
            inner: Arc::new(Inner {
                uses_nonce: sent().any(PolicyHeader::uses_nonce),
                reporting_endpoints: reports
                    .then(|| SharedValue::new(&self.reporting_endpoints.to_string()))
                    .transpose()?
                    .filter(|_| !self.reporting_endpoints.is_empty()),
                headers,
                probe: probe.map(|header| Probe {
                    header,
                    one_in: self.probe_one_in.unwrap_or(NonZeroU32::MIN),
                    responses: AtomicU32::new(0),
                }),
                integrity,
                edge_cache_key: self.edge_cache_key.transpose()?,
                settings,
                enforce,
                report_only,
            }),
        })
    }

    fn policy(&self, policy: PolicyBuilder) -> Result<BuiltPolicy, Error> {
        Ok(policy.endpoints(self.reporting_endpoints.names()).build()?)
    }

    /// The headers with integrity policies, and whether one of them names an endpoint.
    fn integrity_policies(&self) -> Result<(Vec<(Field, SharedValue)>, bool), Error> {
        let mut headers = Vec::new();
        let mut reports = false;
        for (field, disposition, value) in [
            (
                Field::IntegrityPolicy,
                Disposition::Enforce,
                &self.integrity_policy,
            ),
            (
                Field::IntegrityPolicyReportOnly,
                Disposition::Report,
                &self.integrity_policy_report_only,
            ),
        ] {
            let Some(value) = value else { continue };
            let endpoints = self.reporting_endpoints.names();
            let policy = IntegrityPolicy::build(value, disposition, endpoints)
                .map_err(|error| error.in_setting(field.name()))?;
            reports |= !policy.endpoints().is_empty();
            headers.push((field, SharedValue::new(value)?));
        }
        Ok((headers, reports))
    }
}
