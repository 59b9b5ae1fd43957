//! Scripts.

use stockade::policy::DirectiveName;
use stockade::verdict::{Attempt, Destination, Inline, InlineType, ScriptType};

use super::{Context, Details};
use crate::page::When;
use crate::page::tag::StartTag;
use crate::page::text::trim_html_space;

/// A script, whose text is known because its end tag has been read: without one, a browser does
/// not run it.
///
/// Specification: [prepare the script element](https://html.spec.whatwg.org/multipage/scripting.html#prepare-the-script-element).
pub(in crate::page) fn script(context: &mut Context<'_>, text: &str) {
    if !context.document.scripts || !context.report.wants(DirectiveName::ScriptSrcElem) {
        return;
    }
    let tag = context.tag;
    let script_type = script_type(tag);
    let source = if tag.is_svg() {
        tag.attribute("href")
            .or_else(|| tag.attribute("xlink:href"))
    } else {
        tag.attribute("src")
    };
    if script_type == ScriptType::Classic && tag.is_html() && tag.has("nomodule") {
        return;
    }
    let nonce = tag.value("nonce").unwrap_or_default();
    let nonce = tag.nonce(&nonce);
    if let Some(source) = source {
        if is_loaded(context, script_type) {
            let integrity = tag.value("integrity").unwrap_or_default();
            let details = Details {
                nonce,
                integrity: &integrity,
                is_module: script_type == ScriptType::Module,
                ..Details::default()
            };
            context.request_with(
                &source.value(),
                Destination::Script,
                details,
                When::Load,
                source.range(),
            );
        }
    } else if !text.is_empty() && script_type != ScriptType::Data {
        let inline = Inline::new(InlineType::Script, text)
            .with_script_type(script_type)
            .with_nonce(nonce);
        context.attempt(Attempt::Inline(inline), When::Load, tag.range());
    }
}

/// What kind of script it is. Chromium asks about web bundles as it does about import maps.
fn script_type(tag: StartTag<'_>) -> ScriptType {
    let name = tag.value("type");
    if name
        .as_deref()
        .is_some_and(|name| name.eq_ignore_ascii_case("webbundle"))
    {
        return ScriptType::ImportMap;
    }
    ScriptType::of(name.as_deref(), tag.value("language").as_deref())
}

/// Whether a script with an address is loaded. Import maps and speculation rules are not, nor are
/// scripts that are for another event than the loading of the page.
fn is_loaded(context: &Context<'_>, script_type: ScriptType) -> bool {
    match script_type {
        ScriptType::Module => true,
        ScriptType::Classic => !is_for_another_event(context.tag),
        _ => false,
    }
}

fn is_for_another_event(tag: StartTag<'_>) -> bool {
    if !tag.is_html() {
        return false;
    }
    match (tag.value("for"), tag.value("event")) {
        (Some(target), Some(event)) => {
            let event = trim_html_space(&event);
            !trim_html_space(&target).eq_ignore_ascii_case("window")
                || !(event.eq_ignore_ascii_case("onload") || event.eq_ignore_ascii_case("onload()"))
        }
        _ => false,
    }
}
