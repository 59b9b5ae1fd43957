//! What relative addresses are relative to.

use std::borrow::Cow;
use std::cell::Cell;

use encoding_rs::{Encoding, UTF_8};
use url::Url;

/// The base of a document's addresses.
#[derive(Debug, Clone)]
pub(super) struct Base {
    /// The address that counts without a `<base>`.
    fallback: Url,
    url: Option<Url>,
    encoding: &'static Encoding,
    /// Whether a `<base>` with an address has been read: later ones do not count.
    is_settled: bool,
    /// Whether a relative address has been read before.
    was_used: Cell<bool>,
}

impl Base {
    /// `encoding` is that of the document, and so that of queries.
    pub(super) fn new(fallback: Url, encoding: &'static Encoding) -> Self {
        Self {
            fallback,
            url: None,
            encoding,
            is_settled: false,
            was_used: Cell::new(false),
        }
    }

    /// What addresses are relative to.
    pub(super) fn url(&self) -> &Url {
        self.url.as_ref().unwrap_or(&self.fallback)
    }

    /// Reads an address of the document. `None` is one that no browser follows.
    pub(super) fn join(&self, address: &str) -> Option<Url> {
        if !self.is_settled && !address.contains("://") {
            self.was_used.set(true);
        }
        self.parse(address, self.url())
    }

    /// Whether a `<base>` would still count.
    pub(super) fn is_settled(&self) -> bool {
        self.is_settled
    }

    /// Whether addresses have been read that a `<base>` may still change.
    pub(super) fn was_used(&self) -> bool {
        self.was_used.get()
    }

    /// Reads the address of the first `<base>`, after which others do not count.
    pub(super) fn settle(&mut self, address: &str) -> Option<Url> {
        self.is_settled = true;
        self.parse(address, &self.fallback)
    }

    pub(super) fn set(&mut self, url: Url) {
        self.url = Some(url);
    }

    fn parse(&self, address: &str, base: &Url) -> Option<Url> {
        let options = Url::options().base_url(Some(base));
        if self.encoding == UTF_8 {
            return options.parse(address).ok();
        }
        let encoding = self.encoding;
        options
            .encoding_override(Some(&|text| encode(text, encoding)))
            .parse(address)
            .ok()
    }
}

fn encode<'t>(text: &'t str, encoding: &'static Encoding) -> Cow<'t, [u8]> {
    encoding.encode(text).0
}
