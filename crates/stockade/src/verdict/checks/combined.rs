//! What the policies of a list bring about together.

use crate::policy::{DirectiveName, Disposition, Policy, PolicyList};
use crate::verdict::{Attempt, Destination, Document};

use super::{eval, request, trusted_types};

/// What holds for an attempt whichever policy of the list is asked.
///
/// It is worked out once for all of them: a header may hold thousands of policies, and if each
/// looked at all others, an attacker's header would cost the square of its length.
#[derive(Debug, Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools, reason = "these are independent facts")]
pub(in crate::verdict) struct CombinedEffects {
    upgrades: bool,
    upgrades_for_report_only: bool,
    /// Whether an enforced policy refuses strings at sinks.
    pub(super) trusted_types_are_enforced: bool,
    /// Whether a list for scripts has `'trusted-types-eval'`.
    pub(super) has_trusted_types_eval: bool,
    /// Whether the lists of an enforced policy block the request already. Worked out where it makes
    /// a difference: under `block-all-mixed-content`.
    pub(super) is_blocked_by_lists: bool,
}

impl CombinedEffects {
    pub(in crate::verdict) fn of(
        policies: &PolicyList,
        attempt: &Attempt<'_>,
        document: &Document,
    ) -> Self {
        match attempt {
            Attempt::Request(request) => {
                let is_web_socket = request.destination == Destination::WebSocket;
                let mut effects = Self::of_upgrades(policies, is_web_socket);
                effects.is_blocked_by_lists = has(policies, DirectiveName::BlockAllMixedContent)
                    && enforced(policies).any(|policy| {
                        request::decide_by_lists(effects, policy, request, document)
                            .reason
                            .is_blocked()
                    });
                effects
            }
            Attempt::FormAction { .. } => Self::of_upgrades(policies, true),
            Attempt::Eval { .. } => Self {
                trusted_types_are_enforced: enforced(policies).any(trusted_types::is_required_by),
                has_trusted_types_eval: policies
                    .policies()
                    .iter()
                    .any(|policy| eval::trusted_types_eval(policy).is_some()),
                ..Self::default()
            },
            _ => Self::default(),
        }
    }

    /// Browsers upgrade insecure addresses before enforced policies are asked, and after
    /// report-only ones; those of forms and `WebSocket` connections before either.
    ///
    /// Specification: [main fetch](https://fetch.spec.whatwg.org/#main-fetch), steps 4 to 7.
    fn of_upgrades(policies: &PolicyList, report_only_too: bool) -> Self {
        let upgrades = policies.upgrades_insecure_requests();
        Self {
            upgrades,
            upgrades_for_report_only: upgrades && report_only_too,
            ..Self::default()
        }
    }

    /// Whether `policy` sees the addresses of the attempt upgraded.
    pub(super) fn upgrade_for(self, policy: &Policy) -> bool {
        match policy.delivery().disposition {
            Disposition::Enforce => self.upgrades,
            Disposition::Report => self.upgrades_for_report_only,
        }
    }
}

fn enforced(policies: &PolicyList) -> impl Iterator<Item = &Policy> {
    policies
        .policies()
        .iter()
        .filter(|policy| policy.delivery().disposition == Disposition::Enforce)
}

fn has(policies: &PolicyList, name: DirectiveName) -> bool {
    policies
        .policies()
        .iter()
        .any(|policy| policy.directive(name).is_some())
}
