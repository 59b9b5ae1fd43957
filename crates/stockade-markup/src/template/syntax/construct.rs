//! The pieces of template syntax in a file.

use stockade::Span;

/// One piece of template syntax: `{{ … }}`, `{% … %}`, `{# … #}`, or a line statement.
///
/// Everything between two constructs is literal text, which the engine prints as it stands, but for
/// the white space that one of them trims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Construct {
    /// The whole construct, delimiters included.
    pub span: Span,
    /// What it is.
    pub kind: ConstructKind,
    /// What it takes from the text around it.
    pub trims: Trims,
}

/// Jinja2's whitespace control: on which sides a construct removes the white space that touches it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Trims {
    /// `{%-`
    pub before: bool,
    /// `-%}`
    pub after: bool,
}

/// What a [`Construct`] is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConstructKind {
    /// `{{ form.media }}`: prints a value. The span is that of the expression, without delimiters,
    /// whitespace control and surrounding white space.
    Expression(Span),
    /// `{% static "x.js" %}`: the tag's name, and the rest without surrounding white space. A
    /// hash block, `{% csp_script %}…{% endcsp_script %}`, is one with its text and its end.
    Tag {
        /// `static`
        name: Span,
        /// `"x.js"`; empty where the name is all there is.
        arguments: Span,
    },
    /// A comment: `{# … #}`, a line comment, or a whole `{% comment %}…{% endcomment %}`. It
    /// prints nothing and what stands in it is no markup.
    Comment,
    /// A marker that only switches the template syntax off or on: `{% verbatim %}`, `{% raw %}`
    /// and their ends. It prints nothing; the text between two of them is literal.
    Verbatim,
}

impl Construct {
    /// The name of the tag, if this is one.
    pub fn tag_name<'a>(&self, source: &'a str) -> Option<&'a str> {
        match self.kind {
            ConstructKind::Tag { name, .. } => source.get(name.range()),
            _ => None,
        }
    }
}
