//! The lines of a page around something in it.

use std::ops::Range;

use stockade::Span;

use crate::text::is_hidden;

/// How much of a line is shown in front of what is marked, and behind it, in bytes. Pages often
/// have very long lines.
const CONTEXT: usize = 120;
/// How much of what is marked is shown, in bytes.
const MARKED: usize = 240;
/// Up to where columns are counted, in bytes: counting them anew for everything in a line of
/// megabytes would take minutes.
const COUNTED: usize = 64 << 10;

/// A page, and where its lines begin.
pub(super) struct Source<'h> {
    html: &'h [u8],
    line_starts: Vec<usize>,
}

/// A part of a page, fit to be shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// The line in which the marked part begins, from 1.
    pub(super) line: usize,
    /// Its column, from 1.
    pub(super) column: Column,
    /// The text, from that line on.
    pub(super) text: String,
    /// What is marked, in bytes of the text.
    pub(super) marked: Range<usize>,
    /// Whether the start of the line is left out.
    pub(super) is_cut: bool,
}

/// A place in a line, from 1.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) bytes: usize,
    /// As editors count; `None` far out in a very long line.
    pub(super) utf16: Option<usize>,
}

impl<'h> Source<'h> {
    pub(super) fn new(html: &'h [u8]) -> Self {
        let behind_breaks = html.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
        let line_starts = std::iter::once(0).chain(behind_breaks.map(|(at, _)| at + 1));
        Self {
            html,
            line_starts: line_starts.collect(),
        }
    }

    pub(super) fn excerpt(&self, span: Span) -> Excerpt {
        let Range { start, end } = span.range();
        let end = end.min(self.html.len());
        let start = start.min(end);
        let line = self
            .line_starts
            .partition_point(|&line_start| line_start <= start);
        let line_start = line
            .checked_sub(1)
            .map_or(0, |index| self.line_starts[index]);

        let mut text = self.before(line_start, start);
        let marked_start = text.len();
        text.push_str(&shown(self.up_to(start, end, MARKED)));
        let marked = marked_start..text.len();
        text.push_str(&shown(self.rest_of_line(end)));
        Excerpt {
            line,
            column: Column {
                bytes: start - line_start + 1,
                utf16: self.utf16_column(line_start, start),
            },
            text,
            marked,
            is_cut: start - line_start > CONTEXT,
        }
    }

    fn before(&self, line_start: usize, start: usize) -> String {
        if start - line_start <= CONTEXT {
            return shown(&self.html[line_start..start]);
        }
        let cut = self.next_character(start - CONTEXT);
        format!("…{}", shown(&self.html[cut..start]))
    }

    fn rest_of_line(&self, from: usize) -> &'h [u8] {
        let line = self.html[from..]
            .split(|&byte| byte == b'\n')
            .next()
            .unwrap_or_default();
        self.up_to(from, from + line.len(), CONTEXT)
    }

    fn up_to(&self, start: usize, end: usize, limit: usize) -> &'h [u8] {
        if end - start <= limit {
            &self.html[start..end]
        } else {
            &self.html[start..self.next_character(start + limit)]
        }
    }

    /// The first place from `at` on where a character begins, in UTF-8.
    fn next_character(&self, at: usize) -> usize {
        let rest = &self.html[at..];
        at + rest
            .iter()
            .take_while(|&&byte| byte & 0b1100_0000 == 0b1000_0000)
            .count()
    }

    fn utf16_column(&self, line_start: usize, start: usize) -> Option<usize> {
        let before = &self.html[line_start..start];
        (before.len() <= COUNTED)
            .then(|| String::from_utf8_lossy(before).encode_utf16().count() + 1)
    }
}

/// Text that steers no terminal, character for character.
fn shown(bytes: &[u8]) -> String {
    let replaced = |character: char| match character {
        '\n' | '\t' => character,
        _ if is_hidden(character) => char::REPLACEMENT_CHARACTER,
        _ => character,
    };
    String::from_utf8_lossy(bytes)
        .chars()
        .map(replaced)
        .collect()
}
