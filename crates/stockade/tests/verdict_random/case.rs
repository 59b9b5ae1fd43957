//! One policy, one page, and one thing that it attempts.

use stockade::policy::{Directive, DirectiveName, Disposition};
use stockade::verdict::{
    Destination, Document, ElementNonce, Initiator, Inline, InlineType, ParserMetadata, Request,
    Verdict,
};
use stockade::{Attempt, Policy, PolicyList};
use url::Url;

#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) policy: String,
    pub(crate) page: Url,
    pub(crate) attempted: Attempted,
}

#[derive(Debug, Clone)]
pub(crate) enum Attempted {
    Load(Load),
    Inline {
        inline_type: InlineType,
        source: String,
        nonce: String,
    },
    Eval,
    Wasm,
    BaseUri(Url),
}

#[derive(Debug, Clone)]
pub(crate) struct Load {
    pub(crate) url: Url,
    /// Where the answer redirects.
    pub(crate) redirect: Option<Url>,
    pub(crate) destination: Destination,
    pub(crate) initiator: Initiator,
    pub(crate) nonce: String,
    pub(crate) integrity: String,
    pub(crate) parser_metadata: ParserMetadata,
}

impl Load {
    pub(crate) fn new(url: &str, destination: Destination) -> Self {
        Self {
            url: Url::parse(url).unwrap(),
            redirect: None,
            destination,
            initiator: Initiator::Other,
            nonce: String::new(),
            integrity: String::new(),
            parser_metadata: match destination {
                Destination::Script => ParserMetadata::ParserInserted,
                _ => ParserMetadata::Empty,
            },
        }
    }
}

impl Case {
    pub(crate) fn new(policy: &str, page: &str, attempted: Attempted) -> Self {
        Self {
            policy: policy.to_owned(),
            page: Url::parse(page).unwrap(),
            attempted,
        }
    }

    /// Whether our engine blocks it.
    pub(crate) fn is_blocked(&self) -> bool {
        let mut blocked = false;
        self.ask(&[(&self.policy, Disposition::Enforce)], |verdict, _| {
            blocked = verdict.is_blocked();
        });
        blocked
    }

    /// Asks our engine, with these headers instead of the case's own.
    pub(crate) fn ask(
        &self,
        headers: &[(&str, Disposition)],
        look: impl FnOnce(Verdict<'_>, &Attempt<'_>),
    ) {
        let mut policies = PolicyList::default();
        for (policy, disposition) in headers {
            policies.push_header(policy, *disposition);
        }
        let document = Document::new(self.page.clone());
        let attempt = match &self.attempted {
            Attempted::Load(load) => Attempt::Request(
                Request::new(&load.url, load.destination)
                    .with_redirects(load.redirect.as_slice())
                    .with_initiator(load.initiator)
                    .with_nonce(ElementNonce::new(&load.nonce))
                    .with_integrity(&load.integrity)
                    .with_parser_metadata(load.parser_metadata),
            ),
            Attempted::Inline {
                inline_type,
                source,
                nonce,
            } => Attempt::Inline(
                Inline::new(*inline_type, source).with_nonce(ElementNonce::new(nonce)),
            ),
            Attempted::Eval => Attempt::Eval {
                source: "1",
                trusted: false,
            },
            Attempted::Wasm => Attempt::Wasm,
            Attempted::BaseUri(url) => Attempt::BaseUri(url),
        };
        look(policies.verdict(&attempt, &document), &attempt);
    }

    pub(crate) fn load(&self) -> Option<&Load> {
        match &self.attempted {
            Attempted::Load(load) => Some(load),
            _ => None,
        }
    }

    /// The addresses that are looked at.
    pub(crate) fn urls(&self) -> impl Iterator<Item = &Url> {
        let (first, second) = match &self.attempted {
            Attempted::Load(load) => (Some(&load.url), load.redirect.as_ref()),
            Attempted::BaseUri(url) => (Some(url), None),
            _ => (None, None),
        };
        first.into_iter().chain(second)
    }

    /// The values of the list that decides, as they are written.
    pub(crate) fn values(&self) -> Vec<String> {
        let policy = Policy::parse(&self.policy);
        let directive = match &self.attempted {
            Attempted::Load(load) if load.initiator == Initiator::Prefetch => None,
            Attempted::Load(load) => load.destination.directive(),
            Attempted::Inline { inline_type, .. } => Some(inline_type.directive()),
            Attempted::Eval | Attempted::Wasm => Some(DirectiveName::ScriptSrc),
            Attempted::BaseUri(_) => Some(DirectiveName::BaseUri),
        };
        directive
            .and_then(|name| policy.operative_directive(name))
            .into_iter()
            .flat_map(Directive::values)
            .map(|value| value.text().to_owned())
            .collect()
    }

    /// Whether the list that decides has this keyword.
    pub(crate) fn has(&self, keyword: &str) -> bool {
        self.values()
            .iter()
            .any(|value| value.eq_ignore_ascii_case(keyword))
    }
}
