use std::ops::Range;

/// The part of a page that is in view: what has arrived and may still be asked for.
///
/// Offsets count from the beginning of the page.
#[derive(Debug, Default)]
pub(super) struct Window {
    bytes: Vec<u8>,
    /// The offset of the first byte.
    start: usize,
}

impl Window {
    /// One past the last byte that has arrived.
    pub(super) fn end(&self) -> usize {
        self.start + self.bytes.len()
    }

    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Lets go of everything in front of `offset`.
    pub(super) fn forget_before(&mut self, offset: usize) {
        let forgotten = offset.saturating_sub(self.start).min(self.bytes.len());
        self.bytes.drain(..forgotten);
        self.start += forgotten;
    }

    /// The bytes of a range; what is out of view is left out.
    pub(super) fn get(&self, range: &Range<usize>) -> &[u8] {
        let from = range.start.saturating_sub(self.start);
        let to = range.end.saturating_sub(self.start).min(self.bytes.len());
        self.bytes.get(from..to).unwrap_or_default()
    }
}
