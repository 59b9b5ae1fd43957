//! The `stockade` command.
//!
//! It is a library, so that the program `stockade` and the Python package's command of that name
//! run the same code.
//!
//! ```
//! let status = stockade_cli::run(["stockade".into(), "--version".into()]);
//! assert_eq!(status, 0);
//! ```

mod check;
mod completions;
mod console;
mod explain;
mod hash;
mod problem;
mod text;

use std::ffi::OsString;

use clap::{Parser, Subcommand};

pub use console::Console;

/// Ended well: nothing is blocked.
const ALLOWED: u8 = 0;
/// Ended well: something is blocked.
const BLOCKED: u8 = 1;
/// The command was not used as it can be, or could not read or write.
const FAILED: u8 = 2;

/// What a Content Security Policy will block, and why.
#[derive(Parser)]
#[command(name = "stockade", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Check(check::Options),
    Explain(Box<explain::Options>),
    Hash(hash::Options),
    Completions(completions::Options),
}

/// Runs the command in this process's terminal, with the program's name as the first argument.
/// Returns the status to exit with.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    run_in(&mut Console::of_process(), arguments)
}

/// Runs the command with other streams than those of the process.
pub fn run_in(console: &mut Console<'_>, arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let command = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments.command,
        Err(error) => return console.usage(&error),
    };
    let done = match command {
        Command::Check(options) => check::run(&options, console),
        Command::Completions(options) => completions::run(&options, console),
        Command::Explain(options) => explain::run(&options, console),
        Command::Hash(options) => hash::run(&options, console),
    };
    done.unwrap_or_else(|failure| console.failed(&failure))
}
