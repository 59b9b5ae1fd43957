//! What a page asks of its policy.

use std::collections::{BTreeMap, BTreeSet};

use stockade::policy::{DirectiveName, HashAlgorithm};
use stockade::verdict::{Attempt, Inline, InlineType, Request};
use url::{Origin, Url};

/// How many source expressions are kept. A policy of more is longer than any browser should read.
const LIMIT: usize = 4_000;

/// Source expressions, by the directive that they belong to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Needs {
    sources: BTreeMap<DirectiveName, BTreeSet<String>>,
    count: usize,
}

impl Needs {
    /// Adds what allows an attempt of the page at `page`. Nothing allows what would open the page
    /// to others: `javascript:` addresses, scripts that stand in an address, and, unless they are
    /// asked for, hashes of attributes. These stay blocked, and the page check says where.
    pub(super) fn add(&mut self, attempt: &Attempt<'_>, page: &Url, unsafe_hashes: bool) {
        match attempt {
            Attempt::Request(request) => self.add_request(request, page),
            Attempt::Inline(inline) => self.add_inline(inline, unsafe_hashes),
            Attempt::BaseUri(url) => self.insert(DirectiveName::BaseUri, source_of(url, page)),
            Attempt::FormAction { url, .. } => {
                self.insert(DirectiveName::FormAction, source_of(url, page));
            }
            _ => {}
        }
    }

    /// Adds what another page asks for.
    pub(super) fn merge(&mut self, other: &Self) {
        for (&directive, sources) in &other.sources {
            for source in sources {
                self.insert(directive, source.clone());
            }
        }
    }

    /// Each directive and its source expressions, in a fixed order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (DirectiveName, Vec<String>)> {
        let sources = self.sources.iter();
        sources.map(|(&directive, sources)| (directive, sources.iter().cloned().collect()))
    }

    /// Whether there were more source expressions than are kept.
    pub(super) fn are_too_many(&self) -> bool {
        self.count > LIMIT
    }

    fn add_request(&mut self, request: &Request<'_>, page: &Url) {
        let Some(directive) = request.destination.directive() else {
            return;
        };
        let source = source_of(request.url, page);
        let directive = as_written(directive);
        if directive == DirectiveName::ScriptSrc && source.ends_with(':') {
            return;
        }
        self.insert(directive, source);
    }

    fn add_inline(&mut self, inline: &Inline<'_>, unsafe_hashes: bool) {
        let directive = as_written(inline.inline_type.directive());
        match inline.inline_type {
            InlineType::Script | InlineType::Style => {}
            InlineType::ScriptAttribute | InlineType::StyleAttribute if unsafe_hashes => {
                self.insert(directive, "'unsafe-hashes'".to_owned());
            }
            _ => return,
        }
        self.insert(directive, HashAlgorithm::Sha256.source(inline.source));
    }

    fn insert(&mut self, directive: DirectiveName, source: String) {
        let sources = self.sources.entry(directive).or_default();
        if self.count <= LIMIT && sources.insert(source) {
            self.count += 1;
        }
    }
}

/// The directive under which a source is written. The ones for elements are left to their
/// fallbacks, which every browser knows and which cover workers too.
fn as_written(directive: DirectiveName) -> DirectiveName {
    match directive {
        DirectiveName::ScriptSrcElem => DirectiveName::ScriptSrc,
        DirectiveName::StyleSrcElem => DirectiveName::StyleSrc,
        other => other,
    }
}

/// The source expression for an address: its origin, or its scheme where it has none.
fn source_of(url: &Url, page: &Url) -> String {
    let origin = url.origin();
    if origin == page.origin() {
        return "'self'".to_owned();
    }
    match origin {
        Origin::Tuple(..) => origin.ascii_serialization(),
        Origin::Opaque(_) => format!("{}:", url.scheme()),
    }
}
