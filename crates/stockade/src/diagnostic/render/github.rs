use std::fmt;
use std::io::{self, Write};

use super::{Finding, Severity};

/// Writes a line for each finding that GitHub's runners turn into a remark beside the code.
///
/// Format: [workflow commands](https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions).
///
/// # Errors
///
/// When `output` cannot be written to.
pub fn github(findings: &[Finding<'_>], mut output: impl Write) -> io::Result<()> {
    for finding in findings {
        let command = match finding.severity {
            Severity::Note => "notice",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        let file = Property(finding.file);
        write!(output, "::{command} file={file},line={}", finding.line)?;
        if let Some(column) = finding.column {
            write!(output, ",col={column}")?;
        }
        let (title, message) = (Property(finding.code), Data(finding.message));
        write!(output, ",title={title}::{message}")?;
        if let Some(help) = finding.help {
            write!(output, "{}{}", Data("\n"), Data(help))?;
        }
        writeln!(output)?;
    }
    Ok(())
}

/// The text of a command: a line break would end it.
struct Data<'t>(&'t str);

/// The value of a property: it also ends at a comma or a colon.
struct Property<'t>(&'t str);

impl fmt::Display for Data<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_escaped(f, self.0, |character| {
            matches!(character, '%' | '\r' | '\n')
        })
    }
}

impl fmt::Display for Property<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_escaped(f, self.0, |character| {
            matches!(character, '%' | '\r' | '\n' | ':' | ',')
        })
    }
}

/// What the runner reads back, and control characters, which would steer the terminal of whoever
/// reads the log.
fn write_escaped(
    f: &mut fmt::Formatter<'_>,
    text: &str,
    is_special: impl Fn(char) -> bool,
) -> fmt::Result {
    for character in text.chars() {
        if is_special(character) {
            write!(f, "%{:02X}", u32::from(character))?;
        } else if character.is_control() {
            write!(f, "{}", character.escape_default())?;
        } else {
            write!(f, "{character}")?;
        }
    }
    Ok(())
}
