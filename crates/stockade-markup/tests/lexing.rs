//! How templates are cut up, one file of `lexing/*/` at a time.
//!
//! Each folder is a dialect. A snapshot shows the template as HTML tokenizers see it, with `~` for
//! what may print something and `·` for the spaces in place of what does not, and then every
//! construct by its line and column. `django/ordinary.html` is ten lines that a reader of HTML that
//! knows nothing of templates gets wrong.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::fmt::Write as _;

use stockade_markup::template::syntax::{
    Construct, ConstructKind, Delimiters, Dialect, Masked, Structure, StructureKind, lex, mask,
    structures,
};

#[test]
fn django_templates_are_cut_up_as_django_does_it() {
    insta::glob!("lexing/django/*.html", |path| {
        let source = std::fs::read_to_string(path).unwrap();
        insta::assert_snapshot!(reading(&source, &Dialect::Django));
    });
}

#[test]
fn jinja_templates_are_cut_up_as_jinja_does_it() {
    insta::glob!("lexing/jinja/*.html", |path| {
        let file = std::fs::read_to_string(path).unwrap();
        let (delimiters, source) = delimiters(&file);
        insta::assert_snapshot!(reading(source, &Dialect::Jinja(delimiters)));
    });
}

/// The environment that the first line of a file may describe.
fn delimiters(file: &str) -> (Delimiters, &str) {
    let mut delimiters = Delimiters::default();
    let Some((line, source)) = file
        .strip_prefix("delimiters:")
        .and_then(|rest| rest.split_once('\n'))
    else {
        return (delimiters, file);
    };
    let mut name = "";
    for word in line.split_whitespace() {
        let (option, value) = match word.split_once('=') {
            Some((option, value)) if !word.starts_with('<') => (option, value),
            _ => ("end", word),
        };
        match (option, name) {
            ("block", _) => value.clone_into(&mut delimiters.block_start),
            ("variable", _) => value.clone_into(&mut delimiters.variable_start),
            ("comment", _) => value.clone_into(&mut delimiters.comment_start),
            ("line_statement", _) => delimiters.line_statement = Some(value.to_owned()),
            ("line_comment", _) => delimiters.line_comment = Some(value.to_owned()),
            ("end", "block") => value.clone_into(&mut delimiters.block_end),
            ("end", "variable") => value.clone_into(&mut delimiters.variable_end),
            ("end", "comment") => value.clone_into(&mut delimiters.comment_end),
            other => panic!("unknown delimiter {other:?}"),
        }
        name = option;
    }
    (delimiters, source)
}

fn reading(source: &str, dialect: &Dialect) -> String {
    let constructs = lex(source, dialect);
    let masked = mask(source, &constructs);
    let mut text = visible(&constructs, &masked);
    text.push_str("\nconstructs\n");
    for construct in &constructs {
        let place = place(source, construct.span.range().start);
        writeln!(text, "  {place:>5} {}", describe(source, construct)).unwrap();
    }
    let structures = structures(source, &constructs, dialect);
    if !structures.is_empty() {
        text.push_str("\nstructures\n");
    }
    for structure in &structures {
        let written = written(source, &constructs, structure);
        writeln!(text, "  {written}").unwrap();
    }
    text + &tag_names(source, &constructs, &masked)
}

fn visible(constructs: &[Construct], masked: &Masked) -> String {
    let mut text = String::new();
    let mut end = 0;
    for construct in constructs {
        let hidden = construct.span.range();
        text += &masked.text[end..hidden.start];
        text += &masked.text[hidden.clone()]
            .replace('\x01', "~")
            .replace(' ', "·");
        end = hidden.end;
    }
    text + &masked.text[end..]
}

fn place(source: &str, offset: usize) -> String {
    let before = &source[..offset];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    format!("{line}:{column}")
}

fn describe(source: &str, construct: &Construct) -> String {
    let text = |span: stockade::Span| source[span.range()].replace('\n', "⏎");
    let what = match construct.kind {
        ConstructKind::Expression(code) => format!("expression [{}]", text(code)),
        ConstructKind::Tag { name, arguments } => {
            format!("tag [{}] [{}]", text(name), text(arguments))
        }
        ConstructKind::Comment => format!("comment {}", text(construct.span)),
        ConstructKind::Verbatim => format!("verbatim {}", text(construct.span)),
    };
    let trims = match (construct.trims.before, construct.trims.after) {
        (false, false) => "",
        (true, false) => ", trims before",
        (false, true) => ", trims after",
        (true, true) => ", trims both",
    };
    what + trims
}

/// `1:1 if, 1:12 else, 1:20 endif: Branches`
fn written(source: &str, constructs: &[Construct], structure: &Structure) -> String {
    let tag = |&index: &usize| {
        let construct = &constructs[index];
        let place = place(source, construct.span.range().start);
        format!("{place} {}", construct.tag_name(source).unwrap())
    };
    let mut tags = vec![tag(&structure.open)];
    tags.extend(structure.separators.iter().map(tag));
    tags.push(structure.close.as_ref().map_or("no end".to_owned(), tag));
    let kind = match structure.kind {
        StructureKind::Block(name) => format!("Block {:?}", &source[name.range()]),
        kind => format!("{kind:?}"),
    };
    format!("{kind}: {}", tags.join(", "))
}

fn tag_names(source: &str, constructs: &[Construct], masked: &Masked) -> String {
    let list = |title: &str, indices: &[usize]| {
        let places: Vec<_> = indices
            .iter()
            .map(|&index| place(source, constructs[index].span.range().start))
            .collect();
        if places.is_empty() {
            return String::new();
        }
        format!("\n{title}: {}\n", places.join(", "))
    };
    list("touch a tag's name", &masked.touches_tag_name)
        + &list("are a tag's name", &masked.dynamic_tag_names)
}
