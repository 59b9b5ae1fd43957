//! What holds for every template, however broken.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::ops::Range;

use proptest::prelude::*;
use stockade_markup::template::syntax::{
    Construct, ConstructKind, Delimiters, Dialect, Structure, lex, mask, structures,
};

/// Pieces of both dialects in any order, so that constructs open in strings, close in others, and
/// end in the middle.
fn template() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => proptest::sample::select(PIECES.to_vec()).prop_map(str::to_owned),
        2 => "[ -~]{0,8}",
        1 => "[<>/a-z \t\n\r\u{1c}\u{e9}\u{2028}\u{1f600}]{0,6}",
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

const PIECES: [&str; 62] = [
    "{%",
    "%}",
    "{{",
    "}}",
    "{#",
    "#}",
    "{",
    "}",
    "%",
    "#",
    "\"",
    "'",
    "\\",
    "(",
    ")",
    "[",
    "]",
    "\n",
    "\r\n",
    "\r",
    " ",
    "-",
    "+",
    "-%}",
    "{%-",
    "{{-",
    "-}}",
    "{#-",
    "-#}",
    "=",
    "<",
    "</",
    "<script",
    ">",
    " src=x",
    "<%",
    "%>",
    "<%=",
    "<%#",
    "  # for x in y\n",
    "## note\n",
    "{% if x %}",
    "{% else %}",
    "{% endif %}",
    "{% for %}",
    "{% empty %}",
    "{% endfor %}",
    "{% block b %}",
    "{% endblock %}",
    "{% panel %}",
    "{% endpanel %}",
    "{% set x %}",
    "{% endset %}",
    "{% verbatim %}",
    "{% endverbatim %}",
    "{% comment %}",
    "{% endcomment %}",
    "{% raw %}",
    "{%- endraw -%}",
    "{{ \"}}\" }}",
    "{{ {'a': {}} }}",
    "{# note #}",
];

fn dialect() -> impl Strategy<Value = Dialect> {
    let delimiters = Delimiters::default();
    let lines = Delimiters {
        line_statement: Some("#".to_owned()),
        line_comment: Some("##".to_owned()),
        ..delimiters.clone()
    };
    let angles = Delimiters {
        block_start: "<%".to_owned(),
        block_end: "%>".to_owned(),
        variable_start: "<%=".to_owned(),
        variable_end: "%>".to_owned(),
        comment_start: "<%#".to_owned(),
        comment_end: "%>".to_owned(),
        ..delimiters.clone()
    };
    proptest::sample::select(vec![
        Dialect::Django,
        Dialect::Jinja(delimiters),
        Dialect::Jinja(lines),
        Dialect::Jinja(angles),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn constructs_stand_in_order_and_on_characters(source in template(), dialect in dialect()) {
        let mut end = 0;
        for construct in lex(&source, &dialect) {
            let span = construct.span.range();
            prop_assert!(end <= span.start);
            prop_assert!(!span.is_empty());
            prop_assert!(source.get(span.clone()).is_some());
            for part in parts(&construct) {
                prop_assert!(span.start <= part.start && part.end <= span.end);
                prop_assert!(source.get(part).is_some());
            }
            end = span.end;
        }
    }

    #[test]
    fn a_mask_moves_nothing_and_hides_all(source in template(), dialect in dialect()) {
        let constructs = lex(&source, &dialect);
        let masked = mask(&source, &constructs);
        prop_assert_eq!(masked.text.len(), source.len());
        let mut expected = source.clone().into_bytes();
        for construct in &constructs {
            let hidden = construct.span.range();
            let bytes = masked.text.as_bytes()[hidden.clone()].iter();
            for (byte, original) in bytes.zip(&mut expected[hidden]) {
                prop_assert!(matches!(byte, b'\n' | b' ' | 1));
                prop_assert_eq!(*byte == b'\n', *original == b'\n');
                *original = *byte;
            }
        }
        prop_assert_eq!(masked.text.as_bytes(), expected);
    }

    #[test]
    fn only_markup_before_it_decides_whether_a_construct_touches_a_name(
        source in template(),
        dialect in dialect(),
    ) {
        let constructs = lex(&source, &dialect);
        let masked = mask(&source, &constructs);
        for index in masked.touches_tag_name.iter().chain(&masked.dynamic_tag_names) {
            prop_assert!(source[..constructs[*index].span.range().start].contains('<'));
        }
        for index in &masked.touches_tag_name {
            let start = constructs[*index].span.range().start;
            prop_assert_eq!(masked.text.as_bytes()[start], b' ');
            prop_assert!(!masked.dynamic_tag_names.contains(index));
        }
    }

    #[test]
    fn structures_nest(source in template(), dialect in dialect()) {
        let constructs = lex(&source, &dialect);
        let structures = structures(&source, &constructs, &dialect);
        let mut used = Vec::new();
        for structure in &structures {
            let tags = tags(structure);
            prop_assert!(tags.is_sorted());
            used.extend(tags);
        }
        prop_assert!(structures.is_sorted_by_key(|structure| structure.open));
        used.sort_unstable();
        prop_assert!(used.windows(2).all(|pair| pair[0] < pair[1]), "a tag has two parts");

        let mut ends: Vec<usize> = Vec::new();
        for structure in structures.iter().filter(|structure| structure.close.is_some()) {
            ends.retain(|end| structure.open < *end);
            let close = structure.close.unwrap();
            prop_assert!(ends.iter().all(|end| close < *end), "two structures cross");
            ends.push(close);
        }
    }
}

fn parts(construct: &Construct) -> Vec<Range<usize>> {
    match construct.kind {
        ConstructKind::Expression(code) => vec![code.range()],
        ConstructKind::Tag { name, arguments } => vec![name.range(), arguments.range()],
        ConstructKind::Comment | ConstructKind::Verbatim => Vec::new(),
    }
}

fn tags(structure: &Structure) -> Vec<usize> {
    let mut tags = vec![structure.open];
    tags.extend(&structure.separators);
    tags.extend(structure.close);
    tags
}

/// Each of these takes hours in a reader that looks for an end, or for what is open, again and
/// again; here the test ends.
#[test]
fn hostile_templates_are_read_to_their_end() {
    let lines = Delimiters {
        line_statement: Some("#".to_owned()),
        line_comment: Some("##".to_owned()),
        ..Delimiters::default()
    };
    for dialect in [Dialect::Django, Dialect::Jinja(lines)] {
        for (start, repeated, end) in HOSTILE {
            let template = [start, &repeated.repeat(TIMES), &end.repeat(TIMES)].concat();
            let constructs = lex(&template, &dialect);
            assert_eq!(mask(&template, &constructs).text.len(), template.len());
            structures(&template, &constructs, &dialect);
        }
    }
}

const TIMES: usize = 5_000;

/// A beginning, what follows it many times, and what follows that as many times.
const HOSTILE: [(&str, &str, &str); 24] = [
    ("", "{{", ""),
    ("", "{%", ""),
    ("", "{#", ""),
    ("", "{{ x ", "}"),
    ("", "{% comment %}", ""),
    ("", "{% verbatim %}", ""),
    ("", "{% verbatim a %}{% endverbatim b %}", ""),
    ("", "{% raw %}", ""),
    ("{% raw %}", "{% endraw ", ""),
    ("{% ", " ", ""),
    ("{{ ", "({[", ""),
    ("{{ ", "\\\"", ""),
    ("", "{{ '", ""),
    ("", " ", "#\t "),
    ("", " #", ""),
    ("", "\n #-", ""),
    ("", "# (\n", ""),
    ("", "{{ x -}}  ", ""),
    ("", "  {{- x }}", ""),
    ("", "<a{# x #}", ""),
    ("", "{% with %}", "{% else %}"),
    ("", "{% panel %}", "{% else %}{% endpanel %}"),
    ("{% if x %}", "{% panel %}{% else %}", "{% endpanel %}"),
    ("", "{% if x %}", "{% with %}{% endif %}"),
];
