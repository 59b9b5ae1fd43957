//! What the engines' own tags do with their content.

use stockade::Span;

use super::{Dialect, StructureKind};

/// What is known of a tag that has an end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Opener {
    pub(super) kind: StructureKind,
    /// The tags that may part its content.
    pub(super) separators: &'static [&'static str],
    /// Whether it is one of the engine's own, which always has an end.
    pub(super) is_known: bool,
}

impl Opener {
    const fn known(kind: StructureKind, separators: &'static [&'static str]) -> Self {
        Self {
            kind,
            separators,
            is_known: true,
        }
    }

    const BLOCK: Self = Self::known(StructureKind::Block(Span::new(0, 0)), &[]);
    const PLAIN: Self = Self::known(StructureKind::Plain, &[]);
    const OPAQUE: Self = Self::known(StructureKind::Opaque, &[]);
    /// Somebody's own tag, if it has an end.
    const UNKNOWN: Self = Self {
        kind: StructureKind::Opaque,
        separators: &["else", "elif", "empty", "plural"],
        is_known: false,
    };
}

/// How a tag of this name begins a structure; None if it never does.
pub(super) fn opener(name: &str, arguments: &str, dialect: &Dialect) -> Option<Opener> {
    match dialect {
        Dialect::Django => Some(django_opener(name)),
        Dialect::Jinja(_) if name == "set" && assigns(arguments) => None,
        Dialect::Jinja(_) => Some(jinja_opener(name)),
    }
}

fn django_opener(name: &str) -> Opener {
    use StructureKind::{Branches, Opaque};
    match name {
        "if" => Opener::known(Branches, &["elif", "else"]),
        "for" => Opener::known(Branches, &["empty"]),
        "ifchanged" | "ifequal" | "ifnotequal" => Opener::known(Branches, &["else"]),
        "block" => Opener::BLOCK,
        "autoescape" | "cache" | "language" | "localize" | "localtime" | "spaceless"
        | "timezone" | "with" => Opener::PLAIN,
        "blocktrans" | "blocktranslate" => Opener::known(Opaque, &["plural"]),
        "filter" | "partialdef" => Opener::OPAQUE,
        _ => Opener::UNKNOWN,
    }
}

fn jinja_opener(name: &str) -> Opener {
    use StructureKind::{Branches, Opaque};
    match name {
        "if" => Opener::known(Branches, &["elif", "else"]),
        "for" => Opener::known(Branches, &["else"]),
        "block" => Opener::BLOCK,
        "autoescape" | "with" => Opener::PLAIN,
        "trans" => Opener::known(Opaque, &["pluralize"]),
        "call" | "filter" | "macro" | "set" => Opener::OPAQUE,
        _ => Opener::UNKNOWN,
    }
}

/// Whether Jinja2's `{% set %}` has a value and so no end: `{% set x = 1 %}`.
///
/// The other form, which keeps its content, may have filters, and those `=` between brackets.
fn assigns(arguments: &str) -> bool {
    let before_filters = arguments.split('|').next().unwrap_or_default();
    before_filters.contains('=')
}
