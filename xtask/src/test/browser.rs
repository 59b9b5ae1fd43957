//! The steps that ask a real browser.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::chromium;
use crate::examples;
use crate::project::Project;
use crate::python::Framework;
use crate::test::python::{WHEEL, pytest};
use crate::test::schedule::{Outcome, Resource, Step};
use crate::test::{ask_for_everything, run_program};
use crate::workshop::Workshop;

const FOLDER: &str = "tests/browser";
/// The step that builds what the browser visits.
const RUST_EXAMPLES: &str = "Rust examples";

/// Files of `tests/browser` that a step of its own runs. In one step they would keep one core busy
/// for most of the run, while the other waits.
struct Part {
    name: &'static str,
    /// How the names of the files begin.
    beginnings: &'static [&'static str],
    browser: fn() -> Result<PathBuf>,
}

const PARTS: [Part; 2] = [
    // It asks what browsers do, and so the browser that people have. The others ask what becomes
    // of our pages, thousands of them.
    Part {
        name: "browser: verdicts",
        beginnings: &["test_oracle"],
        browser: chromium::ensure,
    },
    Part {
        name: "browser: the admin",
        beginnings: &["test_admin", "test_flask_admin", "test_hostile_admin"],
        browser: chromium::ensure_headless_shell,
    },
];

impl Part {
    fn has(&self, file: &str) -> bool {
        let mut beginnings = self.beginnings.iter();
        beginnings.any(|beginning| file.starts_with(beginning))
    }
}

/// Everything in `tests/browser`, with Chromium.
pub(super) fn steps<'a>(
    project: &'a Project,
    workshop: &'a Workshop<'a>,
    all: bool,
) -> Vec<Step<'a>> {
    let parts = PARTS.iter().map(move |part| {
        let is_wanted = |file: &str| part.has(file);
        Step::new(part.name, move || {
            browse(project, workshop, all, &(part.browser)()?, is_wanted)
        })
        .needing(WHEEL)
    });
    let others = Step::new("browser: examples and templates", move || {
        let is_wanted = |file: &str| !PARTS.iter().any(|part| part.has(file));
        let browser = chromium::ensure_headless_shell()?;
        browse(project, workshop, all, &browser, is_wanted)
    });
    let build = Step::new(RUST_EXAMPLES, || {
        run_program(&mut examples::build_with_tests(project))
    });
    parts
        .chain([
            build.using(Resource::DevBuild),
            others.needing(WHEEL).needing(RUST_EXAMPLES),
        ])
        .collect()
}

fn browse(
    project: &Project,
    workshop: &Workshop<'_>,
    all: bool,
    chromium: &Path,
    is_wanted: impl Fn(&str) -> bool,
) -> Result<Outcome> {
    let mut pytest = pytest(&workshop.browser_environment()?);
    pytest.env("CHROMIUM", chromium);
    pytest.env(examples::FOLDER_VARIABLE, examples::folder(project));
    // The admin is crawled on every Django, each served from its own environment.
    let pairs = workshop.matrix().pairs.iter();
    let served = pairs.filter(|pair| all || pair.is_for_every_change);
    for pair in served.filter(|pair| pair.framework == Framework::Django) {
        workshop.pair_environment(pair)?;
    }
    for file in fs::read_dir(project.path(FOLDER))?.flatten() {
        let name = file.file_name();
        if name
            .to_str()
            .is_some_and(|name| name.starts_with("test_") && is_wanted(name))
        {
            pytest.arg(name);
        }
    }
    ask_for_everything(&mut pytest, all);
    run_program(pytest.current_dir(project.path(FOLDER)))
}
