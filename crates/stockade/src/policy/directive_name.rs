//! The directives there are, and what is known about each.

use std::fmt;

/// A directive that some specification or browser gives, or once gave, a meaning.
///
/// ```
/// use stockade::policy::{DirectiveName, Status};
///
/// let name = DirectiveName::parse("Script-Src-Elem").unwrap();
/// assert_eq!(name, DirectiveName::ScriptSrcElem);
/// assert_eq!(name.as_str(), "script-src-elem");
/// assert_eq!(name.status(), Status::Current);
/// assert_eq!(name.fallbacks(), [DirectiveName::ScriptSrc, DirectiveName::DefaultSrc]);
/// ```
///
/// Specification: [directives](https://w3c.github.io/webappsec-csp/#csp-directives).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(
    missing_docs,
    reason = "each variant is the directive of its name; `about` says more"
)]
#[non_exhaustive]
pub enum DirectiveName {
    DefaultSrc,
    ScriptSrc,
    ScriptSrcElem,
    ScriptSrcAttr,
    StyleSrc,
    StyleSrcElem,
    StyleSrcAttr,
    ImgSrc,
    FontSrc,
    MediaSrc,
    ConnectSrc,
    ObjectSrc,
    FrameSrc,
    ChildSrc,
    WorkerSrc,
    ManifestSrc,
    FencedFrameSrc,
    BaseUri,
    FormAction,
    FrameAncestors,
    Sandbox,
    ReportUri,
    ReportTo,
    Webrtc,
    RequireTrustedTypesFor,
    TrustedTypes,
    UpgradeInsecureRequests,
    BlockAllMixedContent,
    TreatAsPublicAddress,
    PluginTypes,
    PrefetchSrc,
    NavigateTo,
    RequireSriFor,
    Referrer,
    ReflectedXss,
    DisownOpener,
    PolicyUri,
    Allow,
    Options,
}

/// Where a directive stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// In CSP Level 3.
    Current,
    /// In another specification that extends CSP.
    Elsewhere,
    /// In an experiment or in one browser only.
    Experimental,
    /// Still obeyed, but there is something better.
    Deprecated,
    /// No longer obeyed by current browsers.
    Removed,
}

/// What the value of a directive is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ValueGrammar {
    /// [Source expressions](https://w3c.github.io/webappsec-csp/#framework-directive-source-list).
    SourceList,
    /// Hosts, schemes, `'self'` and `'none'` only.
    AncestorSourceList,
    /// Sandboxing keywords, as in an iframe's `sandbox` attribute.
    SandboxTokens,
    /// Addresses to send reports to.
    UriReferences,
    /// One name of a reporting endpoint.
    EndpointName,
    /// `'allow'` or `'block'`.
    Webrtc,
    /// `'script'`.
    TrustedTypesSinks,
    /// Names of Trusted Types policies.
    TrustedTypesPolicies,
    /// Nothing: the directive's presence is all there is.
    Empty,
    /// Whatever a removed directive once took.
    Unspecified,
}

struct Facts {
    name: DirectiveName,
    text: &'static str,
    status: Status,
    grammar: ValueGrammar,
    fallbacks: &'static [DirectiveName],
    about: &'static str,
}

impl DirectiveName {
    /// The directive of this name, compared without regard to ASCII case.
    pub fn parse(name: &str) -> Option<Self> {
        Self::from_bytes(name.as_bytes())
    }

    pub(super) fn from_bytes(name: &[u8]) -> Option<Self> {
        // Longer than any known name; a name is short, so the copy beats a loop of comparisons.
        let mut lowercase = [0; 32];
        let lowercase = lowercase.get_mut(..name.len())?;
        lowercase.copy_from_slice(name);
        lowercase.make_ascii_lowercase();
        Some(match &*lowercase {
            b"default-src" => Self::DefaultSrc,
            b"script-src" => Self::ScriptSrc,
            b"script-src-elem" => Self::ScriptSrcElem,
            b"script-src-attr" => Self::ScriptSrcAttr,
            b"style-src" => Self::StyleSrc,
            b"style-src-elem" => Self::StyleSrcElem,
            b"style-src-attr" => Self::StyleSrcAttr,
            b"img-src" => Self::ImgSrc,
            b"font-src" => Self::FontSrc,
            b"media-src" => Self::MediaSrc,
            b"connect-src" => Self::ConnectSrc,
            b"object-src" => Self::ObjectSrc,
            b"frame-src" => Self::FrameSrc,
            b"child-src" => Self::ChildSrc,
            b"worker-src" => Self::WorkerSrc,
            b"manifest-src" => Self::ManifestSrc,
            b"fenced-frame-src" => Self::FencedFrameSrc,
            b"base-uri" => Self::BaseUri,
            b"form-action" => Self::FormAction,
            b"frame-ancestors" => Self::FrameAncestors,
            b"sandbox" => Self::Sandbox,
            b"report-uri" => Self::ReportUri,
            b"report-to" => Self::ReportTo,
            b"webrtc" => Self::Webrtc,
            b"require-trusted-types-for" => Self::RequireTrustedTypesFor,
            b"trusted-types" => Self::TrustedTypes,
            b"upgrade-insecure-requests" => Self::UpgradeInsecureRequests,
            b"block-all-mixed-content" => Self::BlockAllMixedContent,
            b"treat-as-public-address" => Self::TreatAsPublicAddress,
            b"plugin-types" => Self::PluginTypes,
            b"prefetch-src" => Self::PrefetchSrc,
            b"navigate-to" => Self::NavigateTo,
            b"require-sri-for" => Self::RequireSriFor,
            b"referrer" => Self::Referrer,
            b"reflected-xss" => Self::ReflectedXss,
            b"disown-opener" => Self::DisownOpener,
            b"policy-uri" => Self::PolicyUri,
            b"allow" => Self::Allow,
            b"options" => Self::Options,
            _ => return None,
        })
    }

    /// Every known directive, current ones first.
    pub fn all() -> impl Iterator<Item = Self> {
        FACTS.iter().map(|facts| facts.name)
    }

    /// The name as it is written, in lower case.
    pub fn as_str(self) -> &'static str {
        self.facts().text
    }

    /// Where the directive stands in its life.
    pub fn status(self) -> Status {
        self.facts().status
    }

    /// What its value is made of.
    pub fn grammar(self) -> ValueGrammar {
        self.facts().grammar
    }

    /// The directives that decide where this one is absent, first that is present wins.
    /// Empty for a directive that has no fallback.
    ///
    /// Specification: [fetch directive fallback list](https://w3c.github.io/webappsec-csp/#directive-fallback-list).
    pub fn fallbacks(self) -> &'static [Self] {
        self.facts().fallbacks
    }

    /// What it is for, in a few words.
    pub fn about(self) -> &'static str {
        self.facts().about
    }

    /// Whether nonces, hashes and script or style keywords can have an effect in its list.
    pub fn governs_inline(self) -> bool {
        matches!(
            self,
            Self::DefaultSrc
                | Self::ScriptSrc
                | Self::ScriptSrcElem
                | Self::ScriptSrcAttr
                | Self::StyleSrc
                | Self::StyleSrcElem
                | Self::StyleSrcAttr
        )
    }

    fn facts(self) -> &'static Facts {
        &FACTS[self as usize]
    }
}

impl fmt::Display for DirectiveName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<DirectiveName> for String {
    fn from(name: DirectiveName) -> Self {
        name.as_str().to_owned()
    }
}

const DEFAULT: &[DirectiveName] = &[DirectiveName::DefaultSrc];
const SCRIPT: &[DirectiveName] = &[DirectiveName::ScriptSrc, DirectiveName::DefaultSrc];
const STYLE: &[DirectiveName] = &[DirectiveName::StyleSrc, DirectiveName::DefaultSrc];
const FRAME: &[DirectiveName] = &[DirectiveName::ChildSrc, DirectiveName::DefaultSrc];
const WORKER: &[DirectiveName] = &[
    DirectiveName::ChildSrc,
    DirectiveName::ScriptSrc,
    DirectiveName::DefaultSrc,
];
const FENCED: &[DirectiveName] = &[
    DirectiveName::FrameSrc,
    DirectiveName::ChildSrc,
    DirectiveName::DefaultSrc,
];

macro_rules! facts {
    ($($variant:ident $text:literal $status:ident $grammar:ident $fallbacks:expr, $about:literal;)*) => {
        &[$(Facts {
            name: DirectiveName::$variant,
            text: $text,
            status: Status::$status,
            grammar: ValueGrammar::$grammar,
            fallbacks: $fallbacks,
            about: $about,
        }),*]
    };
}

/// In the order of the enum, so that a name finds its facts by index.
#[rustfmt::skip]
static FACTS: &[Facts] = facts! {
    DefaultSrc "default-src" Current SourceList &[], "what has no directive of its own";
    ScriptSrc "script-src" Current SourceList DEFAULT, "scripts, eval and WebAssembly";
    ScriptSrcElem "script-src-elem" Current SourceList SCRIPT, "script elements and javascript: links";
    ScriptSrcAttr "script-src-attr" Current SourceList SCRIPT, "event handler attributes";
    StyleSrc "style-src" Current SourceList DEFAULT, "styles";
    StyleSrcElem "style-src-elem" Current SourceList STYLE, "style elements and stylesheet links";
    StyleSrcAttr "style-src-attr" Current SourceList STYLE, "style attributes";
    ImgSrc "img-src" Current SourceList DEFAULT, "images and icons";
    FontSrc "font-src" Current SourceList DEFAULT, "fonts";
    MediaSrc "media-src" Current SourceList DEFAULT, "audio, video and tracks";
    ConnectSrc "connect-src" Current SourceList DEFAULT, "fetch, XMLHttpRequest, WebSocket, beacons";
    ObjectSrc "object-src" Current SourceList DEFAULT, "object and embed elements";
    FrameSrc "frame-src" Current SourceList FRAME, "frames in the page";
    ChildSrc "child-src" Current SourceList DEFAULT, "frames and workers without a directive of their own";
    WorkerSrc "worker-src" Current SourceList WORKER, "workers";
    ManifestSrc "manifest-src" Current SourceList DEFAULT, "the application manifest";
    FencedFrameSrc "fenced-frame-src" Experimental SourceList FENCED, "fenced frames";
    BaseUri "base-uri" Current SourceList &[], "the address in a base element";
    FormAction "form-action" Current SourceList &[], "where forms may be sent";
    FrameAncestors "frame-ancestors" Current AncestorSourceList &[], "pages that may frame this one";
    Sandbox "sandbox" Current SandboxTokens &[], "restrictions as in a sandboxed frame";
    ReportUri "report-uri" Deprecated UriReferences &[], "where to send reports; report-to is its successor";
    ReportTo "report-to" Current EndpointName &[], "the reporting endpoint";
    Webrtc "webrtc" Current Webrtc &[], "WebRTC connections";
    RequireTrustedTypesFor "require-trusted-types-for" Elsewhere TrustedTypesSinks &[], "refuses strings where script could enter the page";
    TrustedTypes "trusted-types" Elsewhere TrustedTypesPolicies &[], "the Trusted Types policies a page may create";
    UpgradeInsecureRequests "upgrade-insecure-requests" Elsewhere Empty &[], "loads http: addresses over https:";
    BlockAllMixedContent "block-all-mixed-content" Deprecated Empty &[], "refuses http: content on https: pages; browsers do so by themselves now";
    TreatAsPublicAddress "treat-as-public-address" Experimental Empty &[], "treats the page as if it came from the public network";
    PluginTypes "plugin-types" Removed Unspecified &[], "plugins; browsers have none now";
    PrefetchSrc "prefetch-src" Removed Unspecified &[], "prefetches; default-src decides now";
    NavigateTo "navigate-to" Removed Unspecified &[], "where a page may navigate; never shipped";
    RequireSriFor "require-sri-for" Removed Unspecified &[], "required integrity; the Integrity-Policy header does so now";
    Referrer "referrer" Removed Unspecified &[], "the Referrer-Policy header does so now";
    ReflectedXss "reflected-xss" Removed Unspecified &[], "browsers' XSS filters, which are gone";
    DisownOpener "disown-opener" Removed Unspecified &[], "the Cross-Origin-Opener-Policy header does so now";
    PolicyUri "policy-uri" Removed Unspecified &[], "never shipped";
    Allow "allow" Removed Unspecified &[], "default-src before CSP had a first version";
    Options "options" Removed Unspecified &[], "inline and eval before CSP had a first version";
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_finds_its_own_facts() {
        for (index, facts) in FACTS.iter().enumerate() {
            assert_eq!(facts.name as usize, index, "{}", facts.text);
            assert_eq!(
                DirectiveName::parse(&facts.text.to_uppercase()),
                Some(facts.name)
            );
        }
    }

    #[test]
    fn names_are_not_guessed() {
        for name in [
            "",
            "img_src",
            "default-src:",
            " script-src",
            "a-name-longer-than-every-known-one",
        ] {
            assert_eq!(DirectiveName::parse(name), None, "{name}");
        }
    }
}
