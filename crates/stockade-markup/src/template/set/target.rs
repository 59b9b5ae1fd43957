//! Which other templates a construct names.

use crate::template::syntax::arguments::{literal, split};
use crate::template::syntax::{Construct, ConstructKind, Dialect};

use super::InclusionTags;

/// What a construct prints in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// One of the templates of these names.
    Templates(Vec<String>),
    /// A template whose name is data.
    AnyTemplate,
    /// A block of the templates that extend this one, which stands in the place of its own block;
    /// or, by Jinja's `{{ self.title() }}`, in another place.
    OwnBlock(String),
    /// A macro of this name, of any template.
    Macro(String),
}

/// What `{% extends %}` names, if the construct is one.
pub(super) fn extended(
    construct: &Construct,
    source: &str,
    dialect: &Dialect,
    own_name: &str,
) -> Option<Target> {
    let (name, arguments) = tag(construct, source)?;
    (name == "extends").then(|| first_name(arguments, dialect, own_name))
}

/// The template or block that a construct prints, if it prints one.
pub(super) fn printed(
    construct: &Construct,
    source: &str,
    dialect: &Dialect,
    own_name: &str,
    inclusion_tags: &InclusionTags,
) -> Option<Target> {
    if let ConstructKind::Expression(expression) = construct.kind {
        let expression = source.get(expression.range())?;
        let (block, _) = expression.strip_prefix("self.")?.split_once('(')?;
        return Some(Target::OwnBlock(block.trim().to_owned()));
    }
    let (name, arguments) = tag(construct, source)?;
    match name {
        "include" => Some(included(arguments, dialect, own_name)),
        _ => inclusion_tags
            .get(name)
            .map(|names| Target::Templates(names.clone())),
    }
}

fn tag<'a>(construct: &Construct, source: &'a str) -> Option<(&'a str, &'a str)> {
    match construct.kind {
        ConstructKind::Tag { name, arguments } => {
            Some((source.get(name.range())?, source.get(arguments.range())?))
        }
        _ => None,
    }
}

fn included(arguments: &str, dialect: &Dialect, own_name: &str) -> Target {
    match dialect {
        Dialect::Django => first_name(arguments, dialect, own_name),
        Dialect::Jinja(_) => {
            let names = arguments
                .trim_end_matches("without context")
                .trim_end_matches("with context")
                .trim_end()
                .trim_end_matches("ignore missing")
                .trim();
            match names
                .strip_prefix('[')
                .and_then(|list| list.strip_suffix(']'))
            {
                Some(list) => all_names(list.split(','), dialect, own_name),
                None => all_names([names].into_iter(), dialect, own_name),
            }
        }
    }
}

fn first_name(arguments: &str, dialect: &Dialect, own_name: &str) -> Target {
    match dialect {
        Dialect::Django => all_names(split(arguments).into_iter().take(1), dialect, own_name),
        Dialect::Jinja(_) => all_names([arguments].into_iter(), dialect, own_name),
    }
}

fn all_names<'a>(
    names: impl Iterator<Item = &'a str>,
    dialect: &Dialect,
    own_name: &str,
) -> Target {
    names
        .map(|name| Some(resolved(&literal(name.trim(), dialect)?, own_name)))
        .collect::<Option<Vec<_>>>()
        .map_or(Target::AnyTemplate, Target::Templates)
}

/// Django reads `./x.html` and `../x.html` as relative to the template that says so.
fn resolved(name: &str, own_name: &str) -> String {
    if !name.starts_with("./") && !name.starts_with("../") {
        return name.to_owned();
    }
    let mut segments: Vec<&str> = own_name.split('/').collect();
    segments.pop();
    for segment in name.split('/') {
        match segment {
            "." => {}
            ".." => {
                segments.pop();
            }
            _ => segments.push(segment),
        }
    }
    segments.join("/")
}
