//! `cargo xtask wheel`: the Python package, built and installed.

use anyhow::Result;
use clap::Args;

use crate::project::Project;
use crate::terminal::say;
use crate::workshop::Workshop;

/// Build the Python package, and install it into the environments under target/venv
///
/// The wheel is a release build, made once for the present sources and kept in target/wheel.
/// Tests, examples and benchmarks use nothing else.
#[derive(Args)]
#[command(after_help = "\
Examples:
  cargo xtask wheel                               build, and install into every environment
  cargo xtask wheel --build-only                  only build, and print the file's path
  target/venv/3.13-django6.1/bin/python -c 'import stockade; print(stockade.__version__)'")]
pub(crate) struct Options {
    /// Do not install the wheel anywhere
    #[arg(long)]
    build_only: bool,
}

pub(crate) fn run(project: &Project, options: &Options) -> Result<bool> {
    let workshop = Workshop::set_up(project)?;
    say(&workshop.wheel()?.path.display().to_string());
    if !options.build_only {
        for pair in &workshop.matrix().pairs {
            say(&workshop
                .pair_environment(pair)?
                .root()
                .display()
                .to_string());
        }
    }
    Ok(true)
}
