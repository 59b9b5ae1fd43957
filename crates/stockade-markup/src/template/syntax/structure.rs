//! Tags and the tags that end them.

use std::collections::HashMap;

use stockade::Span;

use super::known_tags::{Opener, opener};
use super::text::{is_space, span};
use super::{Construct, ConstructKind, Dialect};

/// A tag, its end, and what stands between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Structure {
    /// What becomes of the content.
    pub kind: StructureKind,
    /// The opening tag, as its place in the list of constructs.
    pub open: usize,
    /// The tags that part the content: `{% else %}`, `{% empty %}`.
    pub separators: Vec<usize>,
    /// The closing tag. None if it is missing, which no engine accepts.
    pub close: Option<usize>,
}

/// What becomes of the content of a [`Structure`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StructureKind {
    /// One of several contents is printed, or none, or one many times: `{% if %}`, `{% for %}`.
    Branches,
    /// `{% block title %}`, with the span of its name: another template may put its own in place.
    Block(Span),
    /// The content is printed where it stands: `{% with %}`.
    Plain,
    /// The content may be kept, changed or printed elsewhere: `{% filter %}`, `{% macro %}`, and
    /// every tag of which nothing is known but that it has an end.
    Opaque,
}

/// Pairs tags with their ends, in the order of the opening ones.
///
/// A tag that is not one of the engine's own has an end if one of its name follows: `{% panel %}`
/// and `{% endpanel %}`.
pub fn structures(source: &str, constructs: &[Construct], dialect: &Dialect) -> Vec<Structure> {
    let mut pairing = Pairing {
        source,
        dialect,
        open: Vec::new(),
        open_by_name: HashMap::new(),
        done: Vec::new(),
    };
    for (index, construct) in constructs.iter().enumerate() {
        pairing.read(index, construct);
    }
    pairing.finish()
}

struct Pairing<'a> {
    source: &'a str,
    dialect: &'a Dialect,
    /// From the outermost to the innermost. A tag of which nothing is known is here until its end
    /// comes, or that of a structure around it.
    open: Vec<Open<'a>>,
    /// How many of those have a name.
    open_by_name: HashMap<&'a str, usize>,
    done: Vec<Structure>,
}

struct Open<'a> {
    name: &'a str,
    opener: Opener,
    structure: Structure,
}

impl<'a> Pairing<'a> {
    fn read(&mut self, index: usize, construct: &Construct) {
        let ConstructKind::Tag { name, arguments } = construct.kind else {
            return;
        };
        let name = self.source.get(name.range()).unwrap_or_default();
        if let Some(ended) = ended_tag(name) {
            self.end(index, ended);
        } else if !self.separate(index, name) {
            self.begin(index, name, arguments);
        }
    }

    /// Closes the innermost structure of a name. What was opened inside it and is still open has
    /// no end.
    fn end(&mut self, index: usize, name: &str) {
        if self.open_by_name.get(name).is_none_or(|count| *count == 0) {
            return;
        }
        let mut without_end = Vec::new();
        while let Some(mut open) = self.pop() {
            if open.name == name {
                open.structure.close = Some(index);
                for inner in without_end.into_iter().rev() {
                    self.give_up(inner, Some(&mut open));
                }
                self.done.push(open.structure);
                return;
            }
            without_end.push(open);
        }
    }

    /// Gives a separator to the innermost structure, if it takes one of this name.
    fn separate(&mut self, index: usize, name: &str) -> bool {
        const SEPARATORS: [&str; 5] = ["else", "elif", "empty", "plural", "pluralize"];
        if !SEPARATORS.contains(&name) {
            return false;
        }
        let innermost = self.open.last_mut();
        if let Some(open) = innermost.filter(|open| open.opener.separators.contains(&name)) {
            open.structure.separators.push(index);
        }
        true
    }

    fn begin(&mut self, index: usize, name: &'a str, arguments: Span) {
        let text = self.source.get(arguments.range()).unwrap_or_default();
        let Some(opener) = opener(name, text, self.dialect) else {
            return;
        };
        let kind = match opener.kind {
            StructureKind::Block(_) => {
                StructureKind::Block(block_name(arguments, text, self.dialect))
            }
            kind => kind,
        };
        *self.open_by_name.entry(name).or_default() += 1;
        self.open.push(Open {
            name,
            opener,
            structure: Structure {
                kind,
                open: index,
                separators: Vec::new(),
                close: None,
            },
        });
    }

    fn pop(&mut self) -> Option<Open<'a>> {
        let open = self.open.pop()?;
        if let Some(count) = self.open_by_name.get_mut(open.name) {
            *count -= 1;
        }
        Some(open)
    }

    /// A tag without an end. If nothing is known of it, it is no structure, and what seemed to part
    /// it belongs to the one `around` it.
    fn give_up(&mut self, open: Open<'a>, around: Option<&mut Open<'a>>) {
        if open.opener.is_known {
            self.done.push(open.structure);
        } else if let Some(around) = around.filter(|around| !around.opener.separators.is_empty()) {
            around
                .structure
                .separators
                .extend(open.structure.separators);
        }
    }

    fn finish(mut self) -> Vec<Structure> {
        while let Some(open) = self.pop() {
            self.give_up(open, None);
        }
        self.done.sort_by_key(|structure| structure.open);
        self.done
    }
}

/// The name of the tag that a tag of this name ends.
fn ended_tag(name: &str) -> Option<&str> {
    name.strip_prefix("end").filter(|ended| !ended.is_empty())
}

/// The first word of a block's arguments.
fn block_name(arguments: Span, text: &str, dialect: &Dialect) -> Span {
    // Jinja2 allows a colon after an opening tag; to Django it is a letter of the name.
    let ends_name = |character: char| {
        is_space(character) || (character == ':' && matches!(dialect, Dialect::Jinja(_)))
    };
    let length = text.find(ends_name).unwrap_or(text.len());
    let start = arguments.range().start;
    span(start, start + length)
}
