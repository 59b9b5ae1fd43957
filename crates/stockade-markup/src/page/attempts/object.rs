//! `<object>` and `<embed>`.

use stockade::verdict::Destination;
use url::Url;

use super::Context;
use crate::page::tag::Attribute;
use crate::page::{Permission, When};

/// `<object>`. Returns when what stands between its tags is seen.
pub(in crate::page) fn object(context: &mut Context<'_>) -> Option<When> {
    let tag = context.tag;
    let seen = context.surroundings.seen?;
    // Browsers load only what is shown.
    if tag.has("hidden") {
        return None;
    }
    if tag.has("classid") {
        return Some(seen);
    }
    let data = tag.attribute("data");
    match data.map(|data| plugin(context, data, Destination::Object, seen)) {
        None | Some(Permission::Blocked) => Some(seen),
        Some(Permission::Allowed) => Some(When::Conditional),
    }
}

/// `<embed>`.
pub(super) fn embed(context: &mut Context<'_>) {
    if let (Some(seen), Some(src)) = (context.surroundings.seen, context.tag.attribute("src")) {
        plugin(context, src, Destination::Embed, seen);
    }
}

/// What is no image is loaded as a document, and browsers then ask as for a frame too.
fn plugin(
    context: &mut Context<'_>,
    attribute: Attribute<'_>,
    destination: Destination,
    when: When,
) -> Permission {
    let address = attribute.value();
    let Some(url) = context.join(&address).filter(|_| !address.is_empty()) else {
        return Permission::Blocked;
    };
    if matches!(url.scheme(), "javascript" | "about") {
        return Permission::Blocked;
    }
    let permission = context.request(&address, destination, when, attribute.range());
    let content_type = context.tag.value("type").unwrap_or_default();
    if permission == Permission::Blocked || !is_document(&content_type, &url) {
        return permission;
    }
    // An insecure document on a secure page is refused in any case, unless it is upgraded.
    let is_mixed = url.scheme() == "http" && context.document.url.scheme() == "https";
    let when = if is_mixed {
        When::Conditional.max(when)
    } else {
        when
    };
    context.request(&address, Destination::Iframe, when, attribute.range())
}

fn is_document(content_type: &str, url: &Url) -> bool {
    let path = url.path();
    match (content_type, url.scheme()) {
        ("", "data") => {
            let end = path.find([';', ',']).unwrap_or(path.len());
            is_document_type(&path[..end])
        }
        ("", _) => {
            let ending = path.rsplit('.').next().unwrap_or_default();
            !IMAGE_ENDINGS
                .iter()
                .any(|known| known.eq_ignore_ascii_case(ending))
        }
        _ => is_document_type(content_type),
    }
}

fn is_document_type(content_type: &str) -> bool {
    let content_type = content_type.to_ascii_lowercase();
    content_type == "application/pdf"
        || content_type.starts_with("text/")
        || content_type.ends_with("/xml")
        || content_type.ends_with("+xml")
}

const IMAGE_ENDINGS: [&str; 10] = [
    "apng", "avif", "bmp", "gif", "ico", "jfif", "jpeg", "jpg", "png", "webp",
];
