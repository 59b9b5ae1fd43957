//! The addresses that a request goes through.

use std::borrow::Cow;

use url::{Host, Url};

use crate::policy::{Disposition, Policy};
use crate::verdict::url_match::Target;
use crate::verdict::{Destination, Document, Initiator, Request};

use super::CombinedEffects;

/// The address of a request and those that it is redirected to, as one policy sees them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Route<'a> {
    url: &'a Url,
    redirects: &'a [Url],
    /// Whether a redirect led to the first address already.
    is_redirected: bool,
    is_upgraded: bool,
}

impl<'a> Route<'a> {
    /// A route that no policy changes.
    pub(super) fn as_written(url: &'a Url, redirects: &'a [Url]) -> Self {
        Self {
            url,
            redirects,
            is_redirected: false,
            is_upgraded: false,
        }
    }

    /// The route of a form, as a policy sees it.
    pub(super) fn of_form(
        policy: &Policy,
        effects: CombinedEffects,
        url: &'a Url,
        redirects: &'a [Url],
    ) -> Self {
        Self {
            is_upgraded: effects.upgrade_for(policy),
            ..Self::as_written(url, redirects)
        }
    }

    /// The same for a request of a page. Its images are upgraded in any case. About audio, video
    /// and what an object element holds browsers ask before they upgrade; the specification
    /// upgrades first.
    pub(super) fn of_request(
        policy: &Policy,
        effects: CombinedEffects,
        request: &Request<'a>,
        document: &Document,
    ) -> Self {
        Self {
            is_redirected: request.behind_redirect,
            is_upgraded: match request.destination {
                Destination::Audio
                | Destination::Video
                | Destination::Object
                | Destination::Embed => false,
                _ => {
                    effects.upgrade_for(policy)
                        || (policy.delivery().disposition == Disposition::Enforce
                            && is_upgraded_image(request, document))
                }
            },
            ..Self::as_written(request.url, request.redirects)
        }
    }

    pub(super) fn hops(self) -> impl Iterator<Item = Target<'a>> {
        std::iter::once(self.url)
            .chain(self.redirects)
            .enumerate()
            .map(move |(hop, url)| self.see(hop, url))
    }

    pub(super) fn target(self, hop: usize) -> Option<Target<'a>> {
        self.written(hop).map(|url| self.see(hop, url))
    }

    /// The address of a hop as reports show it.
    pub(super) fn url(self, hop: usize) -> Option<Cow<'a, Url>> {
        let url = self.written(hop)?;
        let secure_scheme = match url.scheme() {
            "http" => "https",
            "ws" => "wss",
            _ => return Some(Cow::Borrowed(url)),
        };
        if !self.is_upgraded || Target::new(url).is_loopback() {
            return Some(Cow::Borrowed(url));
        }
        let mut upgraded = url.clone();
        // Never refused: both are schemes of the web.
        let _ = upgraded.set_scheme(secure_scheme);
        Some(Cow::Owned(upgraded))
    }

    fn written(self, hop: usize) -> Option<&'a Url> {
        match hop.checked_sub(1) {
            None => Some(self.url),
            Some(index) => self.redirects.get(index),
        }
    }

    fn see(self, hop: usize, url: &'a Url) -> Target<'a> {
        let target = Target::new(url);
        let target = if self.is_upgraded {
            target.upgraded()
        } else {
            target
        };
        if hop > 0 || self.is_redirected {
            target.behind_redirect()
        } else {
            target
        }
    }
}

/// Browsers load the images of a secure page securely whatever its policies say, except those of
/// an `srcset` and those from a host that is named by number. The specification upgrades audio and
/// video too; Chromium asks the policies about those first.
///
/// Specification: [upgrade a mixed content request](https://w3c.github.io/webappsec-mixed-content/#upgrade-algorithm).
fn is_upgraded_image(request: &Request<'_>, document: &Document) -> bool {
    request.destination == Destination::Image
        && request.initiator != Initiator::ImageSet
        && request.url.scheme() == "http"
        && document.is_secure()
        && matches!(request.url.host(), Some(Host::Domain(_)))
}
