//! What is wrapped around an application.

use std::fmt;
use std::future::{Ready, ready};
use std::rc::Rc;

use actix_web::Error as ActixError;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready};
use stockade::policy::{DirectiveValue, Disposition};

use super::exchange::Exchange;
use super::future::ResponseFuture;
use crate::policies::{PolicyChanges, Role};
use crate::{Error, Policies};

/// Sends responses with policies, and gives their handlers a [`CspNonce`](crate::CspNonce).
///
/// See the [module](crate::actix) for what becomes of a response, and for examples.
#[derive(Debug, Clone)]
#[must_use]
pub struct Csp {
    role: Role,
}

impl Csp {
    /// Sends these policies. Inside of another `Csp`, they take the place of its own.
    pub fn new(policies: Policies) -> Self {
        Self {
            role: Role::Policies(policies),
        }
    }

    /// Sends policies that are the same for every response, and hands out no nonce: for an API, or
    /// for files.
    ///
    /// Handlers may still ask for a [`CspNonce`](crate::CspNonce). It prints nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidPolicy`](crate::ErrorKind::InvalidPolicy) where a policy has a place for
    /// a nonce.
    pub fn fixed(policies: Policies) -> Result<Self, Error> {
        Role::fixed(policies).map(|role| Self { role })
    }

    /// Adds values to directives of the enforced policy of the `Csp` around this one, for some
    /// routes: what was allowed stays allowed, and where there is no policy there will be none. See
    /// [`PolicyMapping::update`](stockade::PolicyMapping::update).
    ///
    /// They nest: the innermost has the last word. The result is worked out once. Should it not be
    /// a valid policy, the outer one is sent as it is, and the log says so; where the outer
    /// policies are at hand, [`Policies::update`] finds that out at start-up.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidPolicy`](crate::ErrorKind::InvalidPolicy) for what no policy may contain.
    pub fn update<N, V>(additions: impl IntoIterator<Item = (N, V)>) -> Result<Self, Error>
    where
        N: Into<String>,
        V: Into<DirectiveValue>,
    {
        PolicyChanges::update(Disposition::Enforce, additions).map(Self::changing)
    }

    /// Replaces whole directives of the enforced policy of the `Csp` around this one; `false`
    /// removes one. Otherwise like [`update`](Self::update).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidPolicy`](crate::ErrorKind::InvalidPolicy) for what no policy may contain.
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
    /// [`ErrorKind::InvalidPolicy`](crate::ErrorKind::InvalidPolicy) for what no policy may contain.
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
    /// [`ErrorKind::InvalidPolicy`](crate::ErrorKind::InvalidPolicy) for what no policy may contain.
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
        Self {
            role: Role::Changes(changes),
        }
    }
}

impl<S, B> Transform<S, ServiceRequest> for Csp
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = ActixError>,
    B: MessageBody,
{
    type Response = ServiceResponse<B>;
    type Error = ActixError;
    type Transform = CspService<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(CspService {
            service,
            role: Rc::new(self.role.clone()),
        }))
    }
}

/// The service that [`Csp`] makes of another.
pub struct CspService<S> {
    service: S,
    /// A worker has one thread, so counting its users needs no lock.
    role: Rc<Role>,
}

impl<S, B> Service<ServiceRequest> for CspService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = ActixError>,
    B: MessageBody,
{
    type Response = ServiceResponse<B>;
    type Error = ActixError;
    type Future = ResponseFuture<S::Future>;

    forward_ready!(service);

    fn call(&self, request: ServiceRequest) -> Self::Future {
        let exchange = Exchange::begin(&self.role, &request);
        ResponseFuture::new(self.service.call(request), exchange)
    }
}

impl<S> fmt::Debug for CspService<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CspService")
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}
