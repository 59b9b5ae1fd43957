//! `cargo xtask fuzz`: looks for inputs that break what must always hold.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use crate::process::{programs_named, require, run_in_view};
use crate::project::Project;
use crate::terminal::{progress, say};

const CARGO_FUZZ: &str = "cargo-fuzz@0.13.2";
const INSTALL_LIMIT: Duration = Duration::from_secs(20 * 60);

/// Look for inputs that break the parser, the URL matcher or the page scanner
///
/// Nightly is not needed. A C++ compiler is, for libFuzzer. `cargo xtask test` tries the inputs that
/// are kept in fuzz/corpus; this looks for new ones.
#[derive(Args)]
#[command(after_help = "\
Examples:
  cargo xtask fuzz                            each target for a minute
  cargo xtask fuzz url-match --seconds 600    one target for longer")]
pub(crate) struct Options {
    /// Only these targets
    #[arg(value_enum)]
    targets: Vec<Target>,
    /// How long to look with each target
    #[arg(long, default_value_t = 60)]
    seconds: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Target {
    /// Headers and meta elements
    Policy,
    /// Addresses against source expressions, beside a plain reference
    UrlMatch,
    /// Pages, whole and in pieces
    Page,
}

impl Target {
    /// The name of its program and of its folder in `fuzz/corpus`.
    fn name(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::UrlMatch => "url_match",
            Self::Page => "page",
        }
    }
}

pub(crate) fn run(project: &Project, options: &Options) -> Result<bool> {
    ensure_compiler()?;
    let cargo_fuzz = ensure_cargo_fuzz(project)?;
    let targets = match options.targets.as_slice() {
        [] => Target::value_variants(),
        chosen => chosen,
    };
    let mut success = true;
    for &target in targets {
        success &= look(project, &cargo_fuzz, target, options.seconds)?;
    }
    Ok(success)
}

/// Runs one target. Inputs that reach new code are kept in `target/`, for the next run.
fn look(project: &Project, cargo_fuzz: &PathBuf, target: Target, seconds: u32) -> Result<bool> {
    let found = project.target("fuzz/corpus").join(target.name());
    fs::create_dir_all(&found)?;
    say(&format!("{}: {seconds} seconds", target.name()));
    let mut command = Command::new(cargo_fuzz);
    command
        .args(["fuzz", "run", "--features", "libfuzzer"])
        // Without unsafe code there is nothing for a sanitizer to find, and stable Rust will do.
        .args(["--sanitizer", "none", "--debug-assertions"])
        .arg("--fuzz-dir")
        .arg(project.path("fuzz"))
        .arg("--target-dir")
        .arg(project.target("fuzz"))
        .arg(target.name())
        .arg(found)
        .arg(project.path("fuzz/corpus").join(target.name()))
        .arg("--")
        .arg(format!("-max_total_time={seconds}"))
        .args(["-max_len=4096", "-timeout=10", "-print_final_stats=1"])
        .current_dir(project.path("fuzz"));
    run_in_view(&mut command)
}

fn ensure_compiler() -> Result<()> {
    if ["c++", "g++", "clang++"]
        .iter()
        .all(|name| programs_named(name).is_empty())
    {
        bail!(
            "there is no C++ compiler, which libFuzzer is built with. Install one (`apt-get \
             install g++`); `cargo xtask test` tries the known inputs without it."
        );
    }
    Ok(())
}

/// The program on `PATH`, or one of our own in `target/`.
fn ensure_cargo_fuzz(project: &Project) -> Result<PathBuf> {
    let own = project.target("tools/bin/cargo-fuzz");
    if own.is_file() {
        return Ok(own);
    }
    if let Some(installed) = programs_named("cargo-fuzz").into_iter().next() {
        return Ok(installed);
    }
    progress("installing cargo-fuzz");
    let mut cargo = Command::new("cargo");
    cargo
        .args(["install", "--locked", CARGO_FUZZ, "--root"])
        .arg(project.target("tools"));
    require(&mut cargo, INSTALL_LIMIT)?;
    Ok(own)
}
