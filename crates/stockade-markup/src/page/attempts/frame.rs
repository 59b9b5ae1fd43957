//! Frames.

use stockade::verdict::{Destination, SandboxFlags};

use super::{Context, image};
use crate::page::When;
use crate::page::tag::{Attribute, StartTag};

/// A document that stands in an attribute of its frame.
#[derive(Clone, Copy)]
pub(in crate::page) struct Srcdoc<'t> {
    pub(in crate::page) attribute: Attribute<'t>,
    pub(in crate::page) sandbox: Option<SandboxFlags>,
}

/// The document in the start tag of an `<iframe>`, if there is one: it counts more than an address.
pub(in crate::page) fn srcdoc(tag: StartTag<'_>) -> Option<Srcdoc<'_>> {
    if tag.name != "iframe" || !tag.is_html() {
        return None;
    }
    let attribute = tag.attribute("srcdoc")?;
    let sandbox = tag
        .value("sandbox")
        .map(|flags| SandboxFlags::parse(flags.split_ascii_whitespace()));
    Some(Srcdoc { attribute, sandbox })
}

/// `<iframe>` and `<frame>` with an address.
///
/// Specification: [process the iframe attributes](https://html.spec.whatwg.org/multipage/iframe-embed-object.html#process-the-iframe-attributes).
pub(super) fn frame(context: &mut Context<'_>) {
    let tag = context.tag;
    if srcdoc(tag).is_some() {
        return;
    }
    let Some(src) = tag.attribute("src") else {
        return;
    };
    let (destination, when) = match tag.name {
        "frame" => (Destination::Frame, When::Load),
        _ if image::is_lazy(tag) => (Destination::Iframe, When::Conditional),
        _ => (Destination::Iframe, When::Load),
    };
    if !context.navigation(src, when) {
        context.request_from("src", destination, when);
    }
}
