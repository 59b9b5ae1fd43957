use std::ops::Range;

/// Where the bytes of a decoded text stand in the text it was decoded from.
#[derive(Debug, Clone, Default)]
pub(in crate::page) struct Offsets {
    /// Offsets in both texts from which they run alike, in order: `(decoded, original)`.
    steps: Vec<(usize, usize)>,
    /// The length of the original, if nothing else is known of it.
    original_end: Option<usize>,
}

impl Offsets {
    /// From `decoded` on, which is no earlier than before, the texts run alike again.
    pub(super) fn step(&mut self, decoded: usize, original: usize) {
        self.steps.push((decoded, original));
    }

    /// Adds the steps of a piece, which begins at these places of both texts.
    pub(super) fn append(&mut self, piece: &Self, decoded: usize, original: usize) {
        self.steps.push((decoded, original));
        self.steps.extend(
            piece
                .steps
                .iter()
                .map(|&(inner, outer)| (decoded + inner, original + outer)),
        );
    }

    /// Only that the whole was decoded from the whole is known.
    pub(super) fn coarse(original_end: usize) -> Self {
        Self {
            steps: Vec::new(),
            original_end: Some(original_end),
        }
    }

    /// Whether only that is known.
    pub(super) fn is_coarse(&self) -> bool {
        self.original_end.is_some()
    }

    /// The part of the original that a part of the decoded text stands for.
    pub(in crate::page) fn original(&self, decoded: &Range<usize>) -> Range<usize> {
        match self.original_end {
            Some(end) => 0..end,
            None => self.at(decoded.start)..self.at(decoded.end),
        }
    }

    fn at(&self, decoded: usize) -> usize {
        let after = self.steps.partition_point(|&(step, _)| step <= decoded);
        match after.checked_sub(1).and_then(|last| self.steps.get(last)) {
            Some(&(step, original)) => original + (decoded - step),
            None => decoded,
        }
    }
}
