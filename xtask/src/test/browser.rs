//! The step that asks a real browser.

use crate::chromium;
use crate::project::Project;
use crate::python::Framework;
use crate::test::python::{WHEEL, pytest};
use crate::test::schedule::Step;
use crate::test::{ask_for_everything, run_program};
use crate::workshop::Workshop;

/// Everything in `tests/browser`, with Chromium.
pub(super) fn step<'a>(project: &'a Project, workshop: &'a Workshop<'a>, all: bool) -> Step<'a> {
    let work = move || {
        let mut pytest = pytest(&workshop.browser_environment()?);
        pytest.env("CHROMIUM", chromium::ensure()?);
        // The admin is crawled on every Django, each served from its own environment.
        let pairs = workshop.matrix().pairs.iter();
        for pair in pairs.filter(|pair| pair.framework == Framework::Django) {
            workshop.pair_environment(pair)?;
        }
        ask_for_everything(&mut pytest, all);
        run_program(pytest.current_dir(project.path("tests/browser")))
    };
    Step::new("browser", work).needing(WHEEL)
}
