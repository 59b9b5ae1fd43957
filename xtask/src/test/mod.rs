//! `cargo xtask test`: everything that must hold, with one line a step and a table at the end.

mod browser;
mod counts;
mod dependencies;
mod edge;
mod lint;
mod python;
mod rust;
mod schedule;
mod summary;

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::process;
use crate::project::Project;
use crate::test::schedule::{Finished, Outcome, Step};
use crate::workshop::Workshop;

/// Far above what any step takes: a step that hangs must not hang the run.
const LIMIT: Duration = Duration::from_secs(45 * 60);

/// Run the tests: Rust, Python on every framework and interpreter, the browser, and the linters
///
/// Two steps run at a time. A step that passes prints one line, a step that fails prints all it
/// has to say, and the others go on.
#[derive(Args)]
#[command(after_help = "\
Examples:
  cargo xtask test                       everything that a change must pass
  cargo xtask test --only rust,lint      only some groups of steps
  cargo xtask test --all                 with what is slow: every Python, more random cases")]
pub(crate) struct Options {
    /// Add what is slow: every Python, many more random cases, whole corpora, a run of the benchmarks
    #[arg(long)]
    all: bool,
    /// Only the steps of these groups
    #[arg(long, value_enum, value_delimiter = ',', value_name = "GROUP")]
    only: Vec<Group>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Group {
    /// Unit tests, integration tests and doctests of the crates
    Rust,
    /// The Python package on every framework and interpreter
    Python,
    /// The examples and small applications in Chromium
    Browser,
    /// The recipes for caches at the edge, with nginx, Varnish and Node.js
    Edge,
    /// Formatting, lints, types, documentation, dependencies
    Lint,
}

impl Options {
    fn wants(&self, group: Group) -> bool {
        self.only.is_empty() || self.only.contains(&group)
    }
}

pub(crate) fn run(project: &Project, options: &Options) -> Result<bool> {
    let started = Instant::now();
    let workshop = if options.only == [Group::Rust] {
        None
    } else {
        Some(Workshop::set_up(project)?)
    };
    let finished = schedule::run(plan(project, workshop.as_ref(), options));
    summary::print_table(&finished, started.elapsed());
    Ok(!finished.iter().any(Finished::is_failure))
}

/// The steps, the longest chains first: what takes longest must not begin last.
fn plan<'a>(
    project: &'a Project,
    workshop: Option<&'a Workshop<'a>>,
    options: &Options,
) -> Vec<Step<'a>> {
    let mut steps = Vec::new();
    if let Some(workshop) = workshop {
        steps.push(python::wheel(workshop));
    }
    if options.wants(Group::Rust) {
        steps.extend(rust::steps(project, options.all));
    }
    let Some(workshop) = workshop else {
        return steps;
    };
    if options.wants(Group::Browser) {
        steps.extend(browser::steps(project, workshop, options.all));
    }
    if options.wants(Group::Edge) {
        steps.push(edge::step(project, workshop, options.all));
    }
    if options.wants(Group::Python) {
        steps.extend(python::steps(project, workshop, options.all));
    }
    if options.wants(Group::Lint) {
        steps.extend(lint::steps(project, workshop));
        steps.extend(dependencies::steps(project, workshop));
    }
    steps
}

/// Runs one program as a step's work.
fn run_program(command: &mut Command) -> Result<Outcome> {
    run_programs(std::slice::from_mut(command))
}

/// Runs programs one after the other as a step's work, also after one has failed.
fn run_programs(commands: &mut [Command]) -> Result<Outcome> {
    let mut success = true;
    let mut printed = Vec::new();
    for command in commands {
        let finished = process::capture(command, LIMIT)?;
        success &= finished.success;
        printed.push(format!(
            "$ {}\n{}",
            process::describe(command),
            finished.output
        ));
    }
    Ok(Outcome::Done {
        success,
        output: printed.join("\n"),
    })
}

/// Tells the tests of every language to add what is slow.
fn ask_for_everything(command: &mut Command, all: bool) {
    if all {
        command.env("STOCKADE_ALL", "1");
    }
}
