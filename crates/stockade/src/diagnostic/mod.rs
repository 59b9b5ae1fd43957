//! What every check produces: something worth a person's attention, and where it is.

mod edit;
mod printable;
#[cfg(feature = "render")]
pub mod render;
mod span;

use std::fmt;

pub use edit::{Edit, apply_edits};
pub use printable::{is_hidden, printable};
pub use span::Span;

/// How much a [`Diagnostic`] matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Note,
    /// A browser ignores this, or the policy protects less than it seems to.
    Warning,
    /// The policy does not do what it says.
    Error,
}

impl Severity {
    /// `"note"`, `"warning"` or `"error"`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One finding about a policy.
///
/// ```
/// use stockade::{PolicyBuilder, policy::source};
///
/// let policy = PolicyBuilder::new().directive("default-src", source::SELF).build()?;
/// let warning = &policy.warnings()[0];
/// assert_eq!(warning.code(), "missing-form-action");
/// assert_eq!(warning.help(), Some("add form-action 'self', or 'none' if the site has no forms"));
/// # Ok::<(), stockade::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    code: &'static str,
    severity: Severity,
    message: String,
    help: Option<String>,
    directive: Option<String>,
    value: Option<String>,
    span: Option<Span>,
}

impl Diagnostic {
    /// A finding; `code` names the rule in kebab-case, `message` is a sentence without a full stop.
    pub fn new(code: &'static str, severity: Severity, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            help: None,
            directive: None,
            value: None,
            span: None,
        }
    }

    /// A finding of [`Severity::Warning`].
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message)
    }

    /// Says what to write instead.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Names the directive this is about.
    #[must_use]
    pub fn in_directive(mut self, name: impl Into<String>) -> Self {
        self.directive = Some(name.into());
        self
    }

    /// Quotes the value this is about.
    #[must_use]
    pub fn about_value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }

    /// Points at bytes of the text that was parsed.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// The rule, in kebab-case.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// How much it matters.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// What was found, and why it matters.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to write instead, where that is known.
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The directive this is about.
    pub fn directive(&self) -> Option<&str> {
        self.directive.as_deref()
    }

    /// The value this is about.
    pub fn value(&self) -> Option<&str> {
        self.value.as_deref()
    }

    /// Where it is, in bytes of the text that was parsed; `None` for a policy that was built.
    pub fn span(&self) -> Option<Span> {
        self.span
    }
}

/// `message; help`, on one line.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}
