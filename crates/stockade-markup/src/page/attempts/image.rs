//! Images.

use stockade::verdict::{Destination, Initiator};

use super::{Context, Details};
use crate::page::When;
use crate::page::srcset;
use crate::page::tag::{Attribute, StartTag};

/// `<img>`: one image of several, if there is a `srcset`.
///
/// Specification: [update the image data](https://html.spec.whatwg.org/multipage/images.html#update-the-image-data).
pub(super) fn img(context: &mut Context<'_>) {
    if !context.wants_request(Destination::Image, Initiator::Other) {
        return;
    }
    let tag = context.tag;
    let mut src_is_candidate = true;
    let mut has_candidates = false;
    if let Some(srcset) = tag.attribute("srcset") {
        let text = srcset.text();
        for candidate in srcset::candidates(&text.text) {
            has_candidates = true;
            src_is_candidate &= !candidate.has_width && !candidate.is_ordinary;
        }
        candidates(context, srcset);
    }
    if src_is_candidate {
        let when = if has_candidates || context.surroundings.in_picture || is_lazy(tag) {
            When::Conditional
        } else {
            When::Load
        };
        context.request_from("src", Destination::Image, when);
    }
}

/// All candidates of a `srcset`, of which a browser loads one at most.
pub(in crate::page) fn candidates(context: &mut Context<'_>, srcset: Attribute<'_>) {
    let text = srcset.text();
    let start = srcset.value_range().start;
    for candidate in srcset::candidates(&text.text) {
        let range = text.offsets.original(&candidate.range);
        let details = Details {
            initiator: Initiator::ImageSet,
            ..Details::default()
        };
        context.request_with(
            candidate.address,
            Destination::Image,
            details,
            When::Conditional,
            start + range.start..start + range.end,
        );
    }
}

/// `<input type=image>`.
pub(super) fn input(context: &mut Context<'_>) {
    if context.tag.has_value("type", "image") {
        context.request_from("src", Destination::Image, When::Load);
    }
}

/// The `background` attribute of old, which is asked for like one of a style sheet.
pub(super) fn background(context: &mut Context<'_>) {
    if let Some(attribute) = context.tag.attribute("background") {
        context.late_request(&attribute.value(), Destination::Image, attribute.range());
    }
}

/// Whether the browser may wait until the element is in view.
pub(super) fn is_lazy(tag: StartTag<'_>) -> bool {
    tag.has_value("loading", "lazy")
}
