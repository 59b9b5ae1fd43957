//! What `cargo xtask test` prints: a line a step while it runs, a table at the end.

use std::time::Duration;

use anstyle::Style;

use crate::terminal::{BAD, FAINT, GOOD, LOUD, say, styled};
use crate::test::counts::Counts;
use crate::test::schedule::{Ending, Finished};

pub(crate) fn print_start(name: &str) {
    say(&styled(FAINT, &format!("running  {name}")));
}

pub(crate) fn print_ending(finished: &Finished) {
    let (style, word) = describe(&finished.ending);
    let word = styled(style, &format!("{word:<7}"));
    let remark = match reason(&finished.ending) {
        Some(reason) => styled(style, reason),
        None => styled(FAINT, &seconds(finished.duration)),
    };
    say(&format!("{word}  {}  {remark}", finished.name));
}

/// All that a failed step printed.
pub(crate) fn print_output(name: &str, output: &str) {
    let rule = "─".repeat(20);
    say(&format!(
        "{} {name} {rule}\n{}\n",
        styled(BAD, &rule),
        output.trim_end()
    ));
}

/// The table of all steps, what was left out, and the closing line.
pub(crate) fn print_table(steps: &[Finished], duration: Duration) {
    let width = steps
        .iter()
        .map(|step| step.name.chars().count())
        .max()
        .unwrap_or(0)
        .max("step".len());
    say(&format!(
        "\n{:<width$}  {:<7}  {:>7}  {:>7}  {:>7}  {:>8}",
        "step", "result", "passed", "failed", "skipped", "time"
    ));
    for step in steps {
        say(&row(step, width));
    }
    let failed: Vec<&str> = steps
        .iter()
        .filter(|step| step.is_failure())
        .map(|step| step.name.as_str())
        .collect();
    say(&format!("\n{} steps in {}", steps.len(), seconds(duration)));
    if !failed.is_empty() {
        say(&styled(
            BAD,
            &format!("{} did not pass: {}", failed.len(), failed.join(", ")),
        ));
    }
    let Counts {
        passed,
        failed,
        skipped,
    } = steps.iter().map(|step| step.counts).sum();
    say(&format!(
        "{passed} passed, {failed} failed, {skipped} skipped"
    ));
}

fn row(step: &Finished, width: usize) -> String {
    let (style, word) = describe(&step.ending);
    let result = styled(style, &format!("{word:<7}"));
    let Counts {
        passed,
        failed,
        skipped,
    } = step.counts;
    let numbers = if step.counts == Counts::default() {
        " ".repeat(25)
    } else {
        format!("{passed:>7}  {failed:>7}  {skipped:>7}")
    };
    let reason = reason(&step.ending)
        .map(|reason| format!("  {reason}"))
        .unwrap_or_default();
    format!(
        "{:<width$}  {result}  {numbers}  {:>8}{reason}",
        step.name,
        seconds(step.duration)
    )
}

fn reason(ending: &Ending) -> Option<&str> {
    match ending {
        Ending::Skipped(reason) | Ending::NotRun(reason) => Some(reason),
        Ending::Passed | Ending::Failed => None,
    }
}

fn describe(ending: &Ending) -> (Style, &'static str) {
    match ending {
        Ending::Passed => (GOOD, "ok"),
        Ending::Failed => (BAD, "FAILED"),
        Ending::Skipped(_) => (LOUD, "SKIPPED"),
        Ending::NotRun(_) => (BAD, "NOT RUN"),
    }
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}
