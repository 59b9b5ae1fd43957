//! `<link>`.

use stockade::verdict::{Destination, Initiator};

use super::{Context, Details, image};
use crate::page::When;
use crate::page::text::trim_html_space;

/// Specification: [link types](https://html.spec.whatwg.org/multipage/links.html#linkTypes).
pub(super) fn link(context: &mut Context<'_>) {
    let Some(rel) = context.tag.value("rel") else {
        return;
    };
    let has = |name: &str| {
        rel.split_ascii_whitespace()
            .any(|token| token.eq_ignore_ascii_case(name))
    };
    let is_icon = has("icon") || has("apple-touch-icon") || has("apple-touch-icon-precomposed");
    if is_icon
        && let Some(href) = context
            .tag
            .attribute("href")
            .filter(|href| !href.raw_value.is_empty())
    {
        context.late_request(&href.value(), Destination::Image, href.range());
    }
    if has("preload") {
        preload(context);
    } else if has("modulepreload") {
        module_preload(context);
    } else if has("prefetch") {
        request(
            context,
            Destination::Fetch,
            Initiator::Prefetch,
            When::Conditional,
        );
    }
    if has("stylesheet") {
        style_sheet(context, has("alternate"), is_icon);
    }
    if has("manifest") {
        request(
            context,
            Destination::Manifest,
            Initiator::Other,
            When::Conditional,
        );
    }
    if has("compression-dictionary") {
        request(
            context,
            Destination::Fetch,
            Initiator::Other,
            When::Conditional,
        );
    }
}

fn style_sheet(context: &mut Context<'_>, is_alternate: bool, is_icon: bool) {
    let tag = context.tag;
    let is_css = tag.value("type").is_none_or(|name| is_css_type(&name));
    if !is_css || tag.has("disabled") {
        return;
    }
    // Chromium takes what is an icon too for nothing else.
    let when = if is_alternate || is_icon {
        When::Conditional
    } else {
        When::Load
    };
    request(context, Destination::Style, Initiator::Other, when);
}

fn is_css_type(name: &str) -> bool {
    let essence = name.split(';').next().unwrap_or_default();
    let essence = trim_html_space(essence);
    essence.is_empty() || essence.eq_ignore_ascii_case("text/css")
}

/// `rel=preload` loads what its `as` names, if browsers know how.
fn preload(context: &mut Context<'_>) {
    let tag = context.tag;
    let Some(destination) = tag.value("as").as_deref().and_then(preloaded) else {
        return;
    };
    let when = if tag.has("media") || tag.has("type") {
        When::Conditional
    } else {
        When::Load
    };
    if destination == Destination::Image
        && let Some(srcset) = tag.attribute("imagesrcset")
    {
        if context.wants_request(destination, Initiator::Preload) {
            image::candidates(context, srcset);
        }
    } else {
        request(context, destination, Initiator::Preload, when);
    }
}

fn preloaded(name: &str) -> Option<Destination> {
    Some(match name.to_ascii_lowercase().as_str() {
        "fetch" => Destination::Fetch,
        "font" => Destination::Font,
        "image" => Destination::Image,
        "script" => Destination::Script,
        "style" => Destination::Style,
        "track" => Destination::Track,
        _ => return None,
    })
}

fn module_preload(context: &mut Context<'_>) {
    let destination = match context.tag.value("as").as_deref() {
        None | Some("") => Destination::Script,
        Some(name) if name.eq_ignore_ascii_case("script") => Destination::Script,
        Some(name) if name.eq_ignore_ascii_case("style") => Destination::Style,
        Some(name) if name.eq_ignore_ascii_case("json") => Destination::Json,
        Some(_) => return,
    };
    request(context, destination, Initiator::ModulePreload, When::Load);
}

fn request(context: &mut Context<'_>, destination: Destination, initiator: Initiator, when: When) {
    let tag = context.tag;
    if !context.wants_request(destination, initiator) {
        return;
    }
    let Some(href) = tag.attribute("href") else {
        return;
    };
    let nonce = tag.value("nonce").unwrap_or_default();
    let integrity = tag.value("integrity").unwrap_or_default();
    let details = Details {
        initiator,
        nonce: tag.nonce(&nonce),
        integrity: &integrity,
        is_module: initiator == Initiator::ModulePreload,
    };
    context.request_with(&href.value(), destination, details, when, href.range());
}
