//! An attempt, as it is written in the files.

use stockade::Attempt;
use stockade::verdict::{
    Destination, ElementNonce, Initiator, Inline, InlineType, ParserMetadata, Request, ScriptType,
};
use url::Url;

use crate::parse_url;

/// What an [`Attempt`] borrows from.
pub(crate) struct OwnedAttempt {
    kind: String,
    /// What stands behind the kind.
    arguments: Vec<String>,
    urls: Vec<Option<Url>>,
    options: Options,
}

/// `name=value` words.
#[derive(Default)]
struct Options {
    nonce: String,
    integrity: String,
    initiator: Initiator,
    parser_metadata: Option<ParserMetadata>,
    script_type: ScriptType,
    /// The element, and its attributes besides the nonce.
    element: Option<String>,
    attributes: Vec<(String, String)>,
    repeated: bool,
}

impl OwnedAttempt {
    pub(crate) fn parse(words: &[String]) -> Result<Self, String> {
        let (kind, rest) = words.split_first().ok_or("no attempt")?;
        let mut attempt = Self {
            kind: kind.clone(),
            arguments: Vec::new(),
            urls: Vec::new(),
            options: Options::default(),
        };
        // The text of inline code and the names of policies may look like anything.
        let texts = match kind.as_str() {
            "eval" | "eval-trusted" => 1,
            "trusted-types-policy" | "trusted-types-sink" => rest.len(),
            kind if kind.starts_with("inline-") => 1,
            _ => 0,
        };
        attempt.arguments.extend_from_slice(&rest[..texts]);
        for word in &rest[texts..] {
            attempt.read(word)?;
        }
        Ok(attempt)
    }

    fn read(&mut self, word: &str) -> Result<(), String> {
        let options = &mut self.options;
        match word.split_once('=') {
            Some(("nonce", value)) => value.clone_into(&mut options.nonce),
            Some(("integrity", value)) => value.clone_into(&mut options.integrity),
            Some(("element", value)) => options.element = Some(value.to_owned()),
            Some(("type", value)) => options.script_type = ScriptType::of(Some(value), None),
            Some(("initiator", value)) => {
                options.initiator = match value {
                    "prefetch" => Initiator::Prefetch,
                    "preload" => Initiator::Preload,
                    "modulepreload" => Initiator::ModulePreload,
                    "imageset" => Initiator::ImageSet,
                    other => return Err(format!("no initiator: {other}")),
                }
            }
            Some(("inserted-by", value)) => {
                options.parser_metadata = Some(match value {
                    "parser" => ParserMetadata::ParserInserted,
                    "script" => ParserMetadata::NotParserInserted,
                    "nobody" => ParserMetadata::Empty,
                    other => return Err(format!("not inserted by: {other}")),
                });
            }
            Some((name, value)) if name.starts_with('@') => {
                options
                    .attributes
                    .push((name[1..].to_owned(), value.to_owned()));
            }
            _ if word == "repeated-attribute" => options.repeated = true,
            _ if word == "->" => {}
            _ if word == "null" => self.urls.push(None),
            _ => self.urls.push(Some(parse_url(word)?)),
        }
        Ok(())
    }

    /// Calls `f` with the attempt.
    pub(crate) fn with<T>(
        &self,
        f: impl FnOnce(&Attempt<'_>) -> Result<T, String>,
    ) -> Result<T, String> {
        let urls: Vec<Url> = self.urls.iter().flatten().cloned().collect();
        let arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        let (url, redirects) = match urls.split_first() {
            Some((url, redirects)) => (Some(url), redirects),
            None => (None, &[][..]),
        };
        let url = || url.ok_or("no address");
        let attempt = match (self.kind.as_str(), arguments.as_slice()) {
            ("eval", [source]) => eval(source, false),
            ("eval-trusted", [source]) => eval(source, true),
            ("wasm", _) => Attempt::Wasm,
            ("cssom", _) => Attempt::Cssom,
            ("webrtc", _) => Attempt::Webrtc,
            ("base-uri", _) => Attempt::BaseUri(url()?),
            ("form-action", _) => Attempt::FormAction {
                url: url()?,
                redirects,
            },
            ("frame-ancestors", _) => Attempt::FrameAncestors(&self.urls),
            ("trusted-types-policy", [name, created @ ..]) => {
                Attempt::TrustedTypesPolicy { name, created }
            }
            ("trusted-types-sink", [sink, sample]) => Attempt::TrustedTypesSink { sink, sample },
            (kind, [source]) if kind.starts_with("inline-") => {
                Attempt::Inline(self.inline(&kind["inline-".len()..], source)?)
            }
            (destination, _) => Attempt::Request(self.request(destination, url()?, redirects)?),
        };
        f(&attempt)
    }

    fn request<'a>(
        &'a self,
        destination: &str,
        url: &'a Url,
        redirects: &'a [Url],
    ) -> Result<Request<'a>, String> {
        let destination = match destination {
            "fetch" => Destination::Fetch,
            "webtransport-with-hashes" => Destination::WebTransport { hashes: true },
            name => Destination::parse(name).ok_or_else(|| format!("no attempt: {name}"))?,
        };
        let request = Request::new(url, destination);
        let parser_metadata = self
            .options
            .parser_metadata
            .unwrap_or(request.parser_metadata);
        Ok(request
            .with_redirects(redirects)
            .with_initiator(self.options.initiator)
            .with_nonce(self.nonce())
            .with_integrity(&self.options.integrity)
            .with_parser_metadata(parser_metadata))
    }

    fn inline<'a>(&'a self, name: &str, source: &'a str) -> Result<Inline<'a>, String> {
        let inline_type = InlineType::parse(&name.replace('-', " "))
            .ok_or_else(|| format!("no inline {name}"))?;
        let inline = Inline::new(inline_type, source);
        let parser_metadata = self
            .options
            .parser_metadata
            .unwrap_or(inline.parser_metadata);
        Ok(inline
            .with_script_type(self.options.script_type)
            .with_nonce(self.nonce())
            .with_parser_metadata(parser_metadata))
    }

    fn nonce(&self) -> ElementNonce<'_> {
        let nonce = ElementNonce::new(&self.options.nonce);
        match &self.options.element {
            Some(element) => nonce.on_element(
                element,
                self.options
                    .attributes
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str())),
                self.options.repeated,
            ),
            None => nonce,
        }
    }
}

fn eval(source: &str, trusted: bool) -> Attempt<'_> {
    Attempt::Eval { source, trusted }
}
