//! `cargo xtask bench`: what a policy costs each request.

use std::ffi::OsString;
use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::process::run_in_view;
use crate::project::Project;
use crate::workshop::Workshop;

/// Measures requests to whole sites.
const SERVING: &str = "benches/serving.py";
/// Measures the middlewares by themselves.
const MIDDLEWARE: &str = "benches/middleware.py";
pub(crate) const PROGRAMS: [&str; 2] = [SERVING, MIDDLEWARE];

/// Measure the cost per request, Stockade's beside that of its rivals, in one run
///
/// For the Rust crate's own benchmarks there is `cargo bench`.
#[derive(Args)]
#[command(after_help = "\
Examples:
  cargo xtask bench                        both frameworks, some minutes
  cargo xtask bench --quick                shorter and rougher
  cargo xtask bench --middleware           the middlewares for WSGI, ASGI and Flask by themselves
  cargo xtask bench --framework flask --json results.json")]
pub(crate) struct Options {
    /// Measure the middlewares for WSGI, ASGI and Flask by themselves, without sites and servers
    #[arg(long)]
    middleware: bool,
    /// Passed on to benches/serving.py, or to benches/middleware.py
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

pub(crate) fn run(project: &Project, options: &Options) -> Result<bool> {
    let workshop = Workshop::set_up(project)?;
    let program = if options.middleware {
        MIDDLEWARE
    } else {
        SERVING
    };
    run_in_view(measurement(project, &workshop, program)?.args(&options.arguments))
}

/// One of the programs, with nothing yet said about how long.
pub(crate) fn measurement(
    project: &Project,
    workshop: &Workshop<'_>,
    program: &str,
) -> Result<Command> {
    let mut command = workshop.bench_environment()?.command("python");
    command.arg(project.path(program));
    Ok(command)
}
