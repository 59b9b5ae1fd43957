//! `cargo xtask demo`: an example site under its enforced strict policy.

use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::chromium;
use crate::process::run_in_view;
use crate::project::Project;
use crate::python::Framework;
use crate::workshop::Workshop;

/// Start an example site under an enforced strict policy
///
/// Sets up what is missing, fills the example's database, prints the address and what to look at,
/// and serves until Ctrl-C.
#[derive(Args)]
#[command(after_help = "\
Examples:
  cargo xtask demo                          the Django shop, at http://127.0.0.1:8000/
  cargo xtask demo --example flask-notes    the Flask notes
  cargo xtask demo --check                  every page of every example in headless Chromium")]
pub(crate) struct Options {
    /// The example to start: a folder of examples/
    #[arg(long, value_enum, default_value_t = Example::DjangoShop)]
    example: Example,
    /// The port to serve at
    #[arg(long, default_value_t = 8000)]
    port: u16,
    /// Load every page of every example in headless Chromium instead, print what the browser
    /// blocked, and fail if that is not what should be blocked
    #[arg(long, conflicts_with_all = ["example", "port"])]
    check: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Example {
    DjangoShop,
    FlaskNotes,
}

impl Example {
    fn name(self) -> &'static str {
        match self {
            Self::DjangoShop => "django-shop",
            Self::FlaskNotes => "flask-notes",
        }
    }

    fn framework(self) -> Framework {
        match self {
            Self::DjangoShop => Framework::Django,
            Self::FlaskNotes => Framework::Flask,
        }
    }
}

pub(crate) fn run(project: &Project, options: &Options) -> Result<bool> {
    let workshop = Workshop::set_up(project)?;
    let mut command = if options.check {
        check(project, &workshop)?
    } else {
        serve(project, &workshop, options)?
    };
    run_in_view(&mut command)
}

fn serve(project: &Project, workshop: &Workshop<'_>, options: &Options) -> Result<Command> {
    let framework = options.example.framework();
    let pair = workshop.matrix().newest(framework)?;
    let mut command = workshop.pair_environment(pair)?.command("python");
    command
        .arg(project.path("tests/browser/serve_example.py"))
        .arg(options.example.name());
    command.arg("--port").arg(options.port.to_string());
    Ok(command)
}

fn check(project: &Project, workshop: &Workshop<'_>) -> Result<Command> {
    let mut command = workshop.browser_environment()?.command("python");
    command.arg(project.path("tests/browser/check_examples.py"));
    command.env("CHROMIUM", chromium::ensure()?);
    Ok(command)
}
