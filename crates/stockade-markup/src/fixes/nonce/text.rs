//! What stands in the text of an inline script or style.

use std::collections::BTreeSet;

use stockade::Span;

use crate::template::{ConstructKind, Region, StructureKind, Target, TemplateFile, TemplateSet};

use super::{Trust, digest};

/// What was found in a stretch of text, and in the parts of it that stand in other templates.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// Whether data is printed into it.
    pub(super) has_data: bool,
    /// A part in another template that has data in it and is not approved.
    pub(super) unapproved_part: Option<String>,
}

/// Template tags that print nothing themselves: the text between them is all there is.
const SILENT_TAGS: &[&str] = &[
    "autoescape",
    "comment",
    "elif",
    "else",
    "empty",
    "endautoescape",
    "endfor",
    "endif",
    "endifchanged",
    "endlocalize",
    "endwith",
    "for",
    "from",
    "if",
    "ifchanged",
    "import",
    "load",
    "localize",
    "with",
];

/// Reads the text at `span` of a file.
pub(super) fn contents(set: &TemplateSet, index: usize, span: Span, trust: &Trust) -> Contents {
    let mut search = Search {
        set,
        trust,
        seen: BTreeSet::new(),
        found: Contents::default(),
    };
    search.found.has_data = search.has_data(index, span);
    search.found
}

struct Search<'a> {
    set: &'a TemplateSet,
    trust: &'a Trust,
    seen: BTreeSet<(usize, Span)>,
    found: Contents,
}

impl Search<'_> {
    fn has_data(&mut self, index: usize, span: Span) -> bool {
        let Some(file) = self.set.file(index) else {
            return true;
        };
        if !self.seen.insert((index, span)) {
            return false; // It is being read already.
        }
        let mut has_data = false;
        for (construct_index, construct) in file.constructs_in(span) {
            has_data |= match construct.kind {
                ConstructKind::Comment | ConstructKind::Verbatim => false,
                ConstructKind::Expression(_) => true,
                ConstructKind::Tag { name, .. } => {
                    let name = file.text(name);
                    if let Some(target) = file.target(construct_index) {
                        self.read_templates(target)
                    } else if name == "block" {
                        self.read_overriders(index, file, construct_index);
                        false
                    } else {
                        name != "endblock" && !SILENT_TAGS.contains(&name)
                    }
                }
            };
        }
        has_data
    }

    /// Reads what is included. Returns whether that could be anything.
    fn read_templates(&mut self, target: &Target) -> bool {
        let Target::Templates(names) = target else {
            return true;
        };
        for name in names {
            let files = self.set.analysis().named(name).to_vec();
            if files.is_empty() {
                return true;
            }
            for file in files {
                self.read_part(file, Region::Document);
            }
        }
        false
    }

    fn read_overriders(&mut self, index: usize, file: &TemplateFile, construct: usize) {
        let name = file
            .structures
            .iter()
            .find_map(|structure| match structure.kind {
                StructureKind::Block(name) if structure.open == construct => Some(name),
                _ => None,
            });
        let overriders = name.map_or(&[][..], |name| {
            self.set.analysis().overriders(index, file.text(name))
        });
        for &(other, structure) in overriders {
            self.read_part(other, Region::Block(structure));
        }
    }

    fn read_part(&mut self, index: usize, region: Region) {
        let Some(file) = self.set.file(index) else {
            return;
        };
        let span = file.span(region);
        if self.has_data(index, span) && !self.trust.approves(&file.name, &digest(file.text(span)))
        {
            let part = format!("{}:{}", file.name, file.line_of(span.start()));
            self.found.unapproved_part.get_or_insert(part);
        }
    }
}
