//! Where template syntax stands in a file, and what a tokenizer of HTML can make of the rest.
//!
//! [`lex`] cuts a file into constructs exactly as the engine itself does, [`mask`] hides them from
//! readers of HTML without moving a byte, and [`structures`] pairs tags with their ends.

pub mod arguments;
mod construct;
mod dialect;
mod django;
mod hash_blocks;
mod jinja;
mod known_tags;
mod mask;
mod structure;
mod text;

pub use construct::{Construct, ConstructKind, Trims};
pub use dialect::{Delimiters, Dialect};
pub use mask::{Masked, mask};
pub use structure::{Structure, StructureKind, structures};

/// Every construct of a template, in order. No two overlap.
///
/// What the engine would refuse is no error here, because a template that does not compile prints
/// nothing: a construct that is not closed, or that Jinja2 cannot read, reaches to the end.
///
/// ```
/// use stockade_markup::template::syntax::{Dialect, lex};
///
/// let source = r#"<script src="{% static "shop.js" %}">{# later: defer #}"#;
/// let found: Vec<&str> = lex(source, &Dialect::Django)
///     .iter()
///     .map(|construct| &source[construct.span.range()])
///     .collect();
/// assert_eq!(found, [r#"{% static "shop.js" %}"#, "{# later: defer #}"]);
/// ```
pub fn lex(source: &str, dialect: &Dialect) -> Vec<Construct> {
    let constructs = match dialect {
        Dialect::Django => django::lex(source),
        Dialect::Jinja(delimiters) => jinja::lex(source, delimiters),
    };
    hash_blocks::join(source, constructs)
}
