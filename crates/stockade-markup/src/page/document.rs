use std::cell::Cell;
use std::collections::HashSet;
use std::rc::Rc;

use encoding_rs::{Encoding, UTF_8};
use stockade::verdict::SandboxFlags;
use url::Url;

use super::PageDocument;
use super::base::Base;
use super::head::Part;

/// What is known of a document while it is read.
#[derive(Debug, Clone)]
pub(super) struct DocumentState {
    pub(super) id: PageDocument,
    /// How many documents this one stands in.
    pub(super) depth: usize,
    /// Its address: that of the page for a `srcdoc` too, since forms are sent there.
    pub(super) url: Url,
    pub(super) base: Base,
    pub(super) part: Part,
    /// Whether scripts may run; where not, `<noscript>` counts.
    pub(super) scripts: bool,
    /// Whether forms may be sent.
    pub(super) forms: bool,
    /// Whether it counts as of its own site: not in a sandbox that takes its origin away.
    has_origin: bool,
    /// The modules that are loaded already.
    pub(super) modules: HashSet<Url>,
    /// How many frames with a `srcdoc` have been seen, in all documents.
    pub(super) frames: Rc<Cell<usize>>,
}

impl DocumentState {
    /// The page itself.
    pub(super) fn page(
        url: Url,
        encoding: &'static Encoding,
        sandbox: Option<SandboxFlags>,
    ) -> Self {
        Self {
            id: PageDocument::Page,
            depth: 0,
            base: Base::new(url.clone(), encoding),
            url,
            part: Part::Head,
            scripts: sandbox.is_none_or(|flags| flags.allow_scripts),
            forms: sandbox.is_none_or(|flags| flags.allow_forms),
            has_origin: sandbox.is_none_or(|flags| flags.allow_same_origin),
            modules: HashSet::new(),
            frames: Rc::default(),
        }
    }

    /// Whether an address is on the document's own origin.
    pub(super) fn is_same_origin(&self, url: &Url) -> bool {
        self.has_origin && url.origin() == self.url.origin()
    }

    /// The `srcdoc` of a frame in this document.
    pub(super) fn srcdoc(&self, sandbox: Option<SandboxFlags>) -> Self {
        let index = self.frames.get();
        self.frames.set(index + 1);
        Self {
            id: PageDocument::Srcdoc(index),
            depth: self.depth + 1,
            url: self.url.clone(),
            base: Base::new(self.base.url().clone(), UTF_8),
            part: Part::Head,
            scripts: self.scripts && sandbox.is_none_or(|flags| flags.allow_scripts),
            forms: self.forms && sandbox.is_none_or(|flags| flags.allow_forms),
            has_origin: self.has_origin && sandbox.is_none_or(|flags| flags.allow_same_origin),
            modules: HashSet::new(),
            frames: Rc::clone(&self.frames),
        }
    }
}
