//! What is known about an attempt beside what it is.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use stockade::verdict::{Destination, Initiator, ParserMetadata};

use super::attempt::AttemptDescription;
use super::attributes::Attributes;
use super::names::{INITIATORS, parse_initiator};
use super::values::Text;

#[derive(Args)]
#[command(next_help_heading = "Details")]
#[allow(
    clippy::struct_excessive_bools,
    reason = "these are flags of a command"
)]
pub(super) struct DetailOptions {
    /// What is loaded; "fetch" is what scripts fetch, beacons and event sources
    #[arg(long = "as", id = "as_", value_name = "DESTINATION", value_parser = destinations())]
    pub(super) destination: Option<Destination>,

    /// The text of an inline script, style or attribute, or of the string
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(super) content: Option<String>,

    /// The nonce of the element
    #[arg(long)]
    pub(super) nonce: Option<String>,

    /// The integrity attribute of the element
    #[arg(long, value_name = "HASHES")]
    pub(super) integrity: Option<String>,

    /// Another attribute of the element; may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = attribute)]
    pub(super) attribute: Vec<(String, String)>,

    /// An attribute stands twice in the start tag
    #[arg(long)]
    pub(super) duplicate_attribute: bool,

    /// A script has put the element into the page
    #[arg(long)]
    pub(super) not_parser_inserted: bool,

    /// A redirect led to the address in --load, so that its path does not count
    #[arg(long)]
    pub(super) redirected: bool,

    /// Where the answer redirects to; repeated for the next ones
    #[arg(long, value_name = "URL")]
    pub(super) redirect: Vec<String>,

    /// The kind of link that loads it, if one does
    #[arg(long, value_parser = initiators())]
    pub(super) initiator: Option<Initiator>,

    /// The page names the certificates of a WebTransport server by their hashes
    #[arg(long)]
    pub(super) hashes: bool,

    /// The string is a trusted type
    #[arg(long)]
    pub(super) trusted: bool,

    /// A Trusted Types policy that exists already; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(super) created: Vec<String>,
}

impl DetailOptions {
    pub(super) fn content(&self) -> Text<'_> {
        self.content.as_deref().unwrap_or_default().into()
    }

    pub(super) fn parser_metadata(&self) -> ParserMetadata {
        if self.not_parser_inserted {
            ParserMetadata::NotParserInserted
        } else {
            ParserMetadata::ParserInserted
        }
    }

    pub(super) fn attributes(&self) -> Attributes<'_> {
        let nonce = self.nonce.as_deref().map(|nonce| ("nonce", nonce));
        self.attribute
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .chain(nonce)
            .collect()
    }

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

fn attribute(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) => Ok((name.to_ascii_lowercase(), value.to_owned())),
        None => Err("there is no \"=\" between a name and a value".to_owned()),
    }
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
