//! The steps that look at the sources without running the product.

use std::process::Command;

use anyhow::Result;

use crate::project::Project;
use crate::python::environment::Environment;
use crate::test::python::WHEEL;
use crate::test::run_program;
use crate::test::schedule::{Outcome, Resource, Step};
use crate::workshop::Workshop;

const PACKAGE: &str = "bindings/python";
const BROWSER_TESTS: &str = "tests/browser";
const EDGE_TESTS: &str = "tests/edge";
/// From within that folder.
const EDGE_TESTS_AND_THEIR_HELPERS: [&str; 4] = [
    ".",
    "../browser/chromium.py",
    "../browser/observing.py",
    "../browser/serving.py",
];
const TEMPLATE_TESTS: &str = "tests/templates";
/// Everything that is written in Python.
const PYTHON_FOLDERS: [&str; 6] = [
    PACKAGE,
    BROWSER_TESTS,
    EDGE_TESTS,
    TEMPLATE_TESTS,
    "examples",
    "benches",
];

pub(super) fn steps<'a>(project: &'a Project, workshop: &'a Workshop<'a>) -> Vec<Step<'a>> {
    let cargo = |name, arguments| cargo(project, workshop, name, arguments);
    vec![
        cargo("Rust format", "fmt --all --check"),
        cargo(
            "clippy",
            "clippy --workspace --all-targets --all-features -- -D warnings",
        ),
        cargo("rustdoc", "doc --workspace --no-deps --all-features"),
        python("ruff", workshop, |environment| {
            ruff(project, environment, &["check"])
        }),
        python("Python format", workshop, |environment| {
            ruff(project, environment, &["format", "--check"])
        }),
        python("mypy", workshop, |environment| {
            mypy(project, environment, PACKAGE, &["python/stockade"])
        }),
        python("mypy of browser tests", workshop, |environment| {
            // The types of Django's models need a plugin, which would start a project of its own.
            let sites = "^(admin/site|hostile/admin_settings|third_party/[a-z]+_site)";
            mypy(
                project,
                environment,
                BROWSER_TESTS,
                &[".", "--exclude", sites],
            )
        }),
        python("mypy of edge tests", workshop, |environment| {
            mypy(
                project,
                environment,
                EDGE_TESTS,
                &EDGE_TESTS_AND_THEIR_HELPERS,
            )
        }),
        python("mypy of template tests", workshop, |environment| {
            mypy(project, environment, TEMPLATE_TESTS, &["."])
        }),
        python("stubtest", workshop, |environment| {
            stubtest(project, environment)
        }),
    ]
}

fn cargo<'a>(
    project: &'a Project,
    workshop: &'a Workshop<'a>,
    name: &str,
    arguments: &'static str,
) -> Step<'a> {
    let work = move || {
        let mut cargo = Command::new("cargo");
        cargo
            .args(arguments.split(' '))
            .current_dir(project.path(""));
        cargo.env("RUSTDOCFLAGS", "-D warnings");
        // The extension module is compiled for a Python: always the same, or cargo starts anew.
        cargo.env("PYO3_PYTHON", &workshop.tools().interpreter().program);
        run_program(&mut cargo)
    };
    Step::new(name, work).using(Resource::DevBuild)
}

fn python<'a>(
    name: &str,
    workshop: &'a Workshop<'a>,
    work: impl FnOnce(&Environment) -> Result<Outcome> + Send + 'a,
) -> Step<'a> {
    Step::new(name, move || work(&workshop.lint_environment()?)).needing(WHEEL)
}

/// The rules are in the `pyproject.toml` or `ruff.toml` above each file.
fn ruff(project: &Project, environment: &Environment, arguments: &[&str]) -> Result<Outcome> {
    let mut ruff = environment.command("ruff");
    ruff.args(arguments).args(PYTHON_FOLDERS);
    run_program(ruff.current_dir(project.path("")))
}

/// Runs mypy with `arguments` in `folder`, by the rules of the package.
fn mypy(
    project: &Project,
    environment: &Environment,
    folder: &str,
    arguments: &[&str],
) -> Result<Outcome> {
    let mut mypy = environment.module("mypy");
    mypy.arg("--config-file")
        .arg(project.path(PACKAGE).join("pyproject.toml"));
    run_program(
        mypy.arg("--strict")
            .args(arguments)
            .current_dir(project.path(folder)),
    )
}

/// Whether the stub says what the native module really has. It looks at the installed wheel, so it
/// must not run where the sources would be found first.
fn stubtest(project: &Project, environment: &Environment) -> Result<Outcome> {
    let mut stubtest = environment.module("mypy.stubtest");
    run_program(
        stubtest
            .arg("stockade._core")
            .current_dir(project.target("")),
    )
}
