//! Changes to policies that are known only when a response is there.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use stockade::PolicyBuilder;
use stockade::policy::{DirectiveValue, Disposition, PolicyMapping};

use super::Policies;
use crate::{Error, log};

/// What a layer changes in the policies of the layers around it.
#[derive(Clone)]
pub(crate) struct PolicyChanges {
    inner: Arc<Inner>,
}

struct Inner {
    disposition: Disposition,
    manner: Manner,
    directives: Vec<(String, DirectiveValue)>,
    /// What has become of policies, so that each is merged once.
    merged: Mutex<Vec<Merged>>,
    is_reported: AtomicBool,
}

#[derive(Clone, Copy)]
enum Manner {
    Update,
    Replace,
}

struct Merged {
    base: Policies,
    result: Policies,
}

impl PolicyChanges {
    /// Sites have few different policies. Where there are more, they are merged again.
    const MAX_MERGED: usize = 16;

    /// More values for directives.
    pub(crate) fn update<N, V>(
        disposition: Disposition,
        additions: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, Error>
    where
        N: Into<String>,
        V: Into<DirectiveValue>,
    {
        Self::new(disposition, Manner::Update, additions)
    }

    /// Other values for directives.
    pub(crate) fn replace<N, V>(
        disposition: Disposition,
        replacements: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, Error>
    where
        N: Into<String>,
        V: Into<DirectiveValue>,
    {
        Self::new(disposition, Manner::Replace, replacements)
    }

    fn new<N, V>(
        disposition: Disposition,
        manner: Manner,
        directives: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, Error>
    where
        N: Into<String>,
        V: Into<DirectiveValue>,
    {
        let directives: Vec<(String, DirectiveValue)> = directives
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        check(disposition, &directives)?;
        Ok(Self {
            inner: Arc::new(Inner {
                disposition,
                manner,
                directives,
                merged: Mutex::default(),
                is_reported: AtomicBool::new(false),
            }),
        })
    }

    /// The policies with the changes. If they cannot be sent so, they stay as they are, which is
    /// logged: a mistake must not weaken them.
    pub(crate) fn apply(&self, base: &Policies) -> Policies {
        // Nothing in here is ever half changed, so a panic elsewhere does not matter.
        let merged = self.inner.merged.lock();
        let mut merged = merged.unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = merged.iter().find(|known| known.base.is_same(base)) {
            return known.result.clone();
        }
        let result = self.merge(base).unwrap_or_else(|error| {
            log::error(format_args!(
                "an inner layer's changes cannot be merged into the policy around it, which is \
                 sent as it is: {error}"
            ));
            base.clone()
        });
        if merged.len() == Self::MAX_MERGED {
            merged.clear();
        }
        merged.push(Merged {
            base: base.clone(),
            result: result.clone(),
        });
        result
    }

    /// There is no layer around this one. Said once, for each response would say the same.
    #[cfg(any(feature = "actix", feature = "tower"))]
    pub(crate) fn report_nothing_to_change(&self) {
        if !self.inner.is_reported.swap(true, Ordering::Relaxed) {
            log::error(
                "a layer that changes policies has no layer with policies around it, so its \
                 responses are sent without any; put a layer with policies around it",
            );
        }
    }

    fn merge(&self, base: &Policies) -> Result<Policies, Error> {
        let directives = self.inner.directives.iter().cloned();
        base.changed(self.inner.disposition, |policy| match self.inner.manner {
            Manner::Update => policy.update(directives),
            Manner::Replace => policy.replace(directives),
        })
    }
}

/// Checks all that can be known without the policy that is changed.
fn check(disposition: Disposition, directives: &[(String, DirectiveValue)]) -> Result<(), Error> {
    let mut mapping: PolicyMapping = directives.iter().cloned().collect();
    // The page's base is the concern of the whole policy.
    if !mapping
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("base-uri"))
    {
        mapping.push("base-uri", "'none'");
    }
    PolicyBuilder::from_mapping(mapping)
        .setting("the changes of a layer")
        .report_only(disposition == Disposition::Report)
        .build()?;
    Ok(())
}

impl fmt::Debug for PolicyChanges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PolicyChanges")
            .field(&self.inner.directives)
            .finish()
    }
}

/// In a response's extensions: what inner layers change in the policies of an outer one.
#[derive(Debug, Clone)]
pub(crate) struct PendingChanges {
    /// The innermost first.
    pub(super) changes: Vec<PolicyChanges>,
}

impl PendingChanges {
    /// The changes of the innermost layer.
    pub(crate) fn new(changes: PolicyChanges) -> Self {
        Self {
            changes: vec![changes],
        }
    }

    /// Adds the changes of the next layer outwards.
    pub(crate) fn push(&mut self, changes: PolicyChanges) {
        self.changes.push(changes);
    }

    /// The policies with all changes, the innermost last.
    pub(crate) fn apply(&self, base: &Policies) -> Policies {
        let outermost_first = self.changes.iter().rev();
        outermost_first.fold(base.clone(), |policies, changes| changes.apply(&policies))
    }
}
