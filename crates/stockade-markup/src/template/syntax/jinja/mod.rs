//! Jinja2's template language, cut up as `jinja2.lexer.Lexer` does it.
//!
//! Inside a construct there is code: a delimiter in a string or between brackets does not end it,
//! and it may go over any number of lines.

mod code;
mod opening;

use super::text::{Finder, leading_space, span, trimmed};
use super::{Construct, ConstructKind, Delimiters, Trims};
use code::{Closing, CodeEnd};
use opening::{Opening, OpeningKind, Openings, marker};

/// Every construct of a template, in order.
pub(super) fn lex(source: &str, delimiters: &Delimiters) -> Vec<Construct> {
    let openings = Openings::new(delimiters);
    let mut lexer = Lexer {
        source,
        delimiters,
        comment_end: Finder::new(source, &delimiters.comment_end),
        constructs: Vec::new(),
        at: 0,
    };
    while let Some(opening) = openings.next(source, lexer.at) {
        lexer.read(&opening);
    }
    lexer.constructs
}

struct Lexer<'a> {
    source: &'a str,
    delimiters: &'a Delimiters,
    comment_end: Finder<'a>,
    constructs: Vec<Construct>,
    /// Everything before it is read.
    at: usize,
}

impl Lexer<'_> {
    fn read(&mut self, opening: &Opening) {
        match opening.kind {
            OpeningKind::Raw => self.raw(opening),
            OpeningKind::Variable => self.code(opening, CodeEnd::Variable),
            OpeningKind::Block => self.code(opening, CodeEnd::Block),
            OpeningKind::LineStatement => self.code(opening, CodeEnd::Line),
            OpeningKind::Comment => self.comment(opening),
            OpeningKind::LineComment => self.line_comment(opening),
        }
    }

    /// `{{ … }}`, `{% … %}`, or a line statement.
    fn code(&mut self, opening: &Opening, end: CodeEnd) {
        let closing = code::closing(self.source, opening.end, end, self.delimiters)
            .unwrap_or_else(|| Closing::end_of_file(self.source));
        let content = trimmed(self.source, opening.end, closing.start);
        let kind = if opening.kind == OpeningKind::Variable {
            ConstructKind::Expression(content)
        } else {
            self.tag(content.range().start, content.range().end)
        };
        self.push(opening, kind, closing.end, closing.trims_after);
    }

    fn tag(&self, start: usize, end: usize) -> ConstructKind {
        let code = self.source.get(start..end).unwrap_or_default();
        let name_end = start + code::word_length(code);
        ConstructKind::Tag {
            name: span(start, name_end),
            arguments: trimmed(self.source, name_end, end),
        }
    }

    fn comment(&mut self, opening: &Opening) {
        let closing = self.comment_end.at_or_after(opening.end);
        let end = closing.map_or(self.source.len(), |closing| {
            closing + self.delimiters.comment_end.len()
        });
        let trims_after = closing
            .and_then(|closing| self.source.get(opening.end..closing))
            .is_some_and(|text| text.ends_with('-'));
        self.push(opening, ConstructKind::Comment, end, trims_after);
    }

    fn line_comment(&mut self, opening: &Opening) {
        let text = self.source.get(opening.end..).unwrap_or_default();
        let length = text.find(['\n', '\r']).unwrap_or(text.len());
        let end = opening.end + length;
        self.push(opening, ConstructKind::Comment, end, false);
    }

    /// `{% raw %}` and, if there is one, its end. What stands between them is literal.
    fn raw(&mut self, opening: &Opening) {
        let trims_after = opening.trims_content;
        self.push(opening, ConstructKind::Verbatim, opening.end, trims_after);

        let from = self.at;
        self.at = self.source.len();
        let rest = self.source.get(from..).unwrap_or_default();
        let end = rest
            .char_indices()
            .find_map(|(offset, _)| marker(self.source, from + offset, "endraw", self.delimiters));
        if let Some(end) = end {
            self.push(&end, ConstructKind::Verbatim, end.end, end.trims_content);
        }
    }

    fn push(&mut self, opening: &Opening, kind: ConstructKind, end: usize, trims_after: bool) {
        self.constructs.push(Construct {
            span: span(opening.start, end),
            kind,
            trims: Trims {
                before: opening.trims_before,
                after: trims_after,
            },
        });
        self.at = end;
        if trims_after {
            // Nothing begins in white space that is gone: no line statement is seen after it.
            self.at += leading_space(self.source.get(end..).unwrap_or_default());
        }
    }
}
