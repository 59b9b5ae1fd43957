//! However templates are put together, a nonce that the fix adds is printed in the start tag of a
//! script, style or link, and never as text, in a comment or in another attribute's value.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::HashSet;
use std::fmt::Write as _;

use lol_html::{RewriteStrSettings, element, rewrite_str};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use stockade_markup::OwnAddresses;
use stockade_markup::fixes::nonce::{Trust, TrustMode, review};
use stockade_markup::template::{Dialect, InclusionTags, TemplateSet, TemplateSource};

const NONCE: &str = "{% stockade_nonce %}";

/// What a template holds. Whatever it says, it compiles.
#[derive(Debug, Clone)]
enum Node {
    Markup(&'static str),
    Data,
    If(Vec<Self>, Vec<Self>),
    For(Vec<Self>),
    Block(usize, Vec<Self>),
    Include(usize),
}

/// Pieces of markup, whole and broken.
const MARKUP: &[&str] = &[
    "<script src=/a.js></script>",
    "<script src=\"/a.js\">",
    "<script>",
    "</script>",
    "<style>a {}</style>",
    "<link rel=stylesheet href=/a.css>",
    "<textarea>",
    "</textarea>",
    "<!--",
    "-->",
    "<p title=\"",
    "<p ",
    "\"",
    "'",
    ">",
    " class=a",
    "text",
];

/// Most pages are put together well, and only then are there nonces to check.
const WELL_FORMED: &[&str] = &[
    "<script src=/a.js></script>",
    "<script>start()</script>",
    "<style>a {}</style>",
    "<link rel=stylesheet href=/a.css>",
    "<p title=\"a\">",
    "<textarea>a</textarea>",
    "<!-- a -->",
];

const BLOCKS: usize = 3;
const TEMPLATES: usize = 4;

fn nodes() -> impl Strategy<Value = Vec<Node>> {
    let leaf = prop_oneof![
        2 => prop::sample::select(MARKUP).prop_map(Node::Markup),
        5 => prop::sample::select(WELL_FORMED).prop_map(Node::Markup),
        1 => Just(Node::Data),
        1 => (0..TEMPLATES).prop_map(Node::Include),
    ];
    let node = leaf.prop_recursive(3, 12, 4, |inner| {
        let some = prop::collection::vec(inner, 0..4);
        prop_oneof![
            (some.clone(), some.clone()).prop_map(|(a, b)| Node::If(a, b)),
            some.clone().prop_map(Node::For),
            (0..BLOCKS, some).prop_map(|(name, body)| Node::Block(name, body)),
        ]
    });
    prop::collection::vec(node, 0..6)
}

/// A template, and perhaps the one that it extends: always a later one, so that there is an end.
#[derive(Debug, Clone)]
struct Template {
    extends: Option<usize>,
    nodes: Vec<Node>,
}

fn templates() -> impl Strategy<Value = Vec<Template>> {
    let template = (prop::option::of(1..TEMPLATES), nodes());
    prop::collection::vec(template, TEMPLATES).prop_map(|all| {
        let with_parents = all.into_iter().enumerate().map(|(index, (step, nodes))| {
            let mut seen = HashSet::new();
            Template {
                extends: step
                    .map(|step| index + step)
                    .filter(|parent| *parent < TEMPLATES),
                nodes: each_block_once(nodes, &mut seen),
            }
        });
        with_parents.collect()
    })
}

/// Django allows a block's name once in a template.
fn each_block_once(nodes: Vec<Node>, seen: &mut HashSet<usize>) -> Vec<Node> {
    nodes
        .into_iter()
        .filter_map(|node| match node {
            Node::Block(name, _) if !seen.insert(name) => None,
            Node::Block(name, body) => Some(Node::Block(name, each_block_once(body, seen))),
            Node::If(a, b) => Some(Node::If(each_block_once(a, seen), each_block_once(b, seen))),
            Node::For(body) => Some(Node::For(each_block_once(body, seen))),
            other => Some(other),
        })
        .collect()
}

impl Template {
    /// As a person would write it.
    fn source(&self) -> String {
        let mut text = String::new();
        if let Some(parent) = self.extends {
            write!(text, "{{% extends \"{parent}.html\" %}}").unwrap();
        }
        write_nodes(&mut text, &self.nodes);
        text
    }
}

fn write_nodes(text: &mut String, nodes: &[Node]) {
    for node in nodes {
        match node {
            Node::Markup(markup) => text.push_str(markup),
            Node::Data => text.push_str("{{ data }}"),
            Node::If(a, b) => {
                text.push_str("{% if a %}");
                write_nodes(text, a);
                text.push_str("{% else %}");
                write_nodes(text, b);
                text.push_str("{% endif %}");
            }
            Node::For(body) => {
                text.push_str("{% for a in b %}");
                write_nodes(text, body);
                text.push_str("{% endfor %}");
            }
            Node::Block(name, body) => {
                write!(text, "{{% block b{name} %}}").unwrap();
                write_nodes(text, body);
                text.push_str("{% endblock %}");
            }
            Node::Include(index) => {
                write!(text, "{{% include \"{index}.html\" %}}").unwrap();
            }
        }
    }
}

/// Prints pages as Django does, from rewritten sources.
struct Printer<'a> {
    sources: &'a [String],
    /// What each condition turns out to be, again and again.
    choices: &'a [bool],
    choice: usize,
    page: String,
}

impl Printer<'_> {
    fn choose(&mut self) -> bool {
        self.choice += 1;
        self.choices[self.choice % self.choices.len()]
    }

    fn template(&mut self, index: usize, depth: usize) {
        if depth > 4 || self.page.len() > 1_000 {
            return;
        }
        let mut chain = vec![index];
        while let Some(parent) = parent(&self.sources[*chain.last().unwrap()]) {
            chain.push(parent);
        }
        let root = self.sources[*chain.last().unwrap()].clone();
        self.text(&root, &chain, depth);
    }

    fn text(&mut self, text: &str, chain: &[usize], depth: usize) {
        let mut rest = text;
        while let Some(start) = rest.find("{% ").or(rest.find("{{")) {
            let start = rest.find("{{").map_or(start, |other| other.min(start));
            self.page.push_str(&rest[..start]);
            let close = if rest[start..].starts_with("{{") {
                "}}"
            } else {
                "%}"
            };
            let tag_end = start + rest[start..].find(close).unwrap() + 2;
            let tag = rest[start + 2..tag_end - 2].trim().to_owned();
            rest = &rest[tag_end..];
            rest = self.tag(&tag, rest, chain, depth);
        }
        self.page.push_str(rest);
    }

    /// Prints a tag and returns what comes after it.
    fn tag<'t>(&mut self, tag: &str, rest: &'t str, chain: &[usize], depth: usize) -> &'t str {
        if tag == "data" {
            self.page.push_str("data");
        } else if tag == "stockade_nonce" {
            self.page.push_str(" nonce=\"N\"");
        } else if let Some(name) = tag.strip_prefix("include \"") {
            let index = name.trim_end_matches(".html\"").parse().unwrap();
            self.template(index, depth + 1);
        } else if tag == "if a" {
            let (body, after) = body(rest, "if", "endif");
            let (first, second) = at_else(body);
            let chosen = if self.choose() { first } else { second };
            self.text(chosen, chain, depth + 1);
            return after;
        } else if tag == "for a in b" {
            let (body, after) = body(rest, "for", "endfor");
            for _ in 0..usize::from(self.choose()) + usize::from(self.choose()) {
                self.text(body, chain, depth + 1);
            }
            return after;
        } else if let Some(name) = tag.strip_prefix("block ") {
            let (own, after) = body(rest, "block", "endblock");
            let overriding = chain.iter().find_map(|index| {
                let source = &self.sources[*index];
                let start = source.find(&format!("{{% block {name} %}}"))?;
                let inner = &source[start..];
                let inner = &inner[inner.find("%}").unwrap() + 2..];
                Some(body(inner, "block", "endblock").0.to_owned())
            });
            let content = overriding.unwrap_or_else(|| own.to_owned());
            self.text(&content, chain, depth + 1);
            return after;
        }
        rest
    }
}

fn parent(source: &str) -> Option<usize> {
    let rest = source.strip_prefix("{% extends \"")?;
    rest.split('.').next()?.parse().ok()
}

/// What stands before the matching end tag, and behind it.
fn body<'t>(text: &'t str, open: &str, close: &str) -> (&'t str, &'t str) {
    let mut depth = 0;
    let mut from = 0;
    loop {
        let start = from + text[from..].find("{% ").unwrap();
        let end = start + text[start..].find("%}").unwrap() + 2;
        let name = text[start + 3..end].split(' ').next().unwrap();
        if name == open {
            depth += 1;
        } else if name == close {
            if depth == 0 {
                return (&text[..start], &text[end..]);
            }
            depth -= 1;
        }
        from = end;
    }
}

fn at_else(text: &str) -> (&str, &str) {
    let mut depth = 0;
    let mut from = 0;
    loop {
        let start = from + text[from..].find("{% ").unwrap();
        let end = start + text[start..].find("%}").unwrap() + 2;
        match text[start + 3..end].split(' ').next().unwrap() {
            "if" => depth += 1,
            "endif" => depth -= 1,
            "else" if depth == 0 => return (&text[..start], &text[end..]),
            _ => {}
        }
        from = end;
    }
}

/// How many nonces a browser sees in start tags.
fn nonces_in_start_tags(page: &str) -> usize {
    let mut count = 0;
    let nonces = element!("script, style, link", |element| {
        count += usize::from(element.get_attribute("nonce").as_deref() == Some("N"));
        Ok(())
    });
    let settings = RewriteStrSettings::new()
        .append_element_content_handler(nonces)
        .with_strict(false);
    rewrite_str(page, settings).unwrap();
    count
}

fn rewritten(templates: &[Template]) -> Vec<String> {
    let sources = templates
        .iter()
        .enumerate()
        .map(|(index, template)| TemplateSource {
            name: format!("{index}.html"),
            path: format!("{index}.html"),
            source: template.source(),
        });
    let set = TemplateSet::new(sources, Dialect::Django, &InclusionTags::new());
    let trust = Trust {
        mode: TrustMode::OwnStatic,
        addresses: OwnAddresses::new("/static/", "", []).unwrap(),
        approved: HashSet::new(),
        only_approved: false,
        package: String::new(),
    };
    (0..templates.len())
        .map(|index| {
            review(&set, &format!("{index}.html"), &trust)
                .unwrap()
                .rewritten
        })
        .collect()
}

proptest! {
    #[test]
    fn a_nonce_is_never_printed_but_in_a_start_tag(
        templates in templates(),
        choices in prop::collection::vec(any::<bool>(), 1..8),
    ) {
        let sources = rewritten(&templates);
        for index in 0..templates.len() {
            let mut printer = Printer {
                sources: &sources,
                choices: &choices,
                choice: 0,
                page: String::new(),
            };
            printer.template(index, 0);
            prop_assert_eq!(
                printer.page.matches(" nonce=\"N\"").count(),
                nonces_in_start_tags(&printer.page),
                "template {} of {:#?} is printed as {}", index, sources, printer.page,
            );
        }
    }
}

#[test]
fn the_templates_of_this_test_do_get_nonces() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let count: usize = (0..50)
        .map(|_| {
            let all = templates().new_tree(&mut runner).unwrap().current();
            rewritten(&all).concat().matches(NONCE).count()
        })
        .sum();
    assert!(count > 50, "{count} nonces in 200 templates");
}
