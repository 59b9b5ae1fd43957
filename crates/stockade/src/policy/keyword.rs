//! The keywords of source lists.

use std::fmt;

use super::DirectiveName;

/// A quoted word with a meaning of its own in a source list.
///
/// ```
/// use stockade::policy::{DirectiveName, Keyword};
///
/// let keyword = Keyword::parse("'Strict-Dynamic'").unwrap();
/// assert_eq!(keyword.as_str(), "'strict-dynamic'");
/// assert!(keyword.has_effect_in(DirectiveName::ScriptSrc));
/// assert!(!keyword.has_effect_in(DirectiveName::ImgSrc));
/// ```
///
/// Specification: [keyword-source](https://w3c.github.io/webappsec-csp/#grammardef-keyword-source).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each variant is the keyword of its name")]
#[non_exhaustive]
pub enum Keyword {
    None,
    SelfOrigin,
    UnsafeInline,
    UnsafeEval,
    WasmUnsafeEval,
    TrustedTypesEval,
    StrictDynamic,
    UnsafeHashes,
    ReportSample,
    ReportSha256,
    ReportSha384,
    ReportSha512,
    UnsafeAllowRedirects,
    UnsafeWebtransportHashes,
    InlineSpeculationRules,
    /// `'wasm-eval'`: what Chromium called `'wasm-unsafe-eval'` first. It has no effect in pages now.
    WasmEval,
}

const KEYWORDS: [(&str, Keyword); 16] = [
    ("'none'", Keyword::None),
    ("'self'", Keyword::SelfOrigin),
    ("'unsafe-inline'", Keyword::UnsafeInline),
    ("'unsafe-eval'", Keyword::UnsafeEval),
    ("'wasm-unsafe-eval'", Keyword::WasmUnsafeEval),
    ("'trusted-types-eval'", Keyword::TrustedTypesEval),
    ("'strict-dynamic'", Keyword::StrictDynamic),
    ("'unsafe-hashes'", Keyword::UnsafeHashes),
    ("'report-sample'", Keyword::ReportSample),
    ("'report-sha256'", Keyword::ReportSha256),
    ("'report-sha384'", Keyword::ReportSha384),
    ("'report-sha512'", Keyword::ReportSha512),
    ("'unsafe-allow-redirects'", Keyword::UnsafeAllowRedirects),
    (
        "'unsafe-webtransport-hashes'",
        Keyword::UnsafeWebtransportHashes,
    ),
    (
        "'inline-speculation-rules'",
        Keyword::InlineSpeculationRules,
    ),
    ("'wasm-eval'", Keyword::WasmEval),
];

impl Keyword {
    /// The keyword in `token`, quotes included, compared without regard to ASCII case.
    pub fn parse(token: &str) -> Option<Self> {
        Self::from_bytes(token.as_bytes())
    }

    pub(super) fn from_bytes(token: &[u8]) -> Option<Self> {
        KEYWORDS
            .iter()
            .find(|(text, _)| text.as_bytes().eq_ignore_ascii_case(token))
            .map(|&(_, keyword)| keyword)
    }

    /// Every keyword.
    pub fn all() -> impl Iterator<Item = Self> {
        KEYWORDS.iter().map(|&(_, keyword)| keyword)
    }

    /// The keyword as it is written, in lower case and with its quotes.
    pub fn as_str(self) -> &'static str {
        KEYWORDS[self as usize].0
    }

    /// Whether it means anything in the list of `directive`.
    pub fn has_effect_in(self, directive: DirectiveName) -> bool {
        use DirectiveName::{ConnectSrc, DefaultSrc, ScriptSrc, ScriptSrcElem};

        let governs_script = matches!(
            directive,
            DefaultSrc | ScriptSrc | ScriptSrcElem | DirectiveName::ScriptSrcAttr
        );
        match self {
            Self::None | Self::SelfOrigin => true,
            Self::UnsafeInline | Self::UnsafeHashes | Self::ReportSample => {
                directive.governs_inline()
            }
            Self::UnsafeEval | Self::WasmUnsafeEval | Self::TrustedTypesEval => {
                matches!(directive, ScriptSrc | DefaultSrc)
            }
            Self::StrictDynamic | Self::ReportSha256 | Self::ReportSha384 | Self::ReportSha512 => {
                governs_script
            }
            Self::InlineSpeculationRules => matches!(directive, ScriptSrc | ScriptSrcElem),
            Self::UnsafeWebtransportHashes => directive == ConnectSrc,
            Self::UnsafeAllowRedirects | Self::WasmEval => false,
        }
    }
}

impl fmt::Display for Keyword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_keyword_is_at_its_own_place_in_the_table() {
        for keyword in Keyword::all() {
            assert_eq!(Keyword::parse(keyword.as_str()), Some(keyword));
        }
    }
}
