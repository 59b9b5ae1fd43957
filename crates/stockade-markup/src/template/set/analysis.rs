//! Where every block and every included template ends up.

use std::collections::{BTreeSet, HashMap};

use crate::template::reading::Place;

use super::file::{Region, TemplateFile};
use super::region_reading::{RegionReading, Uncertainty};
use super::relations::Relations;
use super::target::Target;

/// What is known about all regions of all templates.
#[derive(Debug, Default)]
pub(crate) struct Analysis {
    /// For each file, where its regions begin.
    places: HashMap<usize, Vec<(Region, Places)>>,
    readings: HashMap<Start, RegionReading>,
    /// For each file with blocks, the files that override one: name and structure of the block.
    overriders: HashMap<(usize, String), Vec<(usize, usize)>>,
    by_name: HashMap<String, Vec<usize>>,
}

/// Where a region may begin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Places {
    /// The places that templates which use it are known to put it in.
    pub(crate) known: BTreeSet<Place>,
    /// Whether it is also used in a way that cannot be followed.
    pub(crate) has_unknown: bool,
}

/// A region that begins in a place.
type Start = (usize, Region, Place);

impl Analysis {
    pub(super) fn new(files: &[TemplateFile]) -> Self {
        let mut builder = Builder {
            files,
            relations: Relations::new(files),
            found: Self::default(),
            waiting: Vec::new(),
            printed: Vec::new(),
        };
        builder.run();
        builder.found
    }

    /// The regions of a file that are known to be printed somewhere.
    pub(crate) fn regions(&self, file: usize) -> &[(Region, Places)] {
        self.places.get(&file).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn reading(
        &self,
        file: usize,
        region: Region,
        place: Place,
    ) -> Option<&RegionReading> {
        self.readings.get(&(file, region, place))
    }

    /// The blocks that may be printed instead of a file's block: (file, structure).
    pub(crate) fn overriders(&self, file: usize, block: &str) -> &[(usize, usize)] {
        self.overriders
            .get(&(file, block.to_owned()))
            .map_or(&[], Vec::as_slice)
    }

    /// The files of a name.
    pub(crate) fn named(&self, name: &str) -> &[usize] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }
}

struct Builder<'a> {
    files: &'a [TemplateFile],
    relations: Relations,
    found: Analysis,
    waiting: Vec<(usize, Region, Option<Place>)>,
    /// Which region prints which, and from where on it is printed behind that.
    printed: Vec<(Start, u32, Start)>,
}

impl Builder<'_> {
    fn run(&mut self) {
        for (index, file) in self.files.iter().enumerate() {
            self.found
                .by_name
                .entry(file.name.clone())
                .or_default()
                .push(index);
            self.note_overriders(index, file);
            // A template that extends none may be rendered by itself, whoever includes it.
            if file.may_stand_alone {
                self.put(index, Region::Document, Some(Place::Markup));
            }
        }
        self.put_macros();
        self.follow();
        self.spread_doubt();
        self.follow();
    }

    fn note_overriders(&mut self, index: usize, file: &TemplateFile) {
        for name in file.blocks.keys() {
            let overriders: Vec<(usize, usize)> = self
                .relations
                .descendants(index)
                .filter_map(|other| {
                    let structure = self.files.get(other)?.blocks.get(name)?;
                    Some((other, *structure))
                })
                .collect();
            if !overriders.is_empty() {
                let key = (index, name.clone());
                self.found.overriders.insert(key, overriders);
            }
        }
    }

    /// A macro that is named other than to be printed may end up anywhere. One that no template
    /// names can only be called from outside of templates, and is taken to print markup.
    fn put_macros(&mut self) {
        let mentions = || self.files.iter().flat_map(|file| &file.mentions);
        let mentioned: BTreeSet<&str> = mentions().map(|mention| mention.name.as_str()).collect();
        let passed_on: Vec<String> = mentions()
            .filter(|mention| !mention.is_printed)
            .map(|mention| mention.name.clone())
            .collect();
        for (index, file) in self.files.iter().enumerate() {
            for (name, structure) in &file.macros {
                if !mentioned.contains(name.as_str()) {
                    self.put(index, Region::Block(*structure), Some(Place::Markup));
                }
            }
        }
        for name in passed_on {
            for (file, region) in self.macros_named(&name) {
                self.put(file, region, None);
            }
        }
    }

    fn macros_named(&self, name: &str) -> Vec<(usize, Region)> {
        self.files
            .iter()
            .enumerate()
            .filter_map(|(index, file)| Some((index, Region::Block(*file.macros.get(name)?))))
            .collect()
    }

    /// Follows every region that has been put somewhere to what it prints.
    fn follow(&mut self) {
        while let Some((index, region, place)) = self.waiting.pop() {
            let Some(file) = self.files.get(index) else {
                continue;
            };
            if let Some(place) = place {
                self.found
                    .readings
                    .entry((index, region, place))
                    .or_insert_with(|| RegionReading::new(file, region, place));
            }
            self.follow_from(index, file, region, place);
        }
    }

    fn follow_from(
        &mut self,
        index: usize,
        file: &TemplateFile,
        region: Region,
        from: Option<Place>,
    ) {
        for (at, target) in file.printed_in(file.span(region)) {
            let place = self
                .place_at(index, region, from, at.start())
                .filter(|_| !is_moved(file, region, at.start()));
            for (other, other_region) in self.printed_by(index, &target, place) {
                self.put(other, other_region, place);
                let behind = file.repeated_from(at.end());
                self.note_printed((index, region, from), behind, (other, other_region, place));
            }
        }
    }

    fn printed_by(
        &self,
        index: usize,
        target: &Target,
        place: Option<Place>,
    ) -> Vec<(usize, Region)> {
        let documents = |files: Vec<usize>| files.into_iter().map(|file| (file, Region::Document));
        match target {
            Target::Templates(names) => {
                let files = names
                    .iter()
                    .flat_map(|name| self.relations.named(name))
                    .flat_map(|&file| self.roots(file))
                    .collect();
                documents(files).collect()
            }
            // Parts of pages are written to stand in markup. Only where one is printed elsewhere
            // does it matter that it could be any of them.
            Target::AnyTemplate if matches!(place, None | Some(Place::Markup)) => Vec::new(),
            Target::AnyTemplate => {
                let files = (0..self.files.len())
                    .filter(|&file| {
                        self.files
                            .get(file)
                            .is_some_and(|file| file.may_stand_alone && !file.is_whole_page())
                    })
                    .collect();
                documents(files).collect()
            }
            Target::Macro(name) => self.macros_named(name),
            Target::OwnBlock(name) => self
                .found
                .overriders(index, name)
                .iter()
                .map(|&(file, structure)| (file, Region::Block(structure)))
                .collect(),
        }
    }

    /// What a template prints as a whole: itself, or the template at the top of those it extends.
    fn roots(&self, file: usize) -> Vec<usize> {
        let is_root = |index: &usize| {
            let file = self.files.get(*index);
            file.is_some_and(|file| file.may_stand_alone)
        };
        let ancestors = self.relations.ancestors(file);
        [file]
            .into_iter()
            .chain(ancestors)
            .filter(is_root)
            .collect()
    }

    fn place_at(
        &self,
        index: usize,
        region: Region,
        from: Option<Place>,
        offset: u32,
    ) -> Option<Place> {
        self.found.reading(index, region, from?)?.place_at(offset)
    }

    fn note_printed(
        &mut self,
        (file, region, place): (usize, Region, Option<Place>),
        behind: u32,
        (other, other_region, other_place): (usize, Region, Option<Place>),
    ) {
        if let (Some(place), Some(other_place)) = (place, other_place) {
            let printing = (file, region, place);
            self.printed
                .push((printing, behind, (other, other_region, other_place)));
        }
    }

    fn put(&mut self, file: usize, region: Region, place: Option<Place>) {
        let regions = self.found.places.entry(file).or_default();
        let known = regions.iter().position(|(known, _)| *known == region);
        let position = known.unwrap_or(regions.len());
        if known.is_none() {
            regions.push((region, Places::default()));
        }
        let Some((_, places)) = regions.get_mut(position) else {
            return;
        };
        let is_news = match place {
            Some(place) => places.known.insert(place),
            None => !std::mem::replace(&mut places.has_unknown, true),
        };
        if is_news {
            self.waiting.push((file, region, place));
        }
    }

    /// What prints a region that may change how the rest is read is itself in doubt behind that.
    fn spread_doubt(&mut self) {
        let printed = std::mem::take(&mut self.printed);
        let mut is_spreading = true;
        while is_spreading {
            is_spreading = false;
            for (printing, behind, other) in &printed {
                let is_neutral = |start: &Start| {
                    self.found
                        .readings
                        .get(start)
                        .is_none_or(|reading| reading.is_neutral)
                };
                if is_neutral(other) {
                    continue;
                }
                if let Some(reading) = self.found.readings.get_mut(printing) {
                    let news = reading.doubt_from(*behind, Uncertainty::OtherTemplate(other.0));
                    is_spreading |= news;
                    if news {
                        // What it prints behind that is in an unknown place now.
                        let (file, region, place) = *printing;
                        self.waiting.push((file, region, Some(place)));
                    }
                }
            }
        }
    }
}

/// Whether the text at `offset` stands in a tag that may print it elsewhere, or changed.
fn is_moved(file: &TemplateFile, region: Region, offset: u32) -> bool {
    file.enclosing_opaque(offset)
        .is_some_and(|structure| region != Region::Block(structure))
}
