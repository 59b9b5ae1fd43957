//! Elements of SVG, scripts and styles left out.

use stockade::verdict::{Destination, Initiator};

use super::Context;
use super::style::css_request;
use crate::page::When;
use crate::page::css;
use crate::page::tag::Attribute;

/// Attributes whose value is CSS that may hold an address.
const PRESENTATION: [&str; 10] = [
    "clip-path",
    "cursor",
    "fill",
    "filter",
    "marker-end",
    "marker-mid",
    "marker-start",
    "mask",
    "stroke",
    "mask-image",
];

pub(super) fn element(context: &mut Context<'_>) {
    presentation(context);
    match context.tag.name {
        "a" => link(context),
        "image" | "feimage" | "use" => reference(context),
        _ => {}
    }
}

fn link(context: &mut Context<'_>) {
    if let Some(href) = href(context) {
        context.navigation(href, When::Interaction);
    }
}

fn reference(context: &mut Context<'_>) {
    if !context.wants_request(Destination::Image, Initiator::Other) {
        return;
    }
    let Some(attribute) = href(context) else {
        return;
    };
    let address = attribute.value();
    if address.trim_start().starts_with('#') {
        return;
    }
    // Chromium refuses to use elements of other sites, most often before it asks any policy.
    let is_refused = context.tag.name == "use"
        && context
            .join(&address)
            .is_some_and(|url| !context.document.is_same_origin(&url));
    let when = if is_refused {
        When::Conditional
    } else {
        When::Load
    };
    context.request(&address, Destination::Image, when, attribute.range());
}

/// `href`, or its name of old where that is missing.
fn href<'t>(context: &Context<'t>) -> Option<Attribute<'t>> {
    context
        .tag
        .attribute("href")
        .or_else(|| context.tag.attribute("xlink:href"))
}

fn presentation(context: &mut Context<'_>) {
    for name in PRESENTATION {
        if let Some(attribute) = context.tag.attribute(name) {
            let text = attribute.text();
            let start = attribute.value_range().start;
            css::declarations(&text.text, &mut |address| {
                css_request(context, &address, &text.offsets, start);
            });
        }
    }
}
