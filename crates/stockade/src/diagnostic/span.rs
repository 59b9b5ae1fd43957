use std::fmt;
use std::ops::Range;

/// A range of bytes in a text: `start` is the first byte, `end` is one past the last.
///
/// ```
/// use stockade::Span;
/// let span = Span::new(4, 10);
/// assert_eq!(&"the header"[span.range()], "header");
/// assert_eq!(span.len(), 6);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The bytes from `start` up to `end`. An `end` before `start` gives an empty span at `start`.
    pub const fn new(start: u32, end: u32) -> Self {
        Self {
            start,
            end: if end < start { start } else { end },
        }
    }

    /// Offsets into a text that is at most `u32::MAX` bytes long, as every parsed one is.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "longer texts are not parsed"
    )]
    pub(crate) const fn from_offsets(start: usize, end: usize) -> Self {
        Self::new(start as u32, end as u32)
    }

    /// The first byte.
    pub const fn start(self) -> u32 {
        self.start
    }

    /// One past the last byte.
    pub const fn end(self) -> u32 {
        self.end
    }

    /// How many bytes.
    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether it holds no byte.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// For slicing.
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}
