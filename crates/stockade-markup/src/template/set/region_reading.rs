//! How one region of a template reads when it begins in a given place, and up to where that can
//! be told.

use stockade::Span;

use crate::template::reading::{Ambiguous, Place, Reading};
use crate::template::syntax::{Structure, StructureKind};

use super::file::{Region, TemplateFile};

/// A region as a tokenizer reads it from one place on.
#[derive(Debug, Clone)]
pub(crate) struct RegionReading {
    pub(crate) reading: Reading,
    /// From where on nothing is certain, and why.
    pub(crate) uncertain: Option<(u32, Uncertainty)>,
    /// Whether what follows the region is read as if the region were not there.
    pub(crate) is_neutral: bool,
}

/// Why it cannot be told how the rest of a template is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Uncertainty {
    /// The markup can be read in two ways.
    Ambiguous,
    /// A tag such as `{% if %}`, at this offset, opens or closes an element in some branches.
    Branching(u32),
    /// Another template that is printed there does: the file with this index.
    OtherTemplate(usize),
}

impl RegionReading {
    pub(crate) fn new(file: &TemplateFile, region: Region, start: Place) -> Self {
        let span = file.span(region);
        match Reading::new(&file.masked.text, span, start) {
            Ok(reading) => {
                let uncertain = first_branching(file, region, &reading)
                    .map(|(from, open)| (from, Uncertainty::Branching(open)));
                Self {
                    is_neutral: uncertain.is_none() && is_same(start, reading.end),
                    reading,
                    uncertain,
                }
            }
            Err(Ambiguous(reading)) => Self {
                reading,
                uncertain: Some((span.start(), Uncertainty::Ambiguous)),
                is_neutral: false,
            },
        }
    }

    /// The place of the byte at `offset`, where that is certain.
    pub(crate) fn place_at(&self, offset: u32) -> Option<Place> {
        self.is_certain_at(offset)
            .then(|| self.reading.place_at(offset))
    }

    pub(crate) fn is_certain_at(&self, offset: u32) -> bool {
        self.uncertain
            .as_ref()
            .is_none_or(|(from, _)| offset < *from)
    }

    /// What the part that is not certain would be if the doubt were unfounded and it began in
    /// markup: what a person would see there.
    pub(crate) fn rest(&self, file: &TemplateFile, region: Region) -> Reading {
        let end = file.span(region).end();
        let from = match self.uncertain {
            Some((_, Uncertainty::Branching(open))) => file
                .structures
                .iter()
                .map(|structure| file.structure_span(structure))
                .find(|span| span.start() == open)
                .map_or(end, Span::end),
            Some((from, _)) => from,
            None => end,
        };
        match Reading::new(&file.masked.text, Span::new(from, end), Place::Markup) {
            Ok(reading) | Err(Ambiguous(reading)) => reading,
        }
    }

    /// Notes that what is printed before `offset` may change how the rest is read.
    ///
    /// Returns whether that is news.
    pub(super) fn doubt_from(&mut self, offset: u32, because: Uncertainty) -> bool {
        let is_news = self.is_neutral || self.is_certain_at(offset);
        self.is_neutral = false;
        if self.is_certain_at(offset) {
            self.uncertain = Some((offset, because));
        }
        is_news
    }
}

/// The first structure whose branches do not all end where they began: from where on that makes a
/// difference, and where it begins.
fn first_branching(file: &TemplateFile, region: Region, reading: &Reading) -> Option<(u32, u32)> {
    let span = file.span(region);
    file.structures
        .iter()
        .map(|structure| (file.construct_span(structure.open), structure))
        .filter(|(open, _)| span.start() <= open.start() && open.end() <= span.end())
        .filter(|(_, structure)| !is_neutral(file, structure, reading))
        .map(|(open, _)| (file.repeated_from(open.start()), open.start()))
        .min()
}

fn is_neutral(file: &TemplateFile, structure: &Structure, reading: &Reading) -> bool {
    let place = |construct: usize| reading.place_at(file.construct_span(construct).start());
    let start = place(structure.open);
    let Some(close) = structure.close else {
        // Django's own tags are always closed; of others nothing is known.
        return matches!(structure.kind, StructureKind::Opaque);
    };
    structure
        .separators
        .iter()
        .chain([&close])
        .all(|&construct| is_same(start, place(construct)))
}

/// An attribute without quotes ends with whatever separates it from the next one.
fn is_same(start: Place, end: Place) -> bool {
    let without_quotes = |place| match place {
        Place::UnquotedValue => Place::Tag,
        other => other,
    };
    without_quotes(start) == without_quotes(end)
}
