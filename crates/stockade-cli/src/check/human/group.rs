//! Findings that are alike, shown together.

use std::collections::HashMap;

use annotate_snippets::{AnnotationKind, Element, Group as Report, Level, Origin, Snippet};
use stockade::Severity;
use stockade_markup::page::When;

use crate::check::page::{CheckedPage, Found, FoundViolation};
use crate::text::printable;

/// How many places of a group are shown.
const SHOWN: usize = 5;

/// Findings with one cause and one remedy.
pub(super) struct Group<'p> {
    kind: Kind<'p>,
    places: Vec<Place<'p>>,
}

/// What findings have in common.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Kind<'p> {
    severity: Severity,
    code: &'p str,
    what: What<'p>,
    help: Option<&'p str>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum What<'p> {
    Violation {
        directive: &'p str,
        is_enforced: bool,
    },
    Doubt {
        message: &'p str,
    },
}

/// One of the findings.
struct Place<'p> {
    file: &'p str,
    found: &'p Found,
    label: String,
    note: &'p str,
}

/// The findings of all pages, violations first, in the order in which the first of each kind was
/// found.
pub(super) fn groups(pages: &[CheckedPage]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut index_of: HashMap<Kind<'_>, usize> = HashMap::new();
    let mut add = |kind, place| {
        let index = *index_of.entry(kind).or_insert_with(|| {
            groups.push(Group {
                kind,
                places: Vec::new(),
            });
            groups.len() - 1
        });
        groups[index].places.push(place);
    };
    for page in pages {
        for violation in &page.violations {
            add(
                Kind::of_violation(violation),
                Place::of_violation(page, violation),
            );
        }
    }
    for page in pages {
        for doubt in &page.doubts {
            add(Kind::of_doubt(doubt), Place::of_doubt(page, doubt));
        }
    }
    groups
}

impl<'p> Kind<'p> {
    fn of_violation(violation: &'p FoundViolation) -> Self {
        let diagnostic = &violation.found.diagnostic;
        Self {
            severity: diagnostic.severity(),
            code: diagnostic.code(),
            what: What::Violation {
                directive: &violation.predicted.violation.effective_directive,
                is_enforced: violation.is_enforced(),
            },
            help: diagnostic.help(),
        }
    }

    fn of_doubt(doubt: &'p Found) -> Self {
        let diagnostic = &doubt.diagnostic;
        Self {
            severity: diagnostic.severity(),
            code: diagnostic.code(),
            what: What::Doubt {
                message: diagnostic.message(),
            },
            help: diagnostic.help(),
        }
    }
}

impl<'p> Place<'p> {
    fn of_violation(page: &'p CheckedPage, violation: &'p FoundViolation) -> Self {
        let predicted = &violation.predicted;
        let blocked = printable(&predicted.violation.blocked_url);
        let frame = match violation.document.as_str() {
            "page" => String::new(),
            document => format!(" in the frame {document}"),
        };
        let when = match predicted.when {
            When::Load => "",
            When::Conditional => ", if the browser asks for it",
            When::Interaction => ", when a person clicks or sends",
        };
        Self {
            file: &page.file,
            found: &violation.found,
            label: format!("{blocked}{frame}{when}"),
            note: &predicted.detail,
        }
    }

    fn of_doubt(page: &'p CheckedPage, doubt: &'p Found) -> Self {
        Self {
            file: &page.file,
            found: doubt,
            label: String::new(),
            note: "",
        }
    }

    fn elements(&self) -> impl Iterator<Item = Element<'_>> {
        let excerpt = &self.found.excerpt;
        let file = printable(self.file);
        let marked = AnnotationKind::Primary.span(excerpt.marked.clone());
        let snippet = Snippet::source(&*excerpt.text)
            .line_start(excerpt.line)
            .annotation(marked.label(&self.label));
        // A snippet counts its columns itself, which fails where it is not the whole line.
        let (origin, snippet) = if excerpt.is_cut {
            let origin = Origin::path(file).line(excerpt.line);
            (Some(origin.char_column(excerpt.column.bytes)), snippet)
        } else {
            (None, snippet.path(file))
        };
        origin
            .map(Element::from)
            .into_iter()
            .chain([snippet.into()])
    }
}

impl Group<'_> {
    /// The group in the form in which it can be drawn.
    pub(super) fn report(&self) -> Report<'_> {
        let level = match self.kind.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            _ => Level::NOTE,
        };
        let mut report = level
            .primary_title(self.title())
            .id(self.kind.code)
            .elements(self.places.iter().take(SHOWN).flat_map(Place::elements));
        if let Some(note) = self.unshown() {
            report = report.element(Level::NOTE.message(note));
        }
        if let Some(note) = self.reason() {
            report = report.element(Level::NOTE.message(printable_lines(note)));
        }
        match self.kind.help {
            Some(help) => report.element(Level::HELP.message(printable_lines(help))),
            None => report,
        }
    }

    fn title(&self) -> String {
        let places = match self.places.len() {
            1 => String::new(),
            count => format!(" in {count} places"),
        };
        match self.kind.what {
            What::Violation {
                directive,
                is_enforced,
            } => {
                let verb = if is_enforced { "blocked" } else { "reported" };
                format!("{verb} by {directive}{places}")
            }
            What::Doubt { message } => format!("{}{places}", printable(message)),
        }
    }

    fn unshown(&self) -> Option<String> {
        let rest = self.places.get(SHOWN..).filter(|rest| !rest.is_empty())?;
        let places: Vec<String> = rest
            .iter()
            .take(SHOWN)
            .map(|place| format!("{}:{}", printable(place.file), place.found.excerpt.line))
            .collect();
        let more = match rest.len().saturating_sub(SHOWN) {
            0 => String::new(),
            count => format!(" and in {count} more places"),
        };
        Some(format!("also at {}{more}", places.join(", ")))
    }

    /// What the policy says, if it says the same everywhere.
    fn reason(&self) -> Option<&str> {
        let (first, rest) = self.places.split_first()?;
        let is_shared = rest.iter().all(|place| place.note == first.note);
        let note = if is_shared {
            first.note
        } else {
            first.note.lines().next().unwrap_or_default()
        };
        (!note.is_empty()).then_some(note)
    }
}

fn printable_lines(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(printable).collect();
    lines.join("\n")
}
