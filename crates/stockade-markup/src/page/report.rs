//! From what a document has to report to the events of a scan.

use std::ops::Range;

use stockade::policy::DirectiveName;
use stockade::verdict::Attempt;
use stockade::{Diagnostic, Span};

use super::lines::Lines;
use super::window::Window;
use super::{MetaPolicy, PageAttempt, PageDocument, PageEvent, Permission, When};

/// An attempt, with its place in the text of the document that makes it.
pub(super) struct Found<'f> {
    pub(super) attempt: Attempt<'f>,
    pub(super) document: PageDocument,
    pub(super) when: When,
    /// Whether it happens when the page is shown, under all policies of the head.
    pub(super) is_late: bool,
    pub(super) range: Range<usize>,
    pub(super) element: &'f str,
}

/// Takes what a document has to report. Ranges are places in the text of that document, which is
/// in the window.
pub(super) trait Report {
    /// Whether anybody is interested in attempts that this directive governs.
    fn wants(&self, directive: DirectiveName) -> bool;

    fn attempt(&mut self, window: &Window, found: Found<'_>) -> Permission;

    fn policy(
        &mut self,
        window: &Window,
        document: PageDocument,
        content: &str,
        range: Range<usize>,
    );

    fn doubt(&mut self, window: &Window, doubt: Diagnostic, range: Range<usize>);

    fn enter(&mut self, document: PageDocument);

    fn leave(&mut self, document: PageDocument);

    /// What is before `offset` will soon be out of view.
    fn pass(&mut self, window: &Window, offset: usize);
}

/// Takes events.
pub(super) trait Visitor {
    fn event(&mut self, event: PageEvent<'_>) -> Permission;

    /// Whether it is interested in attempts that this directive governs.
    fn wants(&self, directive: DirectiveName) -> bool;
}

/// Reports to a visitor, in places of the page itself.
#[derive(Debug)]
pub(super) struct PageReport<V> {
    pub(super) visitor: V,
    lines: Lines,
}

impl<V> PageReport<V> {
    pub(super) fn new(visitor: V) -> Self {
        Self {
            visitor,
            lines: Lines::default(),
        }
    }
}

impl<V: Visitor> Report for PageReport<V> {
    fn wants(&self, directive: DirectiveName) -> bool {
        self.visitor.wants(directive)
    }

    fn attempt(&mut self, window: &Window, found: Found<'_>) -> Permission {
        let (line, column) = self.lines.position(window, found.range.start);
        self.visitor.event(PageEvent::Attempt(PageAttempt {
            attempt: found.attempt,
            document: found.document,
            when: found.when,
            is_late: found.is_late,
            span: span(&found.range),
            line,
            column,
            element: found.element,
        }))
    }

    fn policy(
        &mut self,
        _window: &Window,
        document: PageDocument,
        content: &str,
        range: Range<usize>,
    ) {
        self.visitor.event(PageEvent::Policy(MetaPolicy {
            document,
            content,
            span: span(&range),
        }));
    }

    fn doubt(&mut self, _window: &Window, doubt: Diagnostic, range: Range<usize>) {
        self.visitor.event(PageEvent::Doubt(doubt.at(span(&range))));
    }

    fn enter(&mut self, document: PageDocument) {
        self.visitor.event(PageEvent::Enter(document));
    }

    fn leave(&mut self, document: PageDocument) {
        self.visitor.event(PageEvent::Leave(document));
    }

    fn pass(&mut self, window: &Window, offset: usize) {
        self.lines.pass(window, offset);
    }
}

/// No page is four gigabytes long; of one that is, the rest has no place.
fn span(range: &Range<usize>) -> Span {
    let offset = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
    Span::new(offset(range.start), offset(range.end))
}

impl<R: Report + ?Sized> Report for &mut R {
    fn wants(&self, directive: DirectiveName) -> bool {
        (**self).wants(directive)
    }

    fn attempt(&mut self, window: &Window, found: Found<'_>) -> Permission {
        (**self).attempt(window, found)
    }

    fn policy(
        &mut self,
        window: &Window,
        document: PageDocument,
        content: &str,
        range: Range<usize>,
    ) {
        (**self).policy(window, document, content, range);
    }

    fn doubt(&mut self, window: &Window, doubt: Diagnostic, range: Range<usize>) {
        (**self).doubt(window, doubt, range);
    }

    fn enter(&mut self, document: PageDocument) {
        (**self).enter(document);
    }

    fn leave(&mut self, document: PageDocument) {
        (**self).leave(document);
    }

    fn pass(&mut self, window: &Window, offset: usize) {
        (**self).pass(window, offset);
    }
}
