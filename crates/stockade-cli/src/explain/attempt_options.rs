//! What a page attempts, as the command's options describe it.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use stockade::verdict::{Destination, InlineType, ParserMetadata};

use super::attempt::{AttemptDescription, InlineDescription, RequestDescription};
use super::details::DetailOptions;
use super::values::Text;

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

fn texts(texts: &[String]) -> Vec<Text<'_>> {
    texts.iter().map(|text| text.as_str().into()).collect()
}

/// The specification's names, with a dash where those have a blank.
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
