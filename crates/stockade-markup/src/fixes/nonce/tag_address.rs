//! Where the address in a start tag leads, when no data can change it.

use stockade::Span;

use crate::address::Destination;
use crate::template::syntax::arguments::{Call, Literal, call, constant, literal, split};
use crate::template::{
    Construct, ConstructKind, Dialect, Region, StructureKind, TemplateFile, TemplateSet,
};

use super::Trust;

/// Template tags and functions that print the address of a static file, given its path.
const STATIC: &[&str] = &["static", "versioned_static"];
/// Those that print the address of a view, which is on the site.
const VIEW: &[&str] = &["url"];
/// Functions of Flask and its extensions that print the address of a view or of a static file.
const FLASK_VIEW: &[&str] = &["url_for", "get_url", "admin_static.url"];

/// Blocks in addresses are a file name or two; no template nests them deeper.
const MAX_DEPTH: usize = 4;

/// Where the address at `span` of a file leads: to each of these, depending on which templates
/// override blocks in it. `None` if data could change it.
pub(super) fn destinations(
    set: &TemplateSet,
    index: usize,
    span: Span,
    trust: &Trust,
) -> Option<Vec<(Destination, Origin)>> {
    let reader = Reader { set, trust };
    reader.read(index, span, MAX_DEPTH)
}

/// Who says where an address leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// The template.
    Written,
    /// The setting for static files.
    Static,
}

struct Reader<'a> {
    set: &'a TemplateSet,
    trust: &'a Trust,
}

impl Reader<'_> {
    fn read(&self, index: usize, span: Span, depth: usize) -> Option<Vec<(Destination, Origin)>> {
        let file = self.set.file(index)?;
        let depth = depth.checked_sub(1)?;
        let constructs: Vec<(usize, &Construct)> = file.constructs_in(span).collect();
        match constructs.as_slice() {
            [] => Some(vec![(self.literal(file.text(span)), Origin::Written)]),
            [(_, construct)] if is_all_of_it(file, span, construct) => {
                Some(vec![self.printed_by(file, construct)?])
            }
            [(opening, _), ..] => self.block(index, file, *opening, span, depth),
        }
    }

    /// An address without template syntax.
    fn literal(&self, value: &str) -> Destination {
        let text = value.replace("&amp;", "&");
        // Other character references are too rare in addresses to decode them here.
        if value.replace("&amp;", "").contains('&') {
            return Destination::Unclear;
        }
        self.trust.addresses.destination(&text)
    }

    fn printed_by(
        &self,
        file: &TemplateFile,
        construct: &Construct,
    ) -> Option<(Destination, Origin)> {
        match (construct.kind.clone(), self.set.dialect()) {
            (ConstructKind::Tag { name, arguments }, Dialect::Django) => {
                self.printed_by_tag(file.text(name), file.text(arguments))
            }
            (ConstructKind::Expression(expression), Dialect::Jinja(_)) => {
                self.printed_by_call(&call(file.text(expression), self.set.dialect())?)
            }
            _ => None,
        }
    }

    fn printed_by_tag(&self, name: &str, arguments: &str) -> Option<(Destination, Origin)> {
        let arguments = split(arguments);
        if arguments.contains(&"as") {
            return None; // It prints nothing here.
        }
        if STATIC.contains(&name) {
            let [path] = arguments.as_slice() else {
                return None;
            };
            return Some(self.static_file(&literal(path, self.set.dialect())?));
        }
        let is_constant = |text: &str| constant(text, self.set.dialect()).is_some();
        let is_literal = |argument: &&str| {
            let value = argument.split_once('=').map(|(_, value)| value);
            is_constant(argument) || value.is_some_and(is_constant)
        };
        (VIEW.contains(&name) && !arguments.is_empty() && arguments.iter().all(is_literal))
            .then_some((Destination::Own, Origin::Written))
    }

    fn printed_by_call(&self, call: &Call<'_>) -> Option<(Destination, Origin)> {
        if STATIC.contains(&call.callee) {
            let [Literal::Text(path)] = call.positional.as_slice() else {
                return None;
            };
            return Some(self.static_file(path));
        }
        if VIEW.contains(&call.callee) {
            return Some((Destination::Own, Origin::Written));
        }
        if !FLASK_VIEW.contains(&call.callee) {
            return None;
        }
        // `_external`, `_scheme` and their like make an address of another form.
        if call.keyword.iter().any(|(name, _)| name.starts_with('_')) {
            return None;
        }
        let file_name = call.keyword.iter().find_map(|(name, value)| match value {
            Literal::Text(text) if *name == "filename" => Some(text),
            _ => None,
        });
        Some(match file_name {
            Some(path) => self.static_file(path),
            None => (Destination::Own, Origin::Written),
        })
    }

    fn static_file(&self, path: &str) -> (Destination, Origin) {
        (
            self.trust.addresses.static_destination(path),
            Origin::Static,
        )
    }

    /// `{% block stylesheet %}{% static "base.css" %}{% endblock %}`, with all its overriders.
    fn block(
        &self,
        index: usize,
        file: &TemplateFile,
        opening: usize,
        span: Span,
        depth: usize,
    ) -> Option<Vec<(Destination, Origin)>> {
        let structure = file
            .structures
            .iter()
            .find(|structure| structure.open == opening)?;
        let StructureKind::Block(name) = structure.kind else {
            return None;
        };
        if !is_blank_but(file, span, file.structure_span(structure)) {
            return None;
        }
        let mut found = self.read(index, trimmed(file, file.content_span(structure)), depth)?;
        for &(other, structure) in self.set.analysis().overriders(index, file.text(name)) {
            let overrider = self.set.file(other)?;
            let content = trimmed(overrider, overrider.span(Region::Block(structure)));
            found.extend(self.read(other, content, depth)?);
        }
        Some(found)
    }
}

/// Whether a construct stands alone, or is followed by a query or a fragment, which cannot change
/// where the address leads.
fn is_all_of_it(file: &TemplateFile, span: Span, construct: &Construct) -> bool {
    let before = file.text(Span::new(span.start(), construct.span.start()));
    let after = file.text(Span::new(construct.span.end(), span.end()));
    before.trim().is_empty() && (after.trim().is_empty() || after.starts_with(['?', '#']))
}

fn is_blank_but(file: &TemplateFile, span: Span, part: Span) -> bool {
    let before = file.text(Span::new(span.start(), part.start()));
    let after = file.text(Span::new(part.end(), span.end()));
    before.trim().is_empty() && after.trim().is_empty()
}

fn trimmed(file: &TemplateFile, span: Span) -> Span {
    let text = file.text(span);
    let blank = |trimmed: &str| u32::try_from(text.len() - trimmed.len()).unwrap_or(0);
    Span::new(
        span.start() + blank(text.trim_start()),
        span.end() - blank(text.trim_end()),
    )
}
