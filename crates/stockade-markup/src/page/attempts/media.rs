//! Audio and video, and the sources of images.

use stockade::verdict::{Destination, Initiator};

use super::{Context, image};
use crate::page::{Permission, When};

/// An open `<audio>`, `<video>` or `<picture>`, whose sources may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::page) enum Media {
    /// `None` once a source has been found that is not blocked: others are for the case that it
    /// does not play. The destination is the one of the element.
    Player(Destination, When),
    /// A player that has its address itself.
    Settled,
    Picture,
}

impl Media {
    /// Reads `<audio>`, `<video>` or `<picture>`, and reports their own addresses.
    pub(in crate::page) fn open(context: &mut Context<'_>) -> Option<Self> {
        let destination = match context.tag.name {
            "audio" => Destination::Audio,
            "video" => {
                context.request_from("poster", Destination::Image, When::Load);
                Destination::Video
            }
            "picture" => return Some(Self::Picture),
            _ => return None,
        };
        if context.tag.has("src") {
            context.request_from("src", destination, When::Load);
            return Some(Self::Settled);
        }
        Some(Self::Player(destination, When::Load))
    }
}

/// `<source>` and `<track>`, directly in what they belong to.
pub(in crate::page) fn source_or_track(context: &mut Context<'_>, media: &mut Media) {
    match (context.tag.name, *media) {
        ("track", Media::Player(..) | Media::Settled) => track(context),
        ("source", _) => source(context, media),
        _ => {}
    }
}

fn source(context: &mut Context<'_>, media: &mut Media) {
    let tag = context.tag;
    match *media {
        Media::Settled => {}
        Media::Picture => {
            if let Some(srcset) = tag.attribute("srcset")
                && context.wants_request(Destination::Image, Initiator::Other)
            {
                image::candidates(context, srcset);
            }
        }
        Media::Player(destination, when) => {
            // Browsers ask even if they do not know the type.
            let when = if tag.has("media") {
                When::Conditional
            } else {
                when
            };
            let Some(src) = tag.attribute("src") else {
                return;
            };
            if !context.wants_request(destination, Initiator::Other) {
                return;
            }
            let permission = context.request(&src.value(), destination, when, src.range());
            if permission == Permission::Allowed {
                *media = Media::Player(destination, When::Conditional);
            }
        }
    }
}

/// `<track>`: shown from the beginning only if it is the default.
fn track(context: &mut Context<'_>) {
    let when = if context.tag.has("default") {
        When::Load
    } else {
        When::Conditional
    };
    context.request_from("src", Destination::Track, when);
}
