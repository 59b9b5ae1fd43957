//! Styles in the page.

use stockade::policy::DirectiveName;
use stockade::verdict::{Attempt, Destination, Initiator, Inline, InlineType};

use super::Context;
use crate::page::css::{self, CssAddress, CssUse};
use crate::page::tag::Attribute;
use crate::page::text::{Offsets, Text};
use crate::page::{Permission, When};

/// A `<style>` whose text is known; where it begins in the page is given with it.
///
/// Specification: [update a style block](https://html.spec.whatwg.org/multipage/semantics.html#update-a-style-block).
pub(in crate::page) fn style(context: &mut Context<'_>, text: &Text<'_>, start: usize) {
    let tag = context.tag;
    // Browsers ask even if the type is none they know.
    if context.report.wants(DirectiveName::StyleSrcElem) {
        let nonce = tag.value("nonce").unwrap_or_default();
        let inline = Inline::new(InlineType::Style, &text.text).with_nonce(tag.nonce(&nonce));
        let permission = context.attempt(Attempt::Inline(inline), When::Load, tag.range());
        if permission == Permission::Blocked {
            return;
        }
    }
    let is_css = tag
        .value("type")
        .is_none_or(|name| name.is_empty() || name.eq_ignore_ascii_case("text/css"));
    if is_css {
        css::style_sheet(&text.text, &mut |address| {
            css_request(context, &address, &text.offsets, start);
        });
    }
}

/// The `style` attribute of an element, and the addresses in it.
pub(super) fn style_attribute(context: &mut Context<'_>) {
    let Some(attribute) = context.tag.attribute("style") else {
        return;
    };
    let text = attribute.text();
    if ask_about(context, attribute, &text) == Permission::Allowed {
        let start = attribute.value_range().start;
        css::declarations(&text.text, &mut |address| {
            css_request(context, &address, &text.offsets, start);
        });
    }
}

/// The `style` attribute of an element that is not shown.
pub(super) fn inert_style_attribute(context: &mut Context<'_>) {
    if let Some(attribute) = context.tag.attribute("style") {
        ask_about(context, attribute, &attribute.text());
    }
}

fn ask_about(context: &mut Context<'_>, attribute: Attribute<'_>, text: &Text<'_>) -> Permission {
    if !context.report.wants(DirectiveName::StyleSrcAttr) {
        return Permission::Allowed;
    }
    let inline = Inline::new(InlineType::StyleAttribute, &text.text);
    context.attempt(Attempt::Inline(inline), When::Load, attribute.range())
}

/// A request for an address in CSS. `start` is where the CSS begins in the page.
pub(super) fn css_request(
    context: &mut Context<'_>,
    address: &CssAddress<'_>,
    offsets: &Offsets,
    start: usize,
) {
    let range = offsets.original(&address.range);
    let range = start + range.start..start + range.end;
    match address.css_use {
        CssUse::Import { is_conditional } => {
            let when = if is_conditional {
                When::Conditional
            } else {
                When::Load
            };
            if context.wants_request(Destination::Style, Initiator::Other) {
                context.request(address.address, Destination::Style, when, range);
            }
        }
        CssUse::Font => context.late_request(address.address, Destination::Font, range),
        CssUse::Image => context.late_request(address.address, Destination::Image, range),
    }
}
