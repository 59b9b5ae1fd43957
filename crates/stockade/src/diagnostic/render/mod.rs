//! Findings for programs: JSON, SARIF and GitHub's annotations.
//!
//! All parts are borrowed plain values, so that whoever keeps findings in a form of their own
//! (another language, another process) can have them written too.

mod github;
mod json;
mod sarif;

use super::{Diagnostic, Severity, Span};

pub use github::github;
pub use json::{Prediction, json};
pub use sarif::sarif;

/// Something worth a person's attention, in a file.
///
/// ```
/// use stockade::diagnostic::render::{Finding, github};
/// use stockade::{Diagnostic, Span};
///
/// let diagnostic = Diagnostic::warning("blocked-script", "a browser will not run this script")
///     .with_help("give it the nonce")
///     .at(Span::new(120, 128));
/// let finding = Finding::new("pages/cart.html", 7, &diagnostic).at_column(3);
/// let mut written = Vec::new();
/// github(&[finding], &mut written)?;
/// assert_eq!(
///     String::from_utf8_lossy(&written),
///     "::warning file=pages/cart.html,line=7,col=3,title=blocked-script::\
///      a browser will not run this script%0Agive it the nonce\n",
/// );
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding<'f> {
    /// The file's path, or the page's address.
    pub file: &'f str,
    /// The line in it, from 1.
    pub line: u32,
    /// The column in that line, from 1, in UTF-16 code units as editors count; `None` if it is
    /// not known.
    pub column: Option<u32>,
    /// Its bytes in the file.
    pub span: Option<Span>,
    /// The rule, in kebab-case.
    pub code: &'f str,
    /// How much it matters.
    pub severity: Severity,
    /// What was found, and why it matters.
    pub message: &'f str,
    /// What to do about it.
    pub help: Option<&'f str>,
}

impl<'f> Finding<'f> {
    /// A diagnostic in a line of a file.
    pub fn new(file: &'f str, line: u32, diagnostic: &'f Diagnostic) -> Self {
        Self {
            file,
            line,
            column: None,
            span: diagnostic.span(),
            code: diagnostic.code(),
            severity: diagnostic.severity(),
            message: diagnostic.message(),
            help: diagnostic.help(),
        }
    }

    /// Sets the column, in UTF-16 code units.
    #[must_use]
    pub fn at_column(mut self, column: u32) -> Self {
        self.column = Some(column);
        self
    }
}
