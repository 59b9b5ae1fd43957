use url::Url;

use crate::verdict::checks::integrity_names_digest;

use super::{Destination, ElementNonce};

/// A request that a page makes.
///
/// Specification: [request](https://fetch.spec.whatwg.org/#concept-request).
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Request<'a> {
    /// The address that the page asked for.
    pub url: &'a Url,
    /// Where the answers redirect, in order.
    pub redirects: &'a [Url],
    /// Whether `url` itself is one that an answer redirected to: its path does not count then.
    pub behind_redirect: bool,
    /// What the answer is for.
    pub destination: Destination,
    /// What started it, where that makes a difference.
    pub initiator: Initiator,
    /// The nonce of the element that makes it.
    pub nonce: ElementNonce<'a>,
    /// The `integrity` attribute of that element.
    pub integrity: &'a str,
    /// Whether the element came from the page's markup.
    pub parser_metadata: ParserMetadata,
}

/// What started a request.
///
/// Specification: [initiator](https://fetch.spec.whatwg.org/#concept-request-initiator).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Initiator {
    /// Nothing that a policy looks at.
    #[default]
    Other,
    /// An `srcset` attribute.
    ImageSet,
    /// `<link rel=prefetch>` and the like: every list of the policy counts, not one.
    Prefetch,
    /// `<link rel=preload>`.
    Preload,
    /// `<link rel=modulepreload>`.
    ModulePreload,
}

/// Whether an element came from a page's markup or from a script.
///
/// Specification: [parser metadata](https://fetch.spec.whatwg.org/#concept-request-parser-metadata).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ParserMetadata {
    /// The request is not that of a script element.
    #[default]
    Empty,
    /// From markup, `document.write` included.
    ParserInserted,
    /// Created by a script, which `'strict-dynamic'` trusts.
    NotParserInserted,
}

impl<'a> Request<'a> {
    /// A request of an element without a nonce and integrity, which nothing redirects. Scripts
    /// count as inserted by the parser.
    pub fn new(url: &'a Url, destination: Destination) -> Self {
        Self {
            url,
            redirects: &[],
            behind_redirect: false,
            destination,
            initiator: Initiator::Other,
            nonce: ElementNonce::NONE,
            integrity: "",
            parser_metadata: if destination == Destination::Script {
                ParserMetadata::ParserInserted
            } else {
                ParserMetadata::Empty
            },
        }
    }

    /// Sets where the answers redirect.
    #[must_use]
    pub fn with_redirects(mut self, redirects: &'a [Url]) -> Self {
        self.redirects = redirects;
        self
    }

    /// Says that an answer redirected to its address, which the page has not asked for itself.
    #[must_use]
    pub fn behind_redirect(mut self) -> Self {
        self.behind_redirect = true;
        self
    }

    /// Sets what started it.
    #[must_use]
    pub fn with_initiator(mut self, initiator: Initiator) -> Self {
        self.initiator = initiator;
        self
    }

    /// Sets the nonce of the element that makes it.
    #[must_use]
    pub fn with_nonce(mut self, nonce: ElementNonce<'a>) -> Self {
        self.nonce = nonce;
        self
    }

    /// Sets the `integrity` attribute of the element that makes it.
    #[must_use]
    pub fn with_integrity(mut self, integrity: &'a str) -> Self {
        self.integrity = integrity;
        self
    }

    /// Sets where the element came from.
    #[must_use]
    pub fn with_parser_metadata(mut self, parser_metadata: ParserMetadata) -> Self {
        self.parser_metadata = parser_metadata;
        self
    }

    /// Whether its `integrity` attribute names a digest that browsers know how to check.
    pub fn has_integrity(&self) -> bool {
        integrity_names_digest(self.integrity)
    }

    /// The address of the last answer.
    pub fn last_url(&self) -> &'a Url {
        self.redirects.last().unwrap_or(self.url)
    }
}
