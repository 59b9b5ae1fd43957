//! What a package is trusted with.

use std::collections::HashSet;

use crate::address::OwnAddresses;

/// How far a package is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrustMode {
    /// With files of the site's own, and with text that stands in its templates.
    OwnStatic,
    /// Also with files of other sites whose address stands in its templates.
    All,
}

impl TrustMode {
    /// `"own-static"` or `"all"`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OwnStatic => "own-static",
            Self::All => "all",
        }
    }
}

/// What of one package's templates may get a nonce.
#[derive(Debug, Clone)]
pub struct Trust {
    /// How far the package is trusted.
    pub mode: TrustMode,
    /// Which addresses are the site's own.
    pub addresses: OwnAddresses,
    /// What a person has approved: a template's name and the digest of a tag.
    pub approved: HashSet<(String, String)>,
    /// Whether the package is pinned: nothing else gets a nonce then.
    pub only_approved: bool,
    /// The package's name. It is written into the media calls of Jinja2 templates, which do not
    /// know whose they are; an empty one is not.
    pub package: String,
}

impl Trust {
    pub(super) fn approves(&self, template: &str, digest: &str) -> bool {
        // A tuple of strings can only be looked up by a tuple of strings.
        let key = (template.to_owned(), digest.to_owned());
        self.approved.contains(&key)
    }
}
