use std::fmt;

use crate::policy::DirectiveName;

/// What the answer to a request is for.
///
/// ```
/// use stockade::policy::DirectiveName;
/// use stockade::verdict::Destination;
///
/// assert_eq!(Destination::parse("iframe"), Some(Destination::Iframe));
/// assert_eq!(Destination::Iframe.directive(), Some(DirectiveName::FrameSrc));
/// assert_eq!(Destination::Report.directive(), None);
/// ```
///
/// Specification: [destination](https://fetch.spec.whatwg.org/#concept-request-destination).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each variant is the destination of its name")]
#[non_exhaustive]
pub enum Destination {
    /// `fetch()`, `XMLHttpRequest`, `EventSource`, beacons, pings: Fetch's empty string.
    Fetch,
    Audio,
    AudioWorklet,
    Document,
    Embed,
    FencedFrame,
    Font,
    Frame,
    Iframe,
    Image,
    Json,
    Manifest,
    Object,
    PaintWorklet,
    /// A report, which no policy blocks.
    Report,
    Script,
    ServiceWorker,
    SharedWorker,
    Style,
    Text,
    Track,
    Video,
    WebIdentity,
    /// A WebSocket; Fetch has no destination of its own for it.
    WebSocket,
    /// A WebTransport session; Fetch has no destination of its own for it.
    WebTransport {
        /// Whether the page names the server's certificates by their hashes.
        hashes: bool,
    },
    Worker,
    Xslt,
}

const NAMES: [(&str, Destination); 27] = [
    ("", Destination::Fetch),
    ("audio", Destination::Audio),
    ("audioworklet", Destination::AudioWorklet),
    ("document", Destination::Document),
    ("embed", Destination::Embed),
    ("fencedframe", Destination::FencedFrame),
    ("font", Destination::Font),
    ("frame", Destination::Frame),
    ("iframe", Destination::Iframe),
    ("image", Destination::Image),
    ("json", Destination::Json),
    ("manifest", Destination::Manifest),
    ("object", Destination::Object),
    ("paintworklet", Destination::PaintWorklet),
    ("report", Destination::Report),
    ("script", Destination::Script),
    ("serviceworker", Destination::ServiceWorker),
    ("sharedworker", Destination::SharedWorker),
    ("style", Destination::Style),
    ("text", Destination::Text),
    ("track", Destination::Track),
    ("video", Destination::Video),
    ("webidentity", Destination::WebIdentity),
    ("websocket", Destination::WebSocket),
    ("webtransport", Destination::WebTransport { hashes: false }),
    ("worker", Destination::Worker),
    ("xslt", Destination::Xslt),
];

impl Destination {
    /// The destination of this name. Names are in lower case; Fetch's empty string is one.
    pub fn parse(name: &str) -> Option<Self> {
        NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|&(_, destination)| destination)
    }

    /// Every name that [`parse`](Self::parse) knows.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|&(name, _)| name)
    }

    /// Fetch's name for it.
    pub fn as_str(self) -> &'static str {
        NAMES
            .iter()
            .find(|(_, destination)| {
                std::mem::discriminant(destination) == std::mem::discriminant(&self)
            })
            .map_or("", |&(name, _)| name)
    }

    /// The directive in charge; `None` where there is none.
    ///
    /// Specification: [effective directive for a request](https://w3c.github.io/webappsec-csp/#effective-directive-for-a-request).
    pub fn directive(self) -> Option<DirectiveName> {
        Some(match self {
            Self::Fetch
            | Self::Document
            | Self::Json
            | Self::Text
            | Self::WebIdentity
            | Self::WebSocket
            | Self::WebTransport { .. } => DirectiveName::ConnectSrc,
            Self::Image => DirectiveName::ImgSrc,
            Self::Audio | Self::Video | Self::Track => DirectiveName::MediaSrc,
            Self::Font => DirectiveName::FontSrc,
            Self::Manifest => DirectiveName::ManifestSrc,
            Self::Object | Self::Embed => DirectiveName::ObjectSrc,
            Self::Frame | Self::Iframe => DirectiveName::FrameSrc,
            Self::FencedFrame => DirectiveName::FencedFrameSrc,
            Self::Style => DirectiveName::StyleSrcElem,
            Self::Script | Self::Xslt | Self::AudioWorklet | Self::PaintWorklet => {
                DirectiveName::ScriptSrcElem
            }
            Self::Worker | Self::SharedWorker | Self::ServiceWorker => DirectiveName::WorkerSrc,
            Self::Report => return None,
        })
    }

    /// Whether what arrives is run as a script.
    ///
    /// Specification: [script-like](https://fetch.spec.whatwg.org/#request-destination-script-like).
    /// XSLT is left out, as in the checks of CSP.
    pub fn is_script_like(self) -> bool {
        matches!(self, Self::Script | Self::AudioWorklet | Self::PaintWorklet) || self.is_worker()
    }

    /// Whether what arrives is a worker.
    pub fn is_worker(self) -> bool {
        matches!(
            self,
            Self::Worker | Self::SharedWorker | Self::ServiceWorker
        )
    }

    /// Whether what arrives may be a page of its own.
    pub(crate) fn is_nested_page(self) -> bool {
        self.is_frame() || matches!(self, Self::Object | Self::Embed)
    }

    /// Whether what arrives is a page of its own.
    pub(crate) fn is_frame(self) -> bool {
        matches!(self, Self::Frame | Self::Iframe | Self::FencedFrame)
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
