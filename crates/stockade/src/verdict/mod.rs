//! What a browser will do: policies asked about one thing that a page attempts.
//!
//! [`PolicyList::verdict`] answers for all policies of a response, [`Verdict::policies`] for each
//! of them, with the decisive step: which directive was in charge ([`PolicyVerdict::chain`]),
//! which of its values decided ([`PolicyVerdict::source`]) and why ([`Reason`]); and for each
//! other value why it did not help ([`PolicyVerdict::sources`]).
//!
//! ```
//! use stockade::PolicyList;
//! use stockade::verdict::{Attempt, Destination, Document, Reason, Request, SourceOutcome};
//! use url::Url;
//!
//! let policies = PolicyList::from_headers([(
//!     "Content-Security-Policy",
//!     "default-src 'self'; script-src https://cdn.example/lib/ https://cdn.example:8443",
//! )]);
//! let page = Document::new(Url::parse("https://shop.example/")?);
//! let url = Url::parse("https://cdn.example/other/a.js")?;
//! let attempt = Attempt::Request(Request::new(&url, Destination::Script));
//!
//! let verdict = policies.verdict(&attempt, &page);
//! assert!(verdict.is_blocked());
//! let policy = verdict.policies().next().unwrap();
//! assert_eq!(policy.reason(), Reason::NoSourceMatches);
//! let outcomes: Vec<_> = policy.sources().map(|source| source.outcome).collect();
//! assert_eq!(outcomes, [SourceOutcome::PathDiffers, SourceOutcome::PortDiffers]);
//! assert_eq!(
//!     policy.to_string(),
//!     "blocked by script-src (for script-src-elem): nothing in the list covers this address\n\
//!      https://cdn.example/lib/: the path differs; https://cdn.example:8443: the port differs",
//! );
//! # Ok::<(), url::ParseError>(())
//! ```
//!
//! Specification: [integrations](https://w3c.github.io/webappsec-csp/#integrations). Where browsers
//! differ from its text, the answer is the browsers', and the documentation of the item says so.

mod attempt;
mod checks;
mod document;
mod injection;
mod policy_verdict;
mod prediction;
mod reason;
mod sandbox;
mod source_outcome;
mod url_match;

use crate::policy::{Disposition, PolicyList};
use crate::violation::Violation;

use checks::CombinedEffects;

pub use attempt::{
    Attempt, Destination, DistrustedNonce, ElementNonce, Initiator, Inline, InlineType,
    ParserMetadata, Request, ScriptType,
};
pub use document::Document;
pub use policy_verdict::PolicyVerdict;
pub use reason::Reason;
pub use sandbox::SandboxFlags;
pub use source_outcome::{SourceOutcome, SourceVerdict};

/// The answer of all policies of a response to one attempt.
///
/// It is worked out when asked for, policy by policy, and allocates nothing.
#[derive(Debug, Clone, Copy)]
pub struct Verdict<'a> {
    policies: &'a PolicyList,
    attempt: &'a Attempt<'a>,
    document: &'a Document,
}

impl PolicyList {
    /// What a browser does about one attempt of a page under these policies.
    ///
    /// Specification: [the effect of multiple policies](https://w3c.github.io/webappsec-csp/#multiple-policies).
    pub fn verdict<'a>(&'a self, attempt: &'a Attempt<'a>, document: &'a Document) -> Verdict<'a> {
        Verdict {
            policies: self,
            attempt,
            document,
        }
    }
}

impl<'a> Verdict<'a> {
    /// Whether the browser prevents it: at least one enforced policy is violated.
    pub fn is_blocked(self) -> bool {
        let effects = CombinedEffects::of(self.policies, self.attempt, self.document);
        self.policies
            .policies()
            .iter()
            .filter(|policy| policy.delivery().disposition == Disposition::Enforce)
            .any(|policy| {
                checks::decide(effects, policy, self.attempt, self.document)
                    .reason
                    .is_blocked()
            })
    }

    /// The answer of each policy, in the order of the list.
    pub fn policies(self) -> impl Iterator<Item = PolicyVerdict<'a>> {
        let Self {
            policies,
            attempt,
            document,
        } = self;
        let effects = CombinedEffects::of(policies, attempt, document);
        policies
            .policies()
            .iter()
            .enumerate()
            .map(move |(index, policy)| {
                PolicyVerdict::new(effects, index, policy, attempt, document)
            })
    }

    /// What the browser reports: one violation for each policy that is violated, report-only ones
    /// included.
    pub fn violations(self) -> impl Iterator<Item = Violation> {
        self.policies().filter_map(|policy| policy.violation())
    }
}
