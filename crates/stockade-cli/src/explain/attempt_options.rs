//! What a page attempts, as the command's options describe it.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use stockade::verdict::{Destination, Initiator, InlineType, ParserMetadata};

use super::attempt::{
    AttemptDescription, Attributes, INITIATORS, InlineDescription, RequestDescription,
    parse_initiator,
};
use super::question::Text;

#[derive(Args)]
#[command(next_help_heading = "What it attempts (one of these)")]
#[allow(
    clippy::struct_excessive_bools,
    reason = "these are flags of a command"
)]
pub(super) struct AttemptOptions {
    /// To load something; --as says what
    #[arg(long, value_name = "URL", group = "attempt", requires = "as_")]
    load: Option<String>,

    /// To run a script or apply a style that stands in the page; --content holds it. A navigation
    /// is that to a whole javascript: address
    #[arg(long, value_name = "TYPE", group = "attempt", requires = "content", value_parser = inline_types())]
    inline: Option<InlineType>,

    /// To compile a string
    #[arg(long, group = "attempt")]
    eval: bool,

    /// To compile WebAssembly
    #[arg(long, group = "attempt")]
    wasm: bool,

    /// To change styles by script
    #[arg(long, group = "attempt")]
    cssom: bool,

    /// To connect with WebRTC
    #[arg(long, group = "attempt")]
    webrtc: bool,

    /// To set the base of relative addresses
    #[arg(long, value_name = "URL", group = "attempt")]
    base: Option<String>,

    /// To send a form
    #[arg(long, value_name = "URL", group = "attempt")]
    form_action: Option<String>,

    /// To be framed by this page; repeated for the frames around it, outwards. "null" for a
    /// sandboxed one
    #[arg(long, value_name = "URL", group = "attempt")]
    frame_ancestor: Vec<String>,

    /// To create a Trusted Types policy
    #[arg(long, value_name = "NAME", group = "attempt")]
    trusted_types_policy: Option<String>,

    /// To give the string in --content to a sink, such as "Element innerHTML"
    #[arg(long, value_name = "SINK", group = "attempt", requires = "content")]
    trusted_types_sink: Option<String>,
}

#[derive(Args)]
#[command(next_help_heading = "Details")]
#[allow(
    clippy::struct_excessive_bools,
    reason = "these are flags of a command"
)]
pub(super) struct DetailOptions {
    /// What is loaded; "fetch" is what scripts fetch, beacons and event sources
    #[arg(long = "as", id = "as_", value_name = "DESTINATION", value_parser = destinations())]
    destination: Option<Destination>,

    /// The text of an inline script, style or attribute, or of the string
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    content: Option<String>,

    /// The nonce of the element
    #[arg(long)]
    nonce: Option<String>,

    /// The integrity attribute of the element
    #[arg(long, value_name = "HASHES")]
    integrity: Option<String>,

    /// Another attribute of the element; may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = attribute)]
    attribute: Vec<(String, String)>,

    /// An attribute stands twice in the start tag
    #[arg(long)]
    duplicate_attribute: bool,

    /// A script has put the element into the page
    #[arg(long)]
    not_parser_inserted: bool,

    /// A redirect led to the address in --load, so that its path does not count
    #[arg(long)]
    redirected: bool,

    /// Where the answer redirects to; repeated for the next ones
    #[arg(long, value_name = "URL")]
    redirect: Vec<String>,

    /// The kind of link that loads it, if one does
    #[arg(long, value_parser = initiators())]
    initiator: Option<Initiator>,

    /// The page names the certificates of a WebTransport server by their hashes
    #[arg(long)]
    hashes: bool,

    /// The string is a trusted type
    #[arg(long)]
    trusted: bool,

    /// A Trusted Types policy that exists already; may be repeated
    #[arg(long, value_name = "NAME")]
    created: Vec<String>,
}

impl AttemptOptions {
    /// The attempt. Clap has seen to it that there is one, and only one.
    pub(super) fn describe<'d>(&'d self, details: &'d DetailOptions) -> AttemptDescription<'d> {
        self.to_fetch(details)
            .or_else(|| self.to_run(details))
            .or_else(|| self.to_navigate(details))
            .or_else(|| self.to_use_trusted_types(details))
            .unwrap_or(AttemptDescription::Webrtc {})
    }

    fn to_fetch<'d>(&'d self, details: &'d DetailOptions) -> Option<AttemptDescription<'d>> {
        let destination = details.destination.unwrap_or(Destination::Fetch);
        Some(AttemptDescription::Request(RequestDescription {
            url: self.load.as_deref()?.into(),
            destination,
            hashes: details.hashes,
            initiator: details.initiator.unwrap_or_default(),
            nonce: details.nonce.as_deref().unwrap_or_default().into(),
            integrity: details.integrity.as_deref().unwrap_or_default().into(),
            parser_inserted: if destination == Destination::Script {
                details.parser_metadata()
            } else {
                ParserMetadata::Empty
            },
            redirects: texts(&details.redirect),
            behind_redirect: details.redirected,
            attributes: Some(details.attributes()),
            duplicate_attribute: details.duplicate_attribute,
        }))
    }

    fn to_run<'d>(&'d self, details: &'d DetailOptions) -> Option<AttemptDescription<'d>> {
        let source = details.content();
        if let Some(inline_type) = self.inline {
            return Some(AttemptDescription::Inline(InlineDescription {
                inline_type,
                element: inline_type.as_str().into(),
                source,
                attributes: Some(details.attributes()),
                duplicate_attribute: details.duplicate_attribute,
                parser_inserted: details.parser_metadata(),
            }));
        }
        if self.eval {
            let trusted = details.trusted;
            return Some(AttemptDescription::Eval { source, trusted });
        }
        if self.wasm {
            return Some(AttemptDescription::Wasm {});
        }
        self.cssom.then_some(AttemptDescription::Cssom {})
    }

    fn to_navigate<'d>(&'d self, details: &'d DetailOptions) -> Option<AttemptDescription<'d>> {
        if let Some(url) = &self.base {
            let url = url.as_str().into();
            return Some(AttemptDescription::BaseUri { url });
        }
        if let Some(url) = &self.form_action {
            return Some(AttemptDescription::FormAction {
                url: url.as_str().into(),
                redirects: texts(&details.redirect),
            });
        }
        (!self.frame_ancestor.is_empty()).then(|| AttemptDescription::FrameAncestors {
            ancestors: texts(&self.frame_ancestor),
        })
    }

    fn to_use_trusted_types<'d>(
        &'d self,
        details: &'d DetailOptions,
    ) -> Option<AttemptDescription<'d>> {
        if let Some(name) = &self.trusted_types_policy {
            return Some(AttemptDescription::TrustedTypesPolicy {
                name: name.as_str().into(),
                created: texts(&details.created),
            });
        }
        Some(AttemptDescription::TrustedTypesSink {
            sink: self.trusted_types_sink.as_deref()?.into(),
            sample: details.content(),
        })
    }
}

impl DetailOptions {
    fn content(&self) -> Text<'_> {
        self.content.as_deref().unwrap_or_default().into()
    }

    fn parser_metadata(&self) -> ParserMetadata {
        if self.not_parser_inserted {
            ParserMetadata::NotParserInserted
        } else {
            ParserMetadata::ParserInserted
        }
    }

    fn attributes(&self) -> Attributes<'_> {
        let nonce = self.nonce.as_deref().map(|nonce| ("nonce", nonce));
        self.attribute
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .chain(nonce)
            .collect()
    }
}

impl DetailOptions {
    /// An option that says nothing about such an attempt.
    pub(super) fn misplaced(&self, attempt: &AttemptDescription<'_>) -> Option<&'static str> {
        use AttemptDescription as Described;

        let is_request = matches!(attempt, Described::Request(_));
        let is_element = is_request || matches!(attempt, Described::Inline(_));
        let is_eval = matches!(attempt, Described::Eval { .. });
        let has_content = matches!(
            attempt,
            Described::Inline(_) | Described::TrustedTypesSink { .. }
        );
        let is_redirected = is_request || matches!(attempt, Described::FormAction { .. });
        let creates = matches!(attempt, Described::TrustedTypesPolicy { .. });
        [
            ("--as", self.destination.is_some(), is_request),
            ("--content", self.content.is_some(), has_content || is_eval),
            ("--nonce", self.nonce.is_some(), is_element),
            ("--integrity", self.integrity.is_some(), is_request),
            ("--attribute", !self.attribute.is_empty(), is_element),
            (
                "--duplicate-attribute",
                self.duplicate_attribute,
                is_element,
            ),
            (
                "--not-parser-inserted",
                self.not_parser_inserted,
                is_element,
            ),
            ("--redirected", self.redirected, is_request),
            ("--redirect", !self.redirect.is_empty(), is_redirected),
            ("--initiator", self.initiator.is_some(), is_request),
            ("--hashes", self.hashes, is_request),
            ("--trusted", self.trusted, is_eval),
            ("--created", !self.created.is_empty(), creates),
        ]
        .into_iter()
        .find_map(|(name, is_given, fits)| (is_given && !fits).then_some(name))
    }
}

fn texts(texts: &[String]) -> Vec<Text<'_>> {
    texts.iter().map(|text| text.as_str().into()).collect()
}

fn attribute(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) => Ok((name.to_ascii_lowercase(), value.to_owned())),
        None => Err("there is no \"=\" between a name and a value".to_owned()),
    }
}

fn inline_types() -> impl TypedValueParser<Value = InlineType> {
    let names = [
        "script",
        "script-attribute",
        "style",
        "style-attribute",
        "navigation",
    ];
    PossibleValuesParser::new(names).try_map(|name| {
        InlineType::parse(&name.replace('-', " ")).ok_or("this is no type of inline code")
    })
}

/// Fetch's names, with one for its empty name.
fn destinations() -> impl TypedValueParser<Value = Destination> {
    let names = Destination::names().map(|name| if name.is_empty() { FETCH } else { name });
    PossibleValuesParser::new(names).try_map(|name| {
        let name = if name == FETCH { "" } else { &*name };
        Destination::parse(name).ok_or("this is no destination")
    })
}

const FETCH: &str = "fetch";

fn initiators() -> impl TypedValueParser<Value = Initiator> {
    let names = INITIATORS
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| !name.is_empty());
    PossibleValuesParser::new(names)
        .try_map(|name| parse_initiator(&name).ok_or("nothing else counts"))
}
