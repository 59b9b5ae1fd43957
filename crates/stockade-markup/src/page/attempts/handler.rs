//! Event handlers in attributes.

use stockade::policy::DirectiveName;
use stockade::verdict::{Attempt, Inline, InlineType};

use super::Context;
use crate::page::When;
use crate::page::tag::StartTag;
use crate::page::text::starts_with_ignoring_case;

/// Attributes that hold a script on every element, without `on`: those of the specification and
/// those that Chromium adds.
///
/// Specification: [global event handlers](https://html.spec.whatwg.org/multipage/webappapis.html#globaleventhandlers).
const EVERYWHERE: &str = "abort animationcancel animationend animationiteration animationstart auxclick beforecopy \
     beforecut beforefilter beforeinput beforepaste beforetoggle blur cancel canplay \
     canplaythrough change click close command contentvisibilityautostatechange contextlost \
     contextmenu contextrestored copy cuechange cut dblclick drag dragend dragenter dragleave \
     dragover dragstart drop durationchange emptied ended error focus focusin focusout formdata \
     gotpointercapture input installresult invalid keydown keypress keyup load loadeddata \
     loadedmetadata loadstart location lostpointercapture mousedown mouseenter mouseleave \
     mousemove mouseout mouseover mouseup mousewheel paste pause play playing pointercancel \
     pointerdown pointerenter pointerleave pointermove pointerout pointerover pointerrawupdate \
     pointerup progress promptaction promptdismiss ratechange reset resize scroll scrollend \
     scrollsnapchange scrollsnapchanging securitypolicyviolation seeked seeking select \
     selectionchange selectstart slotchange stalled stream submit suspend timeupdate toggle \
     touchcancel touchend touchmove touchstart transitionend validationstatuschange \
     volumechange waiting webkitanimationend webkitanimationiteration webkitanimationstart \
     webkitfullscreenchange webkitfullscreenerror webkittransitionend wheel";

/// Attributes that hold a script on `<body>` and `<frameset>` only, without `on`. Two of the
/// specification, for promises, are none to Chromium.
///
/// Specification: [window event handlers](https://html.spec.whatwg.org/multipage/webappapis.html#windoweventhandlers).
const ON_THE_BODY: &str = "afterprint beforeprint beforeunload hashchange languagechange message \
     offline online pagehide pageshow popstate storage unload";

/// Attributes that hold a script on the animations of SVG, without `on`.
const ON_ANIMATIONS: &str = "begin end repeat";

/// Reports the event handlers of an element.
pub(super) fn handlers(context: &mut Context<'_>) {
    if !context.document.scripts || !context.report.wants(DirectiveName::ScriptSrcAttr) {
        return;
    }
    let tag = context.tag;
    let mut seen: Vec<&[u8]> = Vec::new();
    for attribute in tag.attributes() {
        if !is_handler(tag, attribute.name)
            || seen
                .iter()
                .any(|name| name.eq_ignore_ascii_case(attribute.name))
        {
            continue;
        }
        seen.push(attribute.name);
        let source = attribute.value();
        let inline = Inline::new(InlineType::ScriptAttribute, &source);
        context.attempt(Attempt::Inline(inline), When::Load, attribute.range());
    }
}

fn is_handler(tag: StartTag<'_>, attribute: &[u8]) -> bool {
    if !starts_with_ignoring_case(attribute, b"on") {
        return false;
    }
    let event = &attribute[2..];
    holds(EVERYWHERE, event)
        || match tag.name {
            "body" => holds(ON_THE_BODY, event) || event.eq_ignore_ascii_case(b"messageerror"),
            "frameset" => holds(ON_THE_BODY, event),
            "iframe" => event.eq_ignore_ascii_case(b"beforeunload"),
            "input" => event.eq_ignore_ascii_case(b"search"),
            "svg" => event.eq_ignore_ascii_case(b"unload"),
            "animate" | "animatemotion" | "animatetransform" | "set" => {
                tag.is_svg() && holds(ON_ANIMATIONS, event)
            }
            _ => false,
        }
}

fn holds(names: &str, wanted: &[u8]) -> bool {
    names
        .split_ascii_whitespace()
        .any(|name| name.as_bytes().eq_ignore_ascii_case(wanted))
}
