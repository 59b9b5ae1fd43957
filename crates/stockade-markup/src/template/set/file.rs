//! One template of a set: its text, its syntax, and what of other templates it uses.

use std::collections::BTreeMap;

use stockade::Span;

use crate::template::syntax::{
    Construct, ConstructKind, Dialect, Masked, Structure, StructureKind, lex, mask, structures,
};

use super::macros::{self, Mention};
use super::target::{self, Target};

/// Tags that print other templates, such as Django's inclusion tags, with the templates' names.
pub type InclusionTags = BTreeMap<String, Vec<String>>;

#[derive(Debug)]
pub(crate) struct TemplateFile {
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) source: String,
    pub(crate) constructs: Vec<Construct>,
    pub(crate) structures: Vec<Structure>,
    pub(crate) masked: Masked,
    /// The template that this one extends.
    pub(crate) extends: Option<Target>,
    /// Whether it may also be printed as it stands: it extends none, or, in Jinja2, only
    /// `{% if … %}`.
    pub(crate) may_stand_alone: bool,
    /// The constructs that print other templates, with what they print.
    pub(crate) uses: Vec<(usize, Target)>,
    /// The blocks, by name, as indices of `structures`.
    pub(crate) blocks: BTreeMap<String, usize>,
    /// Jinja2's macros, by name, as indices of `structures`.
    pub(super) macros: BTreeMap<String, usize>,
    /// The constructs that name macros.
    pub(super) mentions: Vec<Mention>,
    /// Where the lines begin.
    line_starts: Vec<u32>,
    /// The outermost loops.
    loops: Vec<Span>,
    /// The markers that switch the template syntax off and on, as indices of `constructs`.
    verbatim: Vec<usize>,
    /// Where the innermost structure around changes that is not known to print its content as it
    /// stands, and which it is from there on, as an index of `structures`.
    opaque: Vec<(u32, Option<usize>)>,
}

/// A part of a template that is printed as one piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Region {
    /// All of it.
    Document,
    /// A block of a template that extends another, or a macro, as an index of its structures.
    Block(usize),
}

/// Lets `<{{ tag }} class="a">` be read as the start tag of some ordinary element. Nothing is
/// edited because of it, but what follows is read as a browser reads it.
fn with_element_names(mut masked: Masked, constructs: &[Construct]) -> Masked {
    for construct in masked
        .dynamic_tag_names
        .iter()
        .filter_map(|index| constructs.get(*index))
    {
        let first = construct.span.range().start;
        if masked.text.as_bytes().get(first) == Some(&1) {
            masked.text.replace_range(first..=first, "x");
        }
    }
    masked
}

fn indices<T>(all: &[T], is_wanted: impl Fn(&T) -> bool) -> Vec<usize> {
    let numbered = all.iter().enumerate();
    numbered
        .filter(|(_, one)| is_wanted(one))
        .map(|(index, _)| index)
        .collect()
}

fn line_starts(source: &str) -> Vec<u32> {
    let ends = source.match_indices('\n').map(|(end, _)| end + 1);
    std::iter::once(0)
        .chain(ends)
        .filter_map(|start| u32::try_from(start).ok())
        .collect()
}

impl TemplateFile {
    pub(super) fn new(
        name: String,
        path: String,
        source: String,
        dialect: &Dialect,
        inclusion_tags: &InclusionTags,
    ) -> Self {
        let constructs = lex(&source, dialect);
        let structures = structures(&source, &constructs, dialect);
        let masked = with_element_names(mask(&source, &constructs), &constructs);
        let extending = constructs
            .iter()
            .enumerate()
            .find_map(|(index, construct)| {
                let target = target::extended(construct, &source, dialect, &name)?;
                Some((index, target))
            });
        let is_conditional = |index| {
            structures.iter().any(|structure| {
                matches!(structure.kind, StructureKind::Branches)
                    && structure.open < index
                    && structure.close.is_none_or(|close| index < close)
            })
        };
        let may_stand_alone = extending
            .as_ref()
            .is_none_or(|(index, _)| is_conditional(*index));
        let extends = extending.map(|(_, target)| target);
        let uses = constructs
            .iter()
            .enumerate()
            .filter_map(|(index, construct)| {
                let target = target::printed(construct, &source, dialect, &name, inclusion_tags)?;
                Some((index, target))
            })
            .collect();
        let blocks = structures
            .iter()
            .enumerate()
            .filter_map(|(index, structure)| match structure.kind {
                StructureKind::Block(name) => Some((source.get(name.range())?.to_owned(), index)),
                _ => None,
            })
            .collect();
        let macros = match dialect {
            Dialect::Django => BTreeMap::new(),
            Dialect::Jinja(_) => macros::defined(&source, &constructs, &structures),
        };
        let mentions = match dialect {
            Dialect::Django => Vec::new(),
            Dialect::Jinja(_) => macros::mentions(&source, &constructs, &macros),
        };
        let line_starts = line_starts(&source);
        let verbatim = indices(&constructs, |found| found.kind == ConstructKind::Verbatim);
        let mut file = Self {
            name,
            path,
            source,
            constructs,
            structures,
            masked,
            extends,
            may_stand_alone,
            uses,
            blocks,
            macros,
            mentions,
            line_starts,
            loops: Vec::new(),
            verbatim,
            opaque: Vec::new(),
        };
        file.loops = file.outermost_loops();
        file.opaque = file.opaque_changes();
        file
    }

    /// The text of a span.
    pub(crate) fn text(&self, span: Span) -> &str {
        self.source.get(span.range()).unwrap_or_default()
    }

    /// The template or block that a construct prints, if it prints one.
    pub(crate) fn target(&self, construct: usize) -> Option<&Target> {
        let found = self
            .uses
            .binary_search_by_key(&construct, |(index, _)| *index);
        self.uses.get(found.ok()?).map(|(_, target)| target)
    }

    /// Where other regions are printed in a stretch of the text, and which: what is included and
    /// called there, and what may stand in the place of its blocks.
    pub(super) fn printed_in(&self, stretch: Span) -> Vec<(Span, Target)> {
        let uses = self
            .uses
            .iter()
            .map(|(construct, target)| (self.construct_span(*construct), target.clone()));
        let calls = self.mentions.iter().filter(|mention| mention.is_printed);
        let calls = calls.map(|call| {
            let target = Target::Macro(call.name.clone());
            (self.construct_span(call.construct), target)
        });
        let blocks = self.blocks.iter().filter_map(|(name, index)| {
            let span = self.structure_span(self.structures.get(*index)?);
            Some((span, Target::OwnBlock(name.clone())))
        });
        uses.chain(calls)
            .chain(blocks)
            .filter(|(span, _)| stretch.start() <= span.start() && span.end() <= stretch.end())
            .collect()
    }

    /// The marker before `offset` that switches the template syntax off there, if one does.
    pub(crate) fn verbatim_before(&self, offset: u32) -> Option<&Construct> {
        let is_before = |index: &usize| self.construct_span(*index).end() <= offset;
        let before = self.verbatim.partition_point(is_before);
        // They come in pairs.
        let opening = (before % 2 == 1).then(|| self.verbatim.get(before - 1))??;
        self.constructs.get(*opening)
    }

    /// Whether a comment parts what is one word, or one name of a tag, in what is printed.
    pub(crate) fn joins_words(&self, index: usize, construct: &Construct) -> bool {
        let hidden = self.masked.text.get(construct.span.range());
        hidden.is_none_or(|hidden| hidden.contains('\x01'))
            || self.masked.touches_tag_name.binary_search(&index).is_ok()
    }

    /// The line of an offset, from 1.
    pub(crate) fn line_of(&self, offset: u32) -> usize {
        self.line_starts.partition_point(|start| *start <= offset)
    }

    /// The column of an offset, in characters, from 1.
    pub(crate) fn column_of(&self, offset: u32) -> usize {
        let line = self.line_of(offset).saturating_sub(1);
        let start = self.line_starts.get(line).copied().unwrap_or_default();
        self.text(Span::new(start, offset)).chars().count() + 1
    }

    /// What the template prints by itself: everything, or the blocks that it overrides; and the
    /// macros that it offers.
    pub(crate) fn regions(&self) -> Vec<Region> {
        if self.may_stand_alone {
            return vec![Region::Document];
        }
        let mut regions: Vec<Region> = self.macros.values().copied().map(Region::Block).collect();
        let mut outermost_end = 0;
        for (index, structure) in self.structures.iter().enumerate() {
            let span = self.structure_span(structure);
            if matches!(structure.kind, StructureKind::Block(_)) && span.start() >= outermost_end {
                outermost_end = span.end();
                regions.push(Region::Block(index));
            }
        }
        regions
    }

    /// The text that a region covers, without the tags of its block.
    pub(crate) fn span(&self, region: Region) -> Span {
        match region {
            Region::Document => Span::new(0, u32::try_from(self.source.len()).unwrap_or(u32::MAX)),
            Region::Block(index) => self
                .structures
                .get(index)
                .map_or(Span::new(0, 0), |structure| self.content_span(structure)),
        }
    }

    /// From the end of the opening tag to the start of the closing one.
    pub(crate) fn content_span(&self, structure: &Structure) -> Span {
        let whole = self.structure_span(structure);
        let start = self.construct_span(structure.open).end();
        let end = structure
            .close
            .map_or(whole.end(), |close| self.construct_span(close).start());
        Span::new(start, end)
    }

    /// From the start of the opening tag to the end of the closing one, or of the file.
    pub(crate) fn structure_span(&self, structure: &Structure) -> Span {
        let end = structure.close.map_or_else(
            || self.span(Region::Document).end(),
            |close| self.construct_span(close).end(),
        );
        Span::new(self.construct_span(structure.open).start(), end)
    }

    pub(crate) fn construct_span(&self, index: usize) -> Span {
        self.constructs
            .get(index)
            .map_or(Span::new(0, 0), |construct| construct.span)
    }

    /// The constructs that overlap a span.
    pub(crate) fn constructs_in(&self, span: Span) -> impl Iterator<Item = (usize, &Construct)> {
        let first = self
            .constructs
            .partition_point(|construct| construct.span.end() <= span.start());
        self.constructs
            .iter()
            .enumerate()
            .skip(first)
            .take_while(move |(_, construct)| construct.span.start() < span.end())
    }

    /// The innermost tag around `offset` that is not known to print its content as it stands, as an
    /// index of `structures`.
    pub(crate) fn enclosing_opaque(&self, offset: u32) -> Option<usize> {
        let before = self.opaque.partition_point(|(from, _)| *from <= offset);
        let (_, structure) = self.opaque.get(before.checked_sub(1)?)?;
        *structure
    }

    fn opaque_changes(&self) -> Vec<(u32, Option<usize>)> {
        let mut changes = Vec::new();
        let mut open: Vec<(u32, usize)> = Vec::new();
        for (index, structure) in self.structures.iter().enumerate() {
            if structure.kind != StructureKind::Opaque || structure.close.is_none() {
                continue;
            }
            let content = self.content_span(structure);
            while let Some((end, _)) = open.pop_if(|(end, _)| *end <= content.start()) {
                changes.push((end, open.last().map(|(_, outer)| *outer)));
            }
            changes.push((content.start(), Some(index)));
            open.push((content.end(), index));
        }
        while let Some((end, _)) = open.pop() {
            changes.push((end, open.last().map(|(_, outer)| *outer)));
        }
        changes
    }

    /// From where on the text is printed again, if that at `offset` is: from the start of the
    /// outermost loop around it, or of a tag that may be one. Otherwise `offset` itself.
    pub(super) fn repeated_from(&self, offset: u32) -> u32 {
        let next = self.loops.partition_point(|span| span.end() <= offset);
        match self.loops.get(next) {
            Some(span) if span.start() <= offset => span.start(),
            _ => offset,
        }
    }

    fn outermost_loops(&self) -> Vec<Span> {
        let mut loops: Vec<Span> = Vec::new();
        for structure in self
            .structures
            .iter()
            .filter(|found| self.may_repeat(found))
        {
            let span = self.structure_span(structure);
            if loops.last().is_none_or(|outer| outer.end() <= span.start()) {
                loops.push(span);
            }
        }
        loops
    }

    fn may_repeat(&self, structure: &Structure) -> bool {
        match structure.kind {
            StructureKind::Block(_) | StructureKind::Plain => false,
            StructureKind::Opaque => true,
            StructureKind::Branches => self
                .constructs
                .get(structure.open)
                .and_then(|open| open.tag_name(&self.source))
                .is_none_or(|name| name == "for"),
        }
    }

    /// Whether it is the beginning of a page rather than a part of one.
    pub(crate) fn is_whole_page(&self) -> bool {
        let text = self.masked.text.to_ascii_lowercase();
        text.contains("<!doctype") || text.contains("<html")
    }
}
