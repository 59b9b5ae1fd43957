//! Lines and columns.

use memchr::{memchr_iter, memrchr};

use super::window::Window;

/// Tells line and column of places in a page, by counting on from the place that was asked for
/// last. Questions come almost in order, so that all answers together read the page once.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Lines {
    /// A place at or before the beginning of the window.
    first: Known,
    /// The place that was asked for last.
    last: Known,
}

/// A place whose line is known.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    offset: usize,
    /// How many lines end before it.
    lines: u32,
    /// Where its own line starts.
    line_start: usize,
}

impl Lines {
    /// The line of an offset and its column in bytes, both from 1.
    pub(super) fn position(&mut self, window: &Window, offset: usize) -> (u32, u32) {
        self.last = self.known_at(window, offset);
        let column = offset - self.last.line_start;
        (
            self.last.lines.saturating_add(1),
            to_u32(column).saturating_add(1),
        )
    }

    /// Counts the lines up to `offset`: what is before it will soon be out of view.
    pub(super) fn pass(&mut self, window: &Window, offset: usize) {
        self.first = self.known_at(window, offset);
        if self.last.offset < offset {
            self.last = self.first;
        }
    }

    fn known_at(&self, window: &Window, offset: usize) -> Known {
        if offset >= self.last.offset {
            return self.last.forward(window, offset);
        }
        let between = window.get(&(offset..self.last.offset));
        let newlines = memchr_iter(b'\n', between).count();
        let line_start = if newlines == 0 {
            self.last.line_start
        } else {
            let before = window.get(&(self.first.offset..offset));
            match memrchr(b'\n', before) {
                Some(newline) => self.first.offset + newline + 1,
                None => self.first.line_start,
            }
        };
        Known {
            offset,
            lines: self.last.lines.saturating_sub(to_u32(newlines)),
            line_start,
        }
    }
}

impl Known {
    fn forward(self, window: &Window, offset: usize) -> Self {
        let between = window.get(&(self.offset..offset));
        Self {
            offset,
            lines: self.lines + to_u32(memchr_iter(b'\n', between).count()),
            line_start: memrchr(b'\n', between)
                .map_or(self.line_start, |newline| self.offset + newline + 1),
        }
    }
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
