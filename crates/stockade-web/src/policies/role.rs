//! Who has the last word about the policies of a response.

use std::borrow::Cow;

use super::{PendingChanges, Policies, PolicyChanges};
use crate::edge::EDGE_KEY_HEADER;
use crate::{Error, ErrorKind};

/// What a layer has to say about responses.
#[derive(Debug, Clone)]
pub(crate) enum Role {
    /// It has policies.
    Policies(Policies),
    /// It has policies that are the same for every response, and hands out no nonces.
    Fixed(Policies),
    /// It changes the policies of the layer around it.
    Changes(PolicyChanges),
}

/// What has been said about a response so far: by its handler, then layer by layer outwards.
#[derive(Debug)]
pub(crate) enum Said<'a> {
    /// These policies, and no others.
    Policies(Cow<'a, Policies>),
    /// Changes to the policies that are to come.
    Changes(PendingChanges),
}

impl Role {
    /// A role for policies without a nonce.
    pub(crate) fn fixed(policies: Policies) -> Result<Self, Error> {
        if policies.uses_nonce() {
            return Err(Error::new(
                ErrorKind::InvalidPolicy,
                "a policy with source::NONCE is not the same for every response; write new \
                 instead of fixed",
            ));
        }
        Ok(Self::Fixed(policies))
    }

    /// The policies, where the layer has its own.
    fn policies(&self) -> Option<&Policies> {
        match self {
            Self::Policies(policies) | Self::Fixed(policies) => Some(policies),
            Self::Changes(_) => None,
        }
    }

    /// Whether a request came from an edge cache that replaces nonces. `header` finds what the
    /// request sent in a header of this name; without a key of its own, the layer does not look.
    pub(crate) fn is_for_edge_cache<'a>(
        &self,
        header: impl FnOnce(&'static str) -> Option<&'a [u8]>,
    ) -> bool {
        let key = self.policies().and_then(Policies::edge_cache_key);
        key.is_some_and(|key| header(EDGE_KEY_HEADER).is_some_and(|sent| key.matches(sent)))
    }

    /// What is said when this layer has spoken too. Mostly nobody has said anything before.
    pub(crate) fn speak<'a>(&'a self, said: Option<Said<'a>>) -> Said<'a> {
        match (said, self) {
            (None, Self::Policies(own) | Self::Fixed(own)) => Said::Policies(Cow::Borrowed(own)),
            (None, Self::Changes(own)) => Said::Changes(PendingChanges::new(own.clone())),
            (Some(Said::Policies(policies)), _) => Said::Policies(policies),
            (Some(Said::Changes(changes)), Self::Policies(own) | Self::Fixed(own)) => {
                Said::Policies(Cow::Owned(changes.apply(own)))
            }
            (Some(Said::Changes(mut changes)), Self::Changes(own)) => {
                changes.push(own.clone());
                Said::Changes(changes)
            }
        }
    }
}

impl PendingChanges {
    /// What is sent where no layer has policies: nothing, which the log says.
    pub(crate) fn report_nothing_to_change(&self) {
        for changes in &self.changes {
            changes.report_nothing_to_change();
        }
    }
}
