//! The steps that test the Python package, as it is installed from its wheel.

use std::env;
use std::fs;
use std::process::Command;

use anyhow::{Result, bail};

use crate::bench;
use crate::project::Project;
use crate::python::environment::Environment;
use crate::python::{Framework, Pair, Untested};
use crate::test::schedule::{Outcome, Step};
use crate::test::{ask_for_everything, run_program, run_programs};
use crate::workshop::Workshop;

/// The step that most others need.
pub(super) const WHEEL: &str = "wheel";

/// The tests of `pytest --csp`, which start pytest many times.
const PLUGIN_TESTS: &str = "tests/pytest_plugin";

/// Builds the wheel.
pub(super) fn wheel<'a>(workshop: &'a Workshop<'a>) -> Step<'a> {
    Step::new(WHEEL, || {
        let output = workshop.wheel()?.path.display().to_string();
        let success = true;
        Ok(Outcome::Done { success, output })
    })
}

pub(super) fn steps<'a>(
    project: &'a Project,
    workshop: &'a Workshop<'a>,
    all: bool,
) -> Vec<Step<'a>> {
    let pairs = workshop
        .matrix()
        .pairs
        .iter()
        .filter(move |pair| all || pair.is_for_every_change)
        .map(move |pair| pair_step(project, workshop, pair, all));
    let untested = workshop.matrix().untested.iter().map(untested_step);
    let others = [
        Step::new("Python doctests", move || doctests(project, workshop)),
        Step::new("documentation", move || documentation(project, workshop)),
        Step::new("Starlette and FastAPI", move || {
            starlette(project, workshop)
        }),
        Step::new("pytest plugin", move || plugin(project, workshop)),
        Step::new("templates of packages", move || {
            templates(project, workshop)
        }),
    ];
    let benchmarks =
        all.then(|| Step::new("benchmarks run", move || benchmarks(project, workshop)));
    let steps = pairs.chain(untested).chain(others).chain(benchmarks);
    steps.map(|step| step.needing(WHEEL)).collect()
}

fn pair_step<'a>(
    project: &'a Project,
    workshop: &'a Workshop<'a>,
    pair: &'a Pair,
    all: bool,
) -> Step<'a> {
    Step::new(pair.to_string(), move || {
        let environment = workshop.pair_environment(pair)?;
        let mut package = package_tests(project, &environment, pair.framework);
        ask_for_everything(&mut package, all);
        let mut programs = vec![
            package,
            client_tests(project, &environment, pair.framework),
            example_tests(project, &environment, pair.framework),
        ];
        if pair.framework == Framework::Django {
            programs.push(template_tests(project, &environment));
        }
        run_programs(&mut programs)
    })
}

/// The package's tests, but for those of the other framework and those with steps of their own.
fn package_tests(project: &Project, environment: &Environment, framework: Framework) -> Command {
    let other = match framework {
        Framework::Django => "tests/flask",
        Framework::Flask => "tests/django",
    };
    let mut command = pytest(environment);
    command.arg("tests");
    for folder in [other, "tests/docs", PLUGIN_TESTS] {
        command.args(["--ignore", folder]);
    }
    command.current_dir(project.path("bindings/python"));
    command
}

/// What of the pytest plugin's tests depends on the version of a framework.
fn client_tests(project: &Project, environment: &Environment, framework: Framework) -> Command {
    let client = match framework {
        Framework::Django => "test_django_client.py",
        Framework::Flask => "test_flask_client.py",
    };
    let mut command = pytest(environment);
    command.args(["test_summary.py", client]);
    command.current_dir(project.path("bindings/python").join(PLUGIN_TESTS));
    command
}

/// The tests that the framework's example brings, run as its README says.
fn example_tests(project: &Project, environment: &Environment, framework: Framework) -> Command {
    let (mut command, folder) = match framework {
        Framework::Django => (environment.command("python"), "examples/django-shop"),
        Framework::Flask => (pytest(environment), "examples/flask-notes"),
    };
    if framework == Framework::Django {
        command.args(["manage.py", "test"]);
    }
    command.current_dir(project.path(folder));
    command
}

/// What becomes of the templates of each package that the environment has.
fn template_tests(project: &Project, environment: &Environment) -> Command {
    let mut command = pytest(environment);
    command.current_dir(project.path("tests/templates"));
    command
}

/// The same for packages that come with neither framework.
fn templates(project: &Project, workshop: &Workshop<'_>) -> Result<Outcome> {
    let environments = workshop.template_environments()?;
    run_programs(&mut environments.map(|environment| template_tests(project, &environment)))
}

/// What no Python here can run is left out loudly, and fails where it must not be left out.
fn untested_step(untested: &Untested) -> Step<'_> {
    Step::new(&untested.title, move || {
        if env::var("CI").is_ok_and(|value| value == "true") {
            bail!("with CI=true this must be tested, but: {}", untested.reason);
        }
        Ok(Outcome::Skipped {
            reason: untested.reason.clone(),
        })
    })
}

/// Folders of the package with modules that need no framework.
const FRAMEWORKLESS: [&str; 2] = ["", "serving"];

/// The examples in the docstrings of the modules that need no framework.
fn doctests(project: &Project, workshop: &Workshop<'_>) -> Result<Outcome> {
    let pair = workshop.matrix().newest(Framework::Flask)?;
    let mut pytest = pytest(&workshop.pair_environment(pair)?);
    pytest
        .args(["--doctest-modules", "--pyargs"])
        .args(frameworkless_modules(project)?);
    run_program(pytest.current_dir(project.path("bindings/python")))
}

/// `stockade.nonce`, `stockade.serving.policies` and their like.
fn frameworkless_modules(project: &Project) -> Result<Vec<String>> {
    let mut modules = Vec::new();
    for folder in FRAMEWORKLESS {
        let path = project.path("bindings/python/python/stockade").join(folder);
        let package = if folder.is_empty() {
            "stockade".to_owned()
        } else {
            format!("stockade.{folder}")
        };
        for file in fs::read_dir(path)?.flatten() {
            let name = file.file_name();
            let module = name.to_str().and_then(|name| name.strip_suffix(".py"));
            modules.extend(
                module
                    .filter(|module| *module != "__init__")
                    .map(|module| format!("{package}.{module}")),
            );
        }
    }
    Ok(modules)
}

/// The tests of the ASGI middleware with the frameworks that are made of it.
fn starlette(project: &Project, workshop: &Workshop<'_>) -> Result<Outcome> {
    run_programs(&mut workshop.starlette_environments()?.map(|environment| {
        let mut pytest = pytest(&environment);
        pytest.arg("tests/starlette");
        pytest.current_dir(project.path("bindings/python"));
        pytest
    }))
}

/// The code in the documentation, which uses all frameworks.
fn documentation(project: &Project, workshop: &Workshop<'_>) -> Result<Outcome> {
    let mut pytest = pytest(&workshop.documentation_environment()?);
    run_program(
        pytest
            .arg("tests/docs")
            .current_dir(project.path("bindings/python")),
    )
}

/// All tests of the pytest plugin, beside the plugins that it has to work with.
fn plugin(project: &Project, workshop: &Workshop<'_>) -> Result<Outcome> {
    let mut pytest = pytest(&workshop.plugin_environment()?);
    // pytest-django is for the sites that are tested; here it finds none.
    pytest.args([PLUGIN_TESTS, "-p", "no:django"]);
    run_program(pytest.current_dir(project.path("bindings/python")))
}

/// The benchmarks still run. What they measure beside another step says nothing.
fn benchmarks(project: &Project, workshop: &Workshop<'_>) -> Result<Outcome> {
    let mut measurements = Vec::new();
    for program in bench::PROGRAMS {
        let mut measurement = bench::measurement(project, workshop, program)?;
        measurement.arg("--quick");
        measurements.push(measurement);
    }
    run_programs(&mut measurements)
}

/// pytest in `environment`, leaving no cache in the sources: several run there at a time.
pub(super) fn pytest(environment: &Environment) -> Command {
    let mut pytest = environment.module("pytest");
    pytest.args(["--quiet", "-p", "no:cacheprovider"]);
    pytest
}
