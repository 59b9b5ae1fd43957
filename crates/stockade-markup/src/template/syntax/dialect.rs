//! The template languages that are understood.

/// A template language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dialect {
    /// Django's own template language.
    Django,
    /// Jinja2, with the delimiters of its environment.
    Jinja(Delimiters),
}

/// Where Jinja2's constructs begin and end: options of its `Environment`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delimiters {
    /// `block_start_string`
    pub block_start: String,
    /// `block_end_string`
    pub block_end: String,
    /// `variable_start_string`
    pub variable_start: String,
    /// `variable_end_string`
    pub variable_end: String,
    /// `comment_start_string`
    pub comment_start: String,
    /// `comment_end_string`
    pub comment_end: String,
    /// `line_statement_prefix`
    pub line_statement: Option<String>,
    /// `line_comment_prefix`
    pub line_comment: Option<String>,
}

impl Default for Delimiters {
    fn default() -> Self {
        Self {
            block_start: "{%".to_owned(),
            block_end: "%}".to_owned(),
            variable_start: "{{".to_owned(),
            variable_end: "}}".to_owned(),
            comment_start: "{#".to_owned(),
            comment_end: "#}".to_owned(),
            line_statement: None,
            line_comment: None,
        }
    }
}
