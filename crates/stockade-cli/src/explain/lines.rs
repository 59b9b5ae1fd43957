//! Lines of a file or a pipe, of bounded length.

use std::io::{self, BufRead, BufReader, Read};

/// How long a line may be, in bytes.
pub(super) const LIMIT: usize = 16 << 20;

/// Reads one line after the other into the same memory.
pub(super) struct Lines<R> {
    reader: BufReader<R>,
    line: Vec<u8>,
}

/// What was read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line<'l> {
    /// A line, without its end.
    Whole(&'l [u8]),
    /// A line of more than [`LIMIT`] bytes, which was passed over.
    TooLong,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            reader: BufReader::with_capacity(64 << 10, input),
            line: Vec::new(),
        }
    }

    /// Whether the next line has not arrived yet, so that [`next`](Self::next) may wait for it.
    pub(super) fn may_wait(&self) -> bool {
        !self.reader.buffer().contains(&b'\n')
    }

    /// The next line; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        self.line.clear();
        let limit = LIMIT as u64 + 1;
        (&mut self.reader)
            .take(limit)
            .read_until(b'\n', &mut self.line)?;
        if self.line.pop_if(|last| *last == b'\n').is_some() {
            return Ok(Some(Line::Whole(&self.line)));
        }
        if self.line.len() > LIMIT {
            self.reader.skip_until(b'\n')?;
            // The next lines are shorter, most likely.
            self.line = Vec::new();
            return Ok(Some(Line::TooLong));
        }
        Ok((!self.line.is_empty()).then_some(Line::Whole(&self.line)))
    }
}
