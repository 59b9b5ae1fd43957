//! `stockade completions`: what a shell needs to complete the command's options.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::console::{Console, nobody_reads_is_fine};
use crate::problem::Failure;
use crate::{ALLOWED, Arguments};

const EXAMPLES: &str = "\
Examples:
  stockade completions bash > ~/.local/share/bash-completion/completions/stockade
  stockade completions zsh > ~/.zfunc/_stockade
  stockade completions fish > ~/.config/fish/completions/stockade.fish";

/// Write what a shell needs to complete this command
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Options {
    /// The shell
    shell: Shell,
}

pub(crate) fn run(options: &Options, console: &mut Console<'_>) -> Result<u8, Failure> {
    let mut script = Vec::new();
    let mut command = Arguments::command();
    clap_complete::generate(options.shell, &mut command, "stockade", &mut script);
    nobody_reads_is_fine(console.raw().1.write_all(&script))?;
    Ok(ALLOWED)
}
