//! `cargo xtask demo`: an example site under its enforced strict policy.

use std::process::Command;

use anyhow::{Result, bail};
use clap::Args;

use crate::chromium;
use crate::examples;
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
  cargo xtask demo --example axum-notes     the same notebook in Rust
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
    ActixNotes,
    AxumNotes,
    DjangoShop,
    FlaskNotes,
}

impl Example {
    fn name(self) -> &'static str {
        match self {
            Self::ActixNotes => "actix-notes",
            Self::AxumNotes => "axum-notes",
            Self::DjangoShop => "django-shop",
            Self::FlaskNotes => "flask-notes",
        }
    }

    /// What it needs of Python packages. None: it is a program of its own.
    fn framework(self) -> Option<Framework> {
        match self {
            Self::ActixNotes | Self::AxumNotes => None,
            Self::DjangoShop => Some(Framework::Django),
            Self::FlaskNotes => Some(Framework::Flask),
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
    if framework.is_none() {
        build_rust_examples(project)?;
    }
    // What starts a program in Rust runs on any of them.
    let pair = workshop
        .matrix()
        .newest(framework.unwrap_or(Framework::Flask))?;
    let mut command = workshop.pair_environment(pair)?.command("python");
    command
        .arg(project.path("tests/browser/serve_example.py"))
        .arg(options.example.name());
    command.arg("--port").arg(options.port.to_string());
    command.env(examples::FOLDER_VARIABLE, examples::folder(project));
    Ok(command)
}

fn check(project: &Project, workshop: &Workshop<'_>) -> Result<Command> {
    build_rust_examples(project)?;
    let mut command = workshop.browser_environment()?.command("python");
    command.arg(project.path("tests/browser/check_examples.py"));
    command.env("CHROMIUM", chromium::ensure()?);
    command.env(examples::FOLDER_VARIABLE, examples::folder(project));
    Ok(command)
}

fn build_rust_examples(project: &Project) -> Result<()> {
    if run_in_view(&mut examples::build(project))? {
        return Ok(());
    }
    bail!("the examples in Rust do not build; cargo said why above")
}
