//! What is attempted, as a line of a batch or the command's options describe it.

use serde::Deserialize;
use stockade::verdict::{
    Attempt, Destination, Initiator, Inline, InlineType, ParserMetadata, Request, ScriptType,
};
use url::Url;

use super::attributes::{Attributes, element_nonce};
use super::document::{address, addresses};
use super::names::{destination, initiator, inline_type, not_parser_inserted, parser_inserted};
use super::values::{Text, or_default};
use crate::problem::Problem;

/// An attempt in words: addresses and names are not looked at yet, apart from those that are one
/// of a few.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum AttemptDescription<'d> {
    Request(#[serde(borrow)] RequestDescription<'d>),
    Inline(#[serde(borrow)] InlineDescription<'d>),
    Eval {
        #[serde(borrow)]
        source: Text<'d>,
        #[serde(default, deserialize_with = "or_default")]
        trusted: bool,
    },
    // The braces matter: serde lets unknown keys pass beside a variant without them.
    Wasm {},
    Cssom {},
    Webrtc {},
    BaseUri {
        #[serde(borrow)]
        url: Text<'d>,
    },
    FormAction {
        #[serde(borrow)]
        url: Text<'d>,
        #[serde(borrow, default, deserialize_with = "or_default")]
        redirects: Vec<Text<'d>>,
    },
    FrameAncestors {
        #[serde(borrow, default, deserialize_with = "or_default")]
        ancestors: Vec<Text<'d>>,
    },
    TrustedTypesPolicy {
        #[serde(borrow)]
        name: Text<'d>,
        #[serde(borrow, default, deserialize_with = "or_default")]
        created: Vec<Text<'d>>,
    },
    TrustedTypesSink {
        #[serde(borrow)]
        sink: Text<'d>,
        #[serde(borrow)]
        sample: Text<'d>,
    },
}

/// A request of the page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestDescription<'d> {
    #[serde(borrow)]
    pub(super) url: Text<'d>,
    #[serde(deserialize_with = "destination")]
    pub(super) destination: Destination,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) hashes: bool,
    #[serde(default, deserialize_with = "initiator")]
    pub(super) initiator: Initiator,
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) nonce: Text<'d>,
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) integrity: Text<'d>,
    #[serde(default = "not_parser_inserted", deserialize_with = "parser_inserted")]
    pub(super) parser_inserted: ParserMetadata,
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) redirects: Vec<Text<'d>>,
    /// Only the command's options say this. A batch names the addresses.
    #[serde(skip)]
    pub(super) behind_redirect: bool,
    #[serde(borrow, default)]
    pub(super) attributes: Option<Attributes<'d>>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) duplicate_attribute: bool,
}

/// A script or a style in the page itself.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InlineDescription<'d> {
    #[serde(deserialize_with = "inline_type")]
    pub(super) inline_type: InlineType,
    #[serde(borrow, default, deserialize_with = "or_default")]
    pub(super) element: Text<'d>,
    #[serde(borrow)]
    pub(super) source: Text<'d>,
    #[serde(borrow, default)]
    pub(super) attributes: Option<Attributes<'d>>,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) duplicate_attribute: bool,
    #[serde(default = "not_parser_inserted", deserialize_with = "parser_inserted")]
    pub(super) parser_inserted: ParserMetadata,
}

impl AttemptDescription<'_> {
    /// Hands the attempt to `ask`. What it borrows (addresses, lists) lives for this call.
    pub(super) fn ask<T>(&self, ask: impl FnOnce(&Attempt<'_>) -> T) -> Result<T, Problem> {
        let attempt = match self {
            Self::Request(request) => return request.ask(ask),
            Self::Inline(inline) => Attempt::Inline(inline.read()),
            Self::Eval { source, trusted } => Attempt::Eval {
                source,
                trusted: *trusted,
            },
            Self::Wasm {} => Attempt::Wasm,
            Self::Cssom {} => Attempt::Cssom,
            Self::Webrtc {} => Attempt::Webrtc,
            Self::BaseUri { url } => return Ok(ask(&Attempt::BaseUri(&address("url", url)?))),
            Self::FormAction { url, redirects } => {
                let url = &address("url", url)?;
                let redirects = &addresses("redirects", redirects)?;
                return Ok(ask(&Attempt::FormAction { url, redirects }));
            }
            Self::FrameAncestors { ancestors } => {
                let ancestors: Vec<_> = ancestors.iter().map(ancestor).collect::<Result<_, _>>()?;
                return Ok(ask(&Attempt::FrameAncestors(&ancestors)));
            }
            Self::TrustedTypesPolicy { name, created } => {
                let created: Vec<&str> = created.iter().map(|name| &**name).collect();
                let created = &created;
                return Ok(ask(&Attempt::TrustedTypesPolicy { name, created }));
            }
            Self::TrustedTypesSink { sink, sample } => Attempt::TrustedTypesSink { sink, sample },
        };
        Ok(ask(&attempt))
    }
}

impl RequestDescription<'_> {
    fn ask<T>(&self, ask: impl FnOnce(&Attempt<'_>) -> T) -> Result<T, Problem> {
        let url = address("url", &self.url)?;
        let redirects = addresses("redirects", &self.redirects)?;
        let mut request = Request::new(&url, self.destination()?)
            .with_redirects(&redirects)
            .with_initiator(self.initiator)
            .with_nonce(element_nonce(
                &self.nonce,
                self.element(),
                self.attributes.as_ref(),
                self.duplicate_attribute,
            ))
            .with_integrity(&self.integrity)
            .with_parser_metadata(self.parser_inserted);
        if self.behind_redirect {
            request = request.behind_redirect();
        }
        Ok(ask(&Attempt::Request(request)))
    }

    fn destination(&self) -> Result<Destination, Problem> {
        match self.destination {
            Destination::WebTransport { .. } => Ok(Destination::WebTransport {
                hashes: self.hashes,
            }),
            other if self.hashes => Err(Problem::new(format!(
                "hashes: only webtransport has hashes of certificates, and the destination is \
                 \"{other}\""
            ))),
            other => Ok(other),
        }
    }

    /// The element that makes such a request. Of all of them, browsers look at scripts only.
    fn element(&self) -> &'static str {
        if self.destination.is_script_like() && self.initiator == Initiator::Other {
            "script"
        } else {
            "link"
        }
    }
}

impl InlineDescription<'_> {
    fn read(&self) -> Inline<'_> {
        let attribute = |name| self.attributes.as_ref().and_then(|all| all.get(name));
        let nonce = element_nonce(
            attribute("nonce").unwrap_or_default(),
            self.element(),
            self.attributes.as_ref(),
            self.duplicate_attribute,
        );
        let inline = Inline::new(self.inline_type, &self.source)
            .with_nonce(nonce)
            .with_parser_metadata(self.parser_inserted);
        match self.inline_type {
            InlineType::Script => {
                inline.with_script_type(ScriptType::of(attribute("type"), attribute("language")))
            }
            _ => inline,
        }
    }

    fn element(&self) -> &str {
        if self.element.is_empty() {
            self.inline_type.as_str()
        } else {
            &self.element
        }
    }
}

/// A page around the framed one; `None` if its origin is opaque.
fn ancestor(text: &Text<'_>) -> Result<Option<Url>, Problem> {
    match &**text {
        "null" => Ok(None),
        text => address("ancestors", text).map(Some),
    }
}
