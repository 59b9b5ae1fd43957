//! `<object>` and `<embed>`.

use stockade::verdict::Destination;

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
    if permission == Permission::Allowed && is_document(&content_type, url.path()) {
        return context.request(&address, Destination::Iframe, when, attribute.range());
    }
    permission
}

fn is_document(content_type: &str, path: &str) -> bool {
    if content_type.is_empty() {
        let ending = path
            .rsplit('.')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        return !IMAGE_ENDINGS.contains(&&*ending);
    }
    let content_type = content_type.to_ascii_lowercase();
    content_type == "image/svg+xml"
        || content_type == "application/pdf"
        || content_type.starts_with("text/")
        || content_type.ends_with("/xml")
        || content_type.ends_with("+xml")
}

const IMAGE_ENDINGS: [&str; 10] = [
    "apng", "avif", "bmp", "gif", "ico", "jfif", "jpeg", "jpg", "png", "webp",
];
