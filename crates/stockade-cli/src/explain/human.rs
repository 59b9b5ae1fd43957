//! An answer for a person.

use std::fmt;

use anstyle::{AnsiColor, Style};
use stockade::Verdict;
use stockade::verdict::PolicyVerdict;

use crate::text::printable;

const BLOCKED: Style = AnsiColor::Red.on_default().bold();
const REPORTED: Style = AnsiColor::Yellow.on_default().bold();
const ALLOWED: Style = AnsiColor::Green.on_default().bold();
const FAINT: Style = Style::new().dimmed();

/// The verdict, and what each policy has to say to it.
pub(super) struct Explanation<'a>(pub(super) Verdict<'a>);

impl fmt::Display for Explanation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(verdict) = self;
        let (style, word) = if verdict.is_blocked() {
            (BLOCKED, "blocked")
        } else {
            (ALLOWED, "allowed")
        };
        writeln!(f, "{style}{word}{style:#}")?;
        for policy in verdict.policies() {
            write_policy(f, &policy)?;
        }
        if verdict.policies().next().is_none() {
            writeln!(
                f,
                "  there is no policy, and without one everything is allowed"
            )?;
        }
        Ok(())
    }
}

fn write_policy(f: &mut fmt::Formatter<'_>, policy: &PolicyVerdict<'_>) -> fmt::Result {
    let kind = if policy.is_enforced() {
        "enforced"
    } else {
        "report-only"
    };
    let text = printable(policy.policy().original_text());
    writeln!(f, "\n{FAINT}{kind}:{FAINT:#} {text}")?;

    let reason = policy.to_string();
    for (number, line) in reason.lines().enumerate() {
        let line = printable(line);
        match line.split_once(' ').filter(|_| number == 0) {
            Some((word, rest)) => {
                let style = style_of(policy);
                writeln!(f, "  {style}{word}{style:#} {rest}")?;
            }
            None => writeln!(f, "  {line}")?,
        }
    }
    Ok(())
}

fn style_of(policy: &PolicyVerdict<'_>) -> Style {
    if !policy.is_violated() {
        ALLOWED
    } else if policy.is_enforced() {
        BLOCKED
    } else {
        REPORTED
    }
}
