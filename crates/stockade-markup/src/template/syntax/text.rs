//! Small readers that the others share.

use stockade::Span;

/// White space as Python has it: `str.strip`, `str.split` and `\s` agree on this set, which is
/// Unicode's and four separators of ASCII.
pub(super) fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\x1c'..='\x1f')
}

/// How many bytes of white space a text begins with.
pub(super) fn leading_space(text: &str) -> usize {
    text.len() - text.trim_start_matches(is_space).len()
}

/// The part of `start..end` that is left when the white space on both sides is taken off.
pub(super) fn trimmed(source: &str, start: usize, end: usize) -> Span {
    let text = source.get(start..end).unwrap_or_default();
    let start = start + leading_space(text);
    span(start, start + text.trim_matches(is_space).len())
}

/// How long the quoted string is that a text begins with, in which a backslash hides the character
/// after it. None if there is no quote, or none that closes it.
pub(super) fn quoted_length(text: &str) -> Option<usize> {
    let quote = *text.as_bytes().first()?;
    if !matches!(quote, b'"' | b'\'') {
        return None;
    }
    let mut is_escaped = false;
    let content = text.bytes().skip(1).position(|byte| {
        let closes = byte == quote && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        closes
    })?;
    Some(content + 2)
}

/// A span of offsets into a template. No template is four gigabytes long; of one that is, the rest
/// belongs to no span.
pub(super) fn span(start: usize, end: usize) -> Span {
    let offset = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
    Span::new(offset(start), offset(end))
}

/// Looks for one text from places that only ever move forward.
///
/// It remembers what it found, so that all searches together read the source once. Without that, a
/// line of openings that nothing closes would be read to its end for each of them.
#[derive(Debug)]
pub(super) struct Finder<'a> {
    source: &'a str,
    wanted: &'a str,
    found: Found,
}

#[derive(Debug, Clone, Copy)]
enum Found {
    NotYetSought,
    At(usize),
    Nowhere,
}

impl<'a> Finder<'a> {
    pub(super) fn new(source: &'a str, wanted: &'a str) -> Self {
        Self {
            source,
            wanted,
            found: Found::NotYetSought,
        }
    }

    pub(super) fn at_or_after(&mut self, from: usize) -> Option<usize> {
        match self.found {
            Found::At(place) if place >= from => Some(place),
            Found::Nowhere => None,
            _ => self.search(from),
        }
    }

    fn search(&mut self, from: usize) -> Option<usize> {
        let place = self
            .source
            .get(from..)
            .and_then(|rest| rest.find(self.wanted))
            .map(|offset| from + offset);
        self.found = place.map_or(Found::Nowhere, Found::At);
        place
    }
}
