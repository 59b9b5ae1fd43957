//! Jinja2's macros: where one is called is where its text ends up.

use std::collections::{BTreeMap, BTreeSet};

use crate::template::syntax::{Construct, ConstructKind, Structure};

/// A construct that names a macro.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    pub(super) construct: usize,
    /// The macro's name where it is defined.
    pub(super) name: String,
    /// Whether the construct is a call and nothing else, so that the macro is printed there.
    pub(super) is_printed: bool,
}

/// The macros that a template defines, by name, as indices of its structures.
pub(super) fn defined(
    source: &str,
    constructs: &[Construct],
    structures: &[Structure],
) -> BTreeMap<String, usize> {
    let macros = structures
        .iter()
        .enumerate()
        .filter_map(|(index, structure)| {
            let (name, arguments) = tag(constructs.get(structure.open)?, source)?;
            let (signature, _) = arguments.split_once('(')?;
            (name == "macro").then(|| (signature.trim().to_owned(), index))
        });
    macros.collect()
}

/// Where a template names macros, its own or those that it imports.
pub(super) fn mentions(
    source: &str,
    constructs: &[Construct],
    own: &BTreeMap<String, usize>,
) -> Vec<Mention> {
    let names = Names::new(source, constructs, own);
    let mut found = Vec::new();
    for (index, construct) in constructs.iter().enumerate() {
        let (text, is_code) = match construct.kind {
            ConstructKind::Expression(expression) => (source.get(expression.range()), true),
            ConstructKind::Tag { name, arguments } => match source.get(name.range()) {
                Some("macro" | "import" | "from") => continue,
                Some("call") => (source.get(arguments.range()), true),
                _ => (source.get(arguments.range()), false),
            },
            ConstructKind::Comment | ConstructKind::Verbatim => continue,
        };
        let text = text.unwrap_or_default();
        let called = is_code.then(|| names.called_alone(text)).flatten();
        for (place, name) in names.named_in(text).into_iter().enumerate() {
            found.push(Mention {
                construct: index,
                is_printed: place == 0 && called.as_ref() == Some(&name),
                name,
            });
        }
    }
    found
}

fn tag<'a>(construct: &Construct, source: &'a str) -> Option<(&'a str, &'a str)> {
    match construct.kind {
        ConstructKind::Tag { name, arguments } => {
            Some((source.get(name.range())?, source.get(arguments.range())?))
        }
        _ => None,
    }
}

/// What a template calls macros by.
struct Names<'a> {
    /// Names of its own, with those that the macros have where they are defined.
    macros: BTreeMap<&'a str, &'a str>,
    /// Names of imported templates.
    modules: BTreeSet<&'a str>,
}

impl<'a> Names<'a> {
    fn new(source: &'a str, constructs: &[Construct], own: &'a BTreeMap<String, usize>) -> Self {
        let mut names = Self {
            macros: own
                .keys()
                .map(|name| (name.as_str(), name.as_str()))
                .collect(),
            modules: BTreeSet::new(),
        };
        for construct in constructs {
            match tag(construct, source) {
                Some(("import", arguments)) => {
                    let alias = arguments.rsplit_once(" as ").map(|(_, alias)| alias);
                    names
                        .modules
                        .extend(alias.and_then(|alias| alias.split_whitespace().next()));
                }
                Some(("from", arguments)) => {
                    let imported = arguments
                        .split_once(" import ")
                        .map_or("", |(_, names)| names);
                    names
                        .macros
                        .extend(imported.split(',').filter_map(imported_name));
                }
                _ => {}
            }
        }
        names
    }

    /// The macro that is called, if the text is one call and nothing else.
    fn called_alone(&self, text: &str) -> Option<String> {
        let (callee, rest) = text.split_once('(')?;
        ends_with_its_parenthesis(rest)
            .then(|| self.macro_called(callee.trim()))
            .flatten()
    }

    /// The macros that are named in the text, in order.
    fn named_in(&self, text: &str) -> Vec<String> {
        identifiers(text)
            .into_iter()
            .filter_map(|identifier| self.macro_called(identifier))
            .collect()
    }

    fn macro_called(&self, name: &str) -> Option<String> {
        match name.split_once('.') {
            Some((module, name)) if self.modules.contains(module) => Some(name.to_owned()),
            Some(_) => None,
            None => self.macros.get(name).map(|name| (*name).to_owned()),
        }
    }
}

/// `a` or `a as b`: what it is called here, and there.
fn imported_name(text: &str) -> Option<(&str, &str)> {
    let mut words = text.split_whitespace();
    let name = words.next()?;
    match (words.next(), words.next()) {
        (Some("as"), Some(alias)) => Some((alias, name)),
        _ => Some((name, name)),
    }
}

/// Whether the parenthesis before the text closes at its end.
fn ends_with_its_parenthesis(text: &str) -> bool {
    let mut depth = 1_usize;
    let mut quote = None;
    let mut is_escaped = false;
    for (position, character) in text.char_indices() {
        if let Some(open) = quote {
            if !is_escaped && character == open {
                quote = None;
            }
            is_escaped = character == '\\' && !is_escaped;
            continue;
        }
        match character {
            '"' | '\'' => quote = Some(character),
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return position + 1 == text.len();
        }
    }
    false
}

/// The dotted names outside of quotes.
fn identifiers(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) =
        rest.find(|c: char| c.is_alphanumeric() || matches!(c, '_' | '"' | '\''))
    {
        rest = rest.get(start..).unwrap_or_default();
        let length = if let Some(quote @ ('"' | '\'')) = rest.chars().next() {
            let inside = rest.get(1..).unwrap_or_default();
            inside.find(quote).map_or(rest.len(), |end| end + 2)
        } else {
            let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
            let length = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
            found.extend(rest.get(..length));
            length
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    found
}
