//! `cargo xtask`: the project's own commands. Each sets up what it needs, so that a fresh machine
//! with a Rust toolchain, a Python and Debian's package manager is enough.

mod apt;
mod bench;
mod chromium;
mod demo;
mod examples;
mod fuzz;
mod process;
mod project;
mod python;
mod terminal;
mod test;
mod wheel;
mod workshop;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::project::Project;

/// Stockade's own commands.
#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    arg_required_else_help = true
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Bench(bench::Options),
    Demo(demo::Options),
    Fuzz(fuzz::Options),
    Test(test::Options),
    Wheel(wheel::Options),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments.command) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            terminal::error(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Runs one command. `Ok(false)`: it ran, and found something wrong that it has already shown.
fn run(command: &Command) -> anyhow::Result<bool> {
    process::watch_for_interrupts()?;
    let project = Project::find()?;
    match command {
        Command::Bench(options) => bench::run(&project, options),
        Command::Demo(options) => demo::run(&project, options),
        Command::Fuzz(options) => fuzz::run(&project, options),
        Command::Test(options) => test::run(&project, options),
        Command::Wheel(options) => wheel::run(&project, options),
    }
}
