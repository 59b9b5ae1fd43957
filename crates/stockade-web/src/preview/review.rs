//! A page that is read, and what is found in it.

use std::sync::Arc;

use stockade::{Document, Nonce, PolicyList};
use stockade_markup::page::{PredictedViolation, Preflighter};
use url::Url;

use super::warnings::PageWarnings;
use crate::Policies;

/// The largest page that is read, in bytes.
pub const LIMIT: usize = 10_000_000;

/// A page on its way out.
pub(super) struct Review {
    pub(super) warnings: Arc<PageWarnings>,
    pub(super) name: String,
    pub(super) url: Url,
    pub(super) content_type: String,
    /// The policies that it is sent with.
    pub(super) headers: Vec<(String, Vec<u8>)>,
    /// The policies of the layer, of which some are among the headers.
    pub(super) sent: Option<Policies>,
    pub(super) length: Option<u64>,
    pub(super) content: Vec<u8>,
}

impl Review {
    /// Reads the next piece. `false`: the page is too large.
    pub(super) fn read(&mut self, piece: &[u8]) -> bool {
        let has_room = self.content.len() + piece.len() <= LIMIT;
        if has_room {
            self.content.extend_from_slice(piece);
        }
        has_room
    }

    /// Whether all has arrived that was announced.
    pub(super) fn is_complete(&self) -> bool {
        self.length == u64::try_from(self.content.len()).ok()
    }

    /// Warns about what will be blocked, now that the page is whole.
    pub(super) fn end(self: Box<Self>) {
        if self.content.is_empty() || self.headers.is_empty() {
            return;
        }
        let violations = self.violations();
        self.warnings
            .warn(&self.name, &violations, self.sent.as_ref());
    }

    fn violations(&self) -> Vec<PredictedViolation> {
        let policies = PolicyList::from_headers(self.headers_with_nonce());
        let document = Document::new(self.url.clone());
        let mut preflighter =
            Preflighter::new(&policies, &document).with_content_type(&self.content_type);
        preflighter.write(&self.content);
        preflighter.end().violations
    }

    /// The headers as a page that prints its nonce gets them. The policy of one that does not
    /// blocks the same, but does not show that a nonce would help.
    fn headers_with_nonce(&self) -> Vec<(String, Vec<u8>)> {
        let mut headers = self.headers.clone();
        if let (Some(sent), Ok(nonce)) = (&self.sent, Nonce::generate()) {
            for (name, value) in &mut headers {
                let known = sent.headers().iter();
                let policy = known
                    .filter(|policy| policy.field.name() == name)
                    .find(|policy| policy.without_nonce().as_bytes() == value);
                if let Some(policy) = policy {
                    *value = policy.with_nonce(&nonce).into_bytes();
                }
            }
        }
        headers
    }
}
