//! Documents and markup that stand in the text of others: a `srcdoc`, a live `<noscript>`.

use std::ops::Range;

use encoding_rs::{Encoding, UTF_8};
use stockade::Diagnostic;
use stockade::policy::DirectiveName;

use super::document::DocumentState;
use super::doubt;
use super::report::{Found, Report};
use super::scanner::Scanner;
use super::tag::Attribute;
use super::text::Offsets;
use super::window::Window;
use super::{PageDocument, Permission};

/// Documents in documents that are read.
const MAX_DEPTH: usize = 16;

/// Reads the document in a `srcdoc` attribute.
pub(super) fn read_srcdoc(
    document: DocumentState,
    attribute: Attribute<'_>,
    window: &Window,
    report: &mut dyn Report,
) {
    if document.depth > MAX_DEPTH {
        report.doubt(window, doubt::deep_frame(MAX_DEPTH), attribute.range());
        return;
    }
    let id = document.id;
    let text = attribute.text();
    report.enter(id);
    let mut inner = NestedReport {
        outer: report,
        outer_window: window,
        start: attribute.value_range().start,
        offsets: &text.offsets,
    };
    let mut scanner = Scanner::new(document, UTF_8, &mut inner as &mut dyn Report);
    scanner.write(text.text.as_bytes());
    scanner.end();
    report.leave(id);
}

/// Reads the content of a `<noscript>` where scripts do not run: markup like any other. Returns
/// what is known of the document then.
pub(super) fn read_noscript(
    document: DocumentState,
    content: &Range<usize>,
    encoding: &'static Encoding,
    window: &Window,
    report: &mut dyn Report,
) -> DocumentState {
    let mut inner = NestedReport {
        outer: report,
        outer_window: window,
        start: content.start,
        offsets: &Offsets::default(),
    };
    let mut scanner = Scanner::new(document, encoding, &mut inner as &mut dyn Report);
    scanner.write(window.get(content));
    scanner.end()
}

/// Reports in places of the text around.
struct NestedReport<'r> {
    outer: &'r mut dyn Report,
    outer_window: &'r Window,
    /// Where the inner text begins in the outer one.
    start: usize,
    /// What decoding the inner text has moved.
    offsets: &'r Offsets,
}

impl NestedReport<'_> {
    fn outer_range(&self, range: &Range<usize>) -> Range<usize> {
        let range = self.offsets.original(range);
        self.start + range.start..self.start + range.end
    }
}

impl Report for NestedReport<'_> {
    fn wants(&self, directive: DirectiveName) -> bool {
        self.outer.wants(directive)
    }

    fn attempt(&mut self, _window: &Window, found: Found<'_>) -> Permission {
        let range = self.outer_range(&found.range);
        self.outer
            .attempt(self.outer_window, Found { range, ..found })
    }

    fn policy(
        &mut self,
        _window: &Window,
        document: PageDocument,
        content: &str,
        range: Range<usize>,
    ) {
        let range = self.outer_range(&range);
        self.outer
            .policy(self.outer_window, document, content, range);
    }

    fn doubt(&mut self, _window: &Window, doubt: Diagnostic, range: Range<usize>) {
        let range = self.outer_range(&range);
        self.outer.doubt(self.outer_window, doubt, range);
    }

    fn enter(&mut self, document: PageDocument) {
        self.outer.enter(document);
    }

    fn leave(&mut self, document: PageDocument) {
        self.outer.leave(document);
    }

    fn pass(&mut self, _window: &Window, _offset: usize) {}
}
