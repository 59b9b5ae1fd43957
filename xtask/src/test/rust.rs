//! The steps that test the crates.

use std::process::Command;

use crate::process::programs_named;
use crate::project::Project;
use crate::test::schedule::{Resource, Step};
use crate::test::{ask_for_everything, run_program};

/// How many cases each property is tried with under `--all`; 256 is what proptest does by itself.
const MANY_CASES: &str = "20000";

pub(super) fn steps(project: &Project, all: bool) -> Vec<Step<'_>> {
    let mut steps = vec![
        step(project, "Rust tests", all, test_runner()),
        step(project, "Rust doctests", all, "test --doc"),
    ];
    steps.push(workspace(
        "fuzz corpora",
        project,
        "fuzz",
        &["--test", "corpora"],
    ));
    if all {
        steps.push(workspace(
            "bridges of frameworks",
            project,
            "tests/frameworks",
            &[],
        ));
        steps.push(step(project, "benchmarks compile", all, "bench --no-run"));
    }
    steps
}

/// The tests of a folder that is a workspace of its own, which builds into the same place. That of
/// `fuzz` tries each input that is kept in its corpus once.
fn workspace<'a>(
    name: &str,
    project: &'a Project,
    folder: &'static str,
    arguments: &'static [&'static str],
) -> Step<'a> {
    let work = move || {
        let mut cargo = Command::new("cargo");
        cargo
            .args(["test", "--manifest-path"])
            .arg(project.path(folder).join("Cargo.toml"))
            .args(arguments)
            .arg("--target-dir")
            .arg(project.target(""))
            .current_dir(project.path(""));
        run_program(&mut cargo)
    };
    Step::new(name, work).using(Resource::DevBuild)
}

/// nextest where it is installed, because it is faster.
fn test_runner() -> &'static str {
    if programs_named("cargo-nextest").is_empty() {
        "test --tests --no-fail-fast"
    } else {
        "nextest run --no-fail-fast"
    }
}

fn step<'a>(project: &'a Project, name: &str, all: bool, arguments: &'static str) -> Step<'a> {
    let work = move || {
        let mut cargo = Command::new("cargo");
        cargo.args(arguments.split(' '));
        // The extension module cannot be linked into a test program: its own tests are in Python.
        cargo.args([
            "--workspace",
            "--exclude",
            "stockade-python",
            "--all-features",
        ]);
        cargo.current_dir(project.path(""));
        ask_for_everything(&mut cargo, all);
        if all {
            cargo.env("PROPTEST_CASES", MANY_CASES);
        }
        run_program(&mut cargo)
    };
    Step::new(name, work).using(Resource::DevBuild)
}
