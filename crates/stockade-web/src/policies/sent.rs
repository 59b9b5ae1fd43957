//! Policies as headers, ready but for what differs from response to response.

use std::fmt;

use stockade::{BuiltPolicy, CompiledPolicy, Nonce};

use crate::Error;
use crate::headers::{Field, HeaderValue, SharedValue};
use crate::inline::PolicyWithHashes;
use crate::nonce::Printed;

/// A header with a policy in it, ready but for the nonce and hashes of a response.
pub(crate) struct PolicyHeader {
    pub(crate) field: Field,
    sent: SentPolicy,
    with_hashes: PolicyWithHashes,
}

/// The text of a policy, ready but for the nonce.
#[derive(Debug)]
pub(crate) struct SentPolicy {
    without_nonce: SharedValue,
    policy: CompiledPolicy,
}

impl PolicyHeader {
    /// `None` for a policy without directives, which is not sent.
    pub(super) fn new(field: Field, policy: BuiltPolicy) -> Result<Option<Self>, Error> {
        if policy.directives().is_empty() {
            return Ok(None);
        }
        Ok(Some(Self {
            field,
            sent: SentPolicy::new(policy.compile())?,
            with_hashes: PolicyWithHashes::new(policy),
        }))
    }

    /// The header's value for a response that printed this.
    pub(crate) fn value<V: HeaderValue>(&self, printed: &Printed) -> V {
        let nonce = printed.nonce.as_ref();
        if printed.inline_hashes.is_empty() {
            return self.sent.value(nonce);
        }
        match self.with_hashes.get(&printed.inline_hashes) {
            Some(sent) => sent.value(nonce),
            None => self.sent.value(nonce),
        }
    }

    /// The value for a response that printed no nonce.
    #[cfg(feature = "preview")]
    pub(crate) fn without_nonce(&self) -> &str {
        self.sent.policy.without_nonce()
    }

    /// The value for a response that printed this nonce.
    #[cfg(feature = "preview")]
    pub(crate) fn with_nonce(&self, nonce: &Nonce) -> String {
        self.sent.policy.render(Some(nonce))
    }

    pub(super) fn uses_nonce(&self) -> bool {
        self.sent.policy.uses_nonce()
    }

    pub(super) fn reports(&self) -> bool {
        self.sent.policy.report_to().is_some()
    }
}

impl fmt::Debug for PolicyHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PolicyHeader")
            .field("field", &self.field)
            .field("sent", &self.sent)
            .finish_non_exhaustive()
    }
}

impl SentPolicy {
    pub(crate) fn new(policy: CompiledPolicy) -> Result<Self, Error> {
        Ok(Self {
            without_nonce: SharedValue::new(policy.without_nonce())?,
            policy,
        })
    }

    fn value<V: HeaderValue>(&self, nonce: Option<&Nonce>) -> V {
        let with_nonce = nonce
            .filter(|_| self.policy.uses_nonce())
            .and_then(|nonce| V::from_bytes(self.policy.render(Some(nonce)).into()));
        // The value without the nonce allows less.
        with_nonce.unwrap_or_else(|| V::of_shared(&self.without_nonce).clone())
    }
}
