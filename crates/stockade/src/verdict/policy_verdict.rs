use std::fmt;

use crate::policy::{Directive, DirectiveName, Disposition, Policy, Value};
use crate::violation::Violation;

use super::checks::{self, CombinedEffects, Decision};
use super::source_outcome::{self, SourceVerdict};
use super::{Attempt, Document, Reason, prediction};

/// The answer of one policy to one attempt, with the step that decided.
#[derive(Debug, Clone, Copy)]
pub struct PolicyVerdict<'a> {
    effects: CombinedEffects,
    index: usize,
    policy: &'a Policy,
    attempt: &'a Attempt<'a>,
    document: &'a Document,
    decision: Decision<'a>,
}

impl<'a> PolicyVerdict<'a> {
    pub(super) fn new(
        effects: CombinedEffects,
        index: usize,
        policy: &'a Policy,
        attempt: &'a Attempt<'a>,
        document: &'a Document,
    ) -> Self {
        Self {
            effects,
            index,
            policy,
            attempt,
            document,
            decision: checks::decide(effects, policy, attempt, document),
        }
    }

    /// The place of the policy in its list.
    pub fn index(&self) -> usize {
        self.index
    }

    /// The policy.
    pub fn policy(&self) -> &'a Policy {
        self.policy
    }

    /// Whether a violation of the policy has an effect beyond a report.
    pub fn is_enforced(&self) -> bool {
        self.policy.delivery().disposition == Disposition::Enforce
    }

    /// Whether the attempt violates the policy.
    pub fn is_violated(&self) -> bool {
        self.decision.reason.is_blocked()
    }

    /// The step that decided.
    pub fn reason(&self) -> Reason {
        self.decision.reason
    }

    /// The directive that is in charge of such attempts, whether the policy has it or not: what
    /// browsers report. `None` where no policy concerns the attempt.
    pub fn effective_directive(&self) -> Option<DirectiveName> {
        self.decision.effective
    }

    /// The directive of the policy that decided: the effective one, or the first that stands in
    /// for it.
    pub fn directive(&self) -> Option<Directive<'a>> {
        self.decision.directive
    }

    /// The directives that were looked for, in order, up to the one that the policy has.
    pub fn chain(&self) -> impl Iterator<Item = DirectiveName> + use<'a> {
        let last = self.decision.directive.and_then(Directive::known_name);
        let mut found = false;
        self.decision
            .effective
            .into_iter()
            .flat_map(|effective| checks::chain(effective, self.attempt))
            .take_while(move |&name| !std::mem::replace(&mut found, Some(name) == last))
    }

    /// The value that decided: the one that matched, or the one that switched `'unsafe-inline'`
    /// off. `None` where nothing in the list did.
    pub fn source(&self) -> Option<Value<'a>> {
        self.decision.source
    }

    /// What each value of the deciding list has to say, in order.
    pub fn sources(&self) -> impl Iterator<Item = SourceVerdict<'a>> + use<'a> {
        let Self {
            effects,
            policy,
            attempt,
            document,
            decision,
            ..
        } = *self;
        decision
            .directive
            .into_iter()
            .flat_map(Directive::values)
            .map(move |value| SourceVerdict {
                value,
                outcome: source_outcome::of(value, effects, policy, attempt, document, decision),
            })
    }

    /// What the browser reports; `None` if the policy is not violated.
    pub fn violation(&self) -> Option<Violation> {
        let effective = self.decision.effective.filter(|_| self.is_violated())?;
        Some(prediction::predict(
            effective,
            self.decision.directive,
            self.policy,
            self.attempt,
            checks::reported_url(
                self.effects,
                self.policy,
                self.attempt,
                self.document,
                self.decision,
            )
            .as_deref(),
            self.document,
        ))
    }
}

/// Two lines for a person: the decision, and what each value of the list said to it. The second
/// is left out where a value decided alone.
impl fmt::Display for PolicyVerdict<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if !self.is_violated() {
            "allowed"
        } else if self.is_enforced() {
            "blocked"
        } else {
            "reported"
        })?;
        match (self.directive(), self.effective_directive()) {
            (Some(directive), Some(effective)) => {
                write!(f, " by {}", directive.name())?;
                if directive.known_name() != Some(effective) {
                    write!(f, " (for {effective})")?;
                }
            }
            (None, Some(effective)) => write!(f, " (for {effective})")?,
            (_, None) => {}
        }
        write!(f, ": {}", self.reason())?;
        if let Some(source) = self.source() {
            write!(f, ": {}", source.text())?;
        }
        if self.is_violated() {
            let mut separator = "\n";
            for source in self.sources() {
                write!(f, "{separator}{}: {}", source.value.text(), source.outcome)?;
                separator = "; ";
            }
        }
        Ok(())
    }
}
