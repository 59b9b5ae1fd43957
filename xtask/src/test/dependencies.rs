//! The steps that look at the crates we depend on: `cargo-deny` with the rules in `deny.toml`.

use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use crate::process::{capture, programs_named};
use crate::project::Project;
use crate::test::run_program;
use crate::test::schedule::{Outcome, Step};
use crate::workshop::Workshop;

/// How long the advisory database may take to arrive.
const DATABASE_LIMIT: Duration = Duration::from_secs(60);

pub(super) fn steps<'a>(project: &'a Project, workshop: &'a Workshop<'a>) -> Vec<Step<'a>> {
    vec![
        Step::new("dependencies", move || {
            run_program(
                cargo_deny(project, workshop).args(["check", "bans", "licenses", "sources"]),
            )
        }),
        Step::new("advisories", move || advisories(project, workshop)),
    ]
}

/// Known weaknesses of our dependencies. The database lives elsewhere, and not every machine that
/// runs the tests can reach it.
fn advisories(project: &Project, workshop: &Workshop<'_>) -> Result<Outcome> {
    let fetched = capture(
        cargo_deny(project, workshop).args(["fetch", "db"]),
        DATABASE_LIMIT,
    );
    if !fetched.is_ok_and(|fetched| fetched.success) {
        return Ok(Outcome::Skipped {
            reason: "the advisory database cannot be reached".to_owned(),
        });
    }
    run_program(cargo_deny(project, workshop).args(["check", "--disable-fetch", "advisories"]))
}

/// The `cargo-deny` of this machine, or else the one among our tools.
fn cargo_deny(project: &Project, workshop: &Workshop<'_>) -> Command {
    let mut command = if programs_named("cargo-deny").is_empty() {
        workshop.tools().command("cargo-deny")
    } else {
        Command::new("cargo-deny")
    };
    command.current_dir(project.path(""));
    command
}
