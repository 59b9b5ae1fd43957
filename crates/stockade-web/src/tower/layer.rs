//! What is configured.

use stockade::policy::{DirectiveValue, Disposition};
use tower_layer::Layer;

use super::Csp;
use crate::policies::{PolicyChanges, Role};
use crate::{Error, Policies};

/// Sends responses with policies, and gives their handlers a [`CspNonce`](crate::CspNonce).
///
/// See the [module](crate::tower) for what becomes of a response, and for examples.
#[derive(Debug, Clone)]
#[must_use]
pub struct CspLayer {
    role: Role,
}

impl CspLayer {
    /// Sends these policies. Inside of another `CspLayer`, they take the place of its own.
    pub fn new(policies: Policies) -> Self {
        Self::of(Role::Policies(policies))
    }

    /// Sends policies that are the same for every response, and hands out no nonce: for an API, or
    /// for files. It costs less than [`new`](Self::new).
    ///
    /// Handlers may still ask for a [`CspNonce`](crate::CspNonce). It prints nothing.
    ///
    /// # Errors
    ///
    /// [`InvalidPolicy`](crate::ErrorKind::InvalidPolicy) where a policy has a place for a nonce.
    pub fn fixed(policies: Policies) -> Result<Self, Error> {
        Role::fixed(policies).map(Self::of)
    }

    /// Adds values to directives of the enforced policy of the layer around this one, for some
    /// routes: what was allowed stays allowed, and where there is no policy there will be none. See
    /// [`PolicyMapping::update`](stockade::PolicyMapping::update).
    ///
    /// Layers nest: the innermost has the last word. The result is worked out once. Should it not
    /// be a valid policy, the outer one is sent as it is, and the log says so; where the outer
    /// policies are at hand, [`Policies::update`] finds that out at start-up.
    ///
    /// # Errors
    ///
    /// [`InvalidPolicy`](crate::ErrorKind::InvalidPolicy) for what no policy may contain.
    pub fn update<N, V>(additions: impl IntoIterator<Item = (N, V)>) -> Result<Self, Error>
    where
        N: Into<String>,
        V: Into<DirectiveValue>,
    {
        PolicyChanges::update(Disposition::Enforce, additions).map(Self::changing)
    }

    /// Replaces whole directives of the enforced policy of the layer around this one; `false`
    /// removes one. Otherwise like [`update`](Self::update).
    ///
    /// # Errors
    ///
    /// [`InvalidPolicy`](crate::ErrorKind::InvalidPolicy) for what no policy may contain.
    pub fn replace<N, V>(replacements: impl IntoIterator<Item = (N, V)>) -> Result<Self, Error>
    where
        N: Into<String>,
        V: Into<DirectiveValue>,
    {
        PolicyChanges::replace(Disposition::Enforce, replacements).map(Self::changing)
    }

    /// [`update`](Self::update) of the report-only policy.
    ///
    /// # Errors
    ///
    /// [`InvalidPolicy`](crate::ErrorKind::InvalidPolicy) for what no policy may contain.
    pub fn update_report_only<N, V>(
        additions: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, Error>
    where
        N: Into<String>,
        V: Into<DirectiveValue>,
    {
        PolicyChanges::update(Disposition::Report, additions).map(Self::changing)
    }

    /// [`replace`](Self::replace) of the report-only policy.
    ///
    /// # Errors
    ///
    /// [`InvalidPolicy`](crate::ErrorKind::InvalidPolicy) for what no policy may contain.
    pub fn replace_report_only<N, V>(
        replacements: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, Error>
    where
        N: Into<String>,
        V: Into<DirectiveValue>,
    {
        PolicyChanges::replace(Disposition::Report, replacements).map(Self::changing)
    }

    fn changing(changes: PolicyChanges) -> Self {
        Self::of(Role::Changes(changes))
    }

    fn of(role: Role) -> Self {
        Self { role }
    }
}

impl<S> Layer<S> for CspLayer {
    type Service = Csp<S>;

    fn layer(&self, inner: S) -> Csp<S> {
        Csp::new(inner, self.role.clone())
    }
}
