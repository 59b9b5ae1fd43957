//! The policies of one kind of response, ready to be sent.

mod builder;
mod changes;
#[cfg(any(feature = "actix", feature = "tower"))]
mod role;
mod sent;

use std::fmt;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use stockade::header::EdgeCacheKey;
use stockade::policy::{DirectiveValue, Disposition, PolicyMapping};
use stockade::{BuiltPolicy, Diagnostic, PolicyBuilder};

use crate::Error;
use crate::headers::{Field, SharedValue};

pub use builder::PoliciesBuilder;
pub(crate) use changes::{PendingChanges, PolicyChanges};
#[cfg(any(feature = "actix", feature = "tower"))]
pub(crate) use role::{Role, Said};
pub(crate) use sent::{PolicyHeader, SentPolicy};

/// What responses are sent with: an enforced policy, one that only reports, and their neighbours.
///
/// Made once, at start-up, where a mistake is an error. Cloning it shares it.
///
/// ```
/// use stockade::{PolicyBuilder, policy::source};
/// use stockade_web::Policies;
///
/// let site = Policies::builder()
///     .enforce(
///         PolicyBuilder::new()
///             .directive("default-src", source::SELF)
///             .directive("script-src", source::NONCE)
///             .directive("base-uri", source::NONE)
///             .directive("form-action", source::SELF),
///     )
///     .build()?;
/// let map = site.update([("img-src", "https://tiles.example")])?;
///
/// // What is wrong is refused before it is served.
/// let error = map.update([("img-src", "self")]).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "the enforced policy: img-src: \"self\" does not stand in single quotes, so a browser \
///      takes it for a host; write \"'self'\"",
/// );
/// # Ok::<(), stockade_web::Error>(())
/// ```
#[derive(Clone)]
pub struct Policies {
    inner: Arc<Inner>,
}

struct Inner {
    headers: Vec<PolicyHeader>,
    probe: Option<Probe>,
    reporting_endpoints: Option<SharedValue>,
    integrity: Vec<(Field, SharedValue)>,
    edge_cache_key: Option<EdgeCacheKey>,
    uses_nonce: bool,
    /// What they were made from, to be changed.
    settings: PoliciesBuilder,
    enforce: BuiltPolicy,
    report_only: BuiltPolicy,
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

    /// The same, with more values in directives of the enforced policy: what was allowed stays
    /// allowed, and where there is no policy there will be none. See [`PolicyMapping::update`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidPolicy`](crate::ErrorKind::InvalidPolicy) for what must not be sent.
    pub fn update<N, V>(&self, additions: impl IntoIterator<Item = (N, V)>) -> Result<Self, Error>
    where
        N: Into<String>,
        V: Into<DirectiveValue>,
    {
        self.changed(Disposition::Enforce, |policy| policy.update(additions))
    }

    /// The same, with other values for whole directives of the enforced policy: `false` removes
    /// one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidPolicy`](crate::ErrorKind::InvalidPolicy) for what must not be sent.
    pub fn replace<N, V>(
        &self,
        replacements: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, Error>
    where
        N: Into<String>,
        V: Into<DirectiveValue>,
    {
        self.changed(Disposition::Enforce, |policy| policy.replace(replacements))
    }

    /// [`update`](Self::update) of the report-only policy.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidPolicy`](crate::ErrorKind::InvalidPolicy) for what must not be sent.
    pub fn update_report_only<N, V>(
        &self,
        additions: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, Error>
    where
        N: Into<String>,
        V: Into<DirectiveValue>,
    {
        self.changed(Disposition::Report, |policy| policy.update(additions))
    }

    /// [`replace`](Self::replace) of the report-only policy.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidPolicy`](crate::ErrorKind::InvalidPolicy) for what must not be sent.
    pub fn replace_report_only<N, V>(
        &self,
        replacements: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, Error>
    where
        N: Into<String>,
        V: Into<DirectiveValue>,
    {
        self.changed(Disposition::Report, |policy| policy.replace(replacements))
    }

    /// What a browser would ignore in the enforced and the report-only policy, and what they leave
    /// open: worth a look at start-up.
    pub fn warnings(&self) -> impl Iterator<Item = &Diagnostic> {
        let policies = [&self.inner.enforce, &self.inner.report_only];
        policies.into_iter().flat_map(BuiltPolicy::warnings)
    }

    fn changed(
        &self,
        disposition: Disposition,
        change: impl FnOnce(&mut PolicyMapping),
    ) -> Result<Self, Error> {
        let mut mapping = self.policy(disposition).to_mapping();
        // Where there is no policy, everything is allowed already: a change must not begin one.
        if mapping.is_empty() {
            return Ok(self.clone());
        }
        change(&mut mapping);
        let policy = PolicyBuilder::from_mapping(mapping);
        let settings = self.inner.settings.clone();
        match disposition {
            Disposition::Enforce => settings.enforce(policy),
            Disposition::Report => settings.report_only(policy),
        }
        .build()
    }

    /// The enforced policy, or the one that only reports.
    pub(crate) fn policy(&self, disposition: Disposition) -> &BuiltPolicy {
        match disposition {
            Disposition::Enforce => &self.inner.enforce,
            Disposition::Report => &self.inner.report_only,
        }
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
    pub(crate) fn reporting_endpoints(&self) -> Option<&SharedValue> {
        self.inner.reporting_endpoints.as_ref()
    }

    /// `Integrity-Policy` and its report-only twin.
    pub(crate) fn integrity(&self) -> &[(Field, SharedValue)] {
        &self.inner.integrity
    }

    /// What an edge cache proves itself with.
    pub(crate) fn edge_cache_key(&self) -> Option<&EdgeCacheKey> {
        self.inner.edge_cache_key.as_ref()
    }

    /// Whether these are the very same, rather than equal ones.
    fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
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
