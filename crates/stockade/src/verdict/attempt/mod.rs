//! What a page asks of its browser.

mod destination;
mod element_nonce;
mod inline;
mod request;

use url::Url;

pub use destination::Destination;
pub use element_nonce::{DistrustedNonce, ElementNonce};
pub use inline::{Inline, InlineType, ScriptType};
pub use request::{Initiator, ParserMetadata, Request};

/// One thing a page tries to do that a policy may forbid.
///
/// ```
/// use stockade::verdict::{Attempt, Destination, Document, Inline, InlineType, Request};
/// use stockade::PolicyList;
/// use url::Url;
///
/// let policies = PolicyList::from_headers([("Content-Security-Policy", "script-src 'self'")]);
/// let page = Document::new(Url::parse("https://shop.example/cart")?);
///
/// let url = Url::parse("https://shop.example/static/cart.js")?;
/// let own_script = Attempt::Request(Request::new(&url, Destination::Script));
/// assert!(!policies.verdict(&own_script, &page).is_blocked());
///
/// let handler = Attempt::Inline(Inline::new(InlineType::ScriptAttribute, "buy()"));
/// assert!(policies.verdict(&handler, &page).is_blocked());
/// # Ok::<(), url::ParseError>(())
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Attempt<'a> {
    /// To fetch something.
    Request(Request<'a>),
    /// To run a script or apply a style that stands in the page itself.
    Inline(Inline<'a>),
    /// To compile a string: `eval`, `Function`, a string given to `setTimeout`.
    Eval {
        /// The string.
        source: &'a str,
        /// Whether it is a `TrustedScript`.
        trusted: bool,
    },
    /// To compile WebAssembly.
    Wasm,
    /// To change styles through the CSS object model (`element.style.color = …`), which no
    /// browser forbids.
    Cssom,
    /// To connect with WebRTC.
    Webrtc,
    /// To set the base of relative addresses with a `<base>` element.
    BaseUri(&'a Url),
    /// To send a form.
    FormAction {
        /// Where to.
        url: &'a Url,
        /// Where the answers to it redirect, in order.
        redirects: &'a [Url],
    },
    /// To be shown in a frame. The policies and the document are those of the framed response.
    FrameAncestors(
        /// The addresses of the pages around it, nearest first; `None` for one with an opaque
        /// origin, such as a sandboxed frame.
        &'a [Option<Url>],
    ),
    /// To create a Trusted Types policy.
    TrustedTypesPolicy {
        /// The name of the new policy.
        name: &'a str,
        /// The names of those that exist.
        created: &'a [&'a str],
    },
    /// To give a string to a sink that may run it.
    TrustedTypesSink {
        /// The sink as browsers name it: `Element innerHTML`.
        sink: &'a str,
        /// The string.
        sample: &'a str,
    },
}
