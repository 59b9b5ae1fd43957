use std::fmt;

/// The step at which a policy allowed an attempt, or blocked it.
///
/// ```
/// use stockade::verdict::Reason;
/// assert_eq!(Reason::NoSourceMatches.code(), "no-source-matches");
/// assert!(Reason::NoSourceMatches.is_blocked());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// No policy concerns such an attempt: a data block, a report, the CSS object model.
    NotGoverned,
    /// Another policy has settled it before this one was asked.
    NotReached,
    /// The directive in charge is not there, nor is any that it falls back to.
    NoDirective,
    /// A source expression covers the address.
    SourceMatches,
    /// The nonce is one of the list.
    NonceMatches,
    /// The digest of the content is one of the list.
    HashMatches,
    /// Each digest of the `integrity` attribute is in the list.
    IntegrityMatches,
    /// A script that is trusted already made it, and `'strict-dynamic'` passes the trust on.
    StrictDynamic,
    /// `'unsafe-inline'` is in force.
    UnsafeInline,
    /// A keyword of the list allows just this: `'unsafe-eval'` and its like.
    KeywordAllows,
    /// The value is what Trusted Types ask for.
    TrustedType,
    /// The list is empty, or `'none'`.
    EmptyList,
    /// No source expression covers the address.
    NoSourceMatches,
    /// A source expression covers the first address, but none covers one that it redirects to.
    NoSourceMatchesRedirect,
    /// Under `'strict-dynamic'` addresses do not count, and markup put the script into the page.
    StrictDynamicIgnoresAddresses,
    /// The nonce is right, but the start tag looks as if injected markup had swallowed another's
    /// nonce.
    NonceDistrusted,
    /// Neither nonce nor hash matches, and the list has no `'unsafe-inline'`.
    InlineNotAllowed,
    /// The list has `'unsafe-inline'`, but a nonce, a hash or `'strict-dynamic'` switches it off.
    UnsafeInlineDisabled,
    /// A hash matches, but does not count for attributes and `javascript:` addresses without
    /// `'unsafe-hashes'`.
    HashNeedsUnsafeHashes,
    /// The list has no keyword that allows this: `'unsafe-eval'` and its like.
    NoKeywordAllows,
    /// A page around this one is not covered.
    AncestorNotAllowed,
    /// The Trusted Types policy's name is not listed.
    NameNotListed,
    /// A Trusted Types policy of this name exists, and `'allow-duplicates'` is missing.
    NameTaken,
    /// A string was given where Trusted Types are required.
    TrustedTypeRequired,
    /// The page is secure, the address is not, and the policy asks to block that.
    MixedContent,
}

impl Reason {
    /// Its name, in kebab-case. Names do not change.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotGoverned => "not-governed",
            Self::NotReached => "not-reached",
            Self::NoDirective => "no-directive",
            Self::SourceMatches => "source-matches",
            Self::NonceMatches => "nonce-matches",
            Self::HashMatches => "hash-matches",
            Self::IntegrityMatches => "integrity-matches",
            Self::StrictDynamic => "strict-dynamic",
            Self::UnsafeInline => "unsafe-inline",
            Self::KeywordAllows => "keyword-allows",
            Self::TrustedType => "trusted-type",
            Self::EmptyList => "empty-list",
            Self::NoSourceMatches => "no-source-matches",
            Self::NoSourceMatchesRedirect => "no-source-matches-redirect",
            Self::StrictDynamicIgnoresAddresses => "strict-dynamic-ignores-addresses",
            Self::NonceDistrusted => "nonce-distrusted",
            Self::InlineNotAllowed => "inline-not-allowed",
            Self::UnsafeInlineDisabled => "unsafe-inline-disabled",
            Self::HashNeedsUnsafeHashes => "hash-needs-unsafe-hashes",
            Self::NoKeywordAllows => "no-keyword-allows",
            Self::AncestorNotAllowed => "ancestor-not-allowed",
            Self::NameNotListed => "name-not-listed",
            Self::NameTaken => "name-taken",
            Self::TrustedTypeRequired => "trusted-type-required",
            Self::MixedContent => "mixed-content",
        }
    }

    /// Whether the policy is violated.
    pub fn is_blocked(self) -> bool {
        match self {
            Self::NotGoverned
            | Self::NotReached
            | Self::NoDirective
            | Self::SourceMatches
            | Self::NonceMatches
            | Self::HashMatches
            | Self::IntegrityMatches
            | Self::StrictDynamic
            | Self::UnsafeInline
            | Self::KeywordAllows
            | Self::TrustedType => false,
            Self::EmptyList
            | Self::NoSourceMatches
            | Self::NoSourceMatchesRedirect
            | Self::StrictDynamicIgnoresAddresses
            | Self::NonceDistrusted
            | Self::InlineNotAllowed
            | Self::UnsafeInlineDisabled
            | Self::HashNeedsUnsafeHashes
            | Self::NoKeywordAllows
            | Self::AncestorNotAllowed
            | Self::NameNotListed
            | Self::NameTaken
            | Self::TrustedTypeRequired
            | Self::MixedContent => true,
        }
    }

    /// What it means, as the end of a sentence that began with the directive.
    pub fn explain(self) -> &'static str {
        match self {
            Self::NotGoverned => "no policy concerns this",
            Self::NotReached => "another policy has settled it before this one was asked",
            Self::NoDirective => "the policy says nothing about this",
            Self::SourceMatches => "the list covers this address",
            Self::NonceMatches => "the element carries a nonce of the list",
            Self::HashMatches => "the list has the hash of this content",
            Self::IntegrityMatches => "the list has every hash of the integrity attribute",
            Self::StrictDynamic => "a script that is trusted already made it",
            Self::UnsafeInline => "the list allows all inline code of this kind",
            Self::KeywordAllows => "a keyword of the list allows this",
            Self::TrustedType => "the value is what Trusted Types ask for",
            Self::EmptyList => "the list allows nothing",
            Self::NoSourceMatches => "nothing in the list covers this address",
            Self::NoSourceMatchesRedirect => {
                "nothing in the list covers an address that it redirects to"
            }
            Self::StrictDynamicIgnoresAddresses => {
                "under 'strict-dynamic' addresses do not count, and the element has no valid nonce"
            }
            Self::NonceDistrusted => {
                "the nonce is right, but browsers do not trust it on this start tag"
            }
            Self::InlineNotAllowed => "the list has no nonce or hash that matches",
            Self::UnsafeInlineDisabled => {
                "'unsafe-inline' is switched off, and the list has no nonce or hash that matches"
            }
            Self::HashNeedsUnsafeHashes => {
                "the hash matches, but counts here only beside 'unsafe-hashes'"
            }
            Self::NoKeywordAllows => "the list has no keyword that allows this",
            Self::AncestorNotAllowed => "a page around this one is not in the list",
            Self::NameNotListed => "the list does not have this name",
            Self::NameTaken => "a policy of this name exists already",
            Self::TrustedTypeRequired => "a string may not be used here, only a trusted type",
            Self::MixedContent => "an insecure address on a secure page",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.explain())
    }
}
