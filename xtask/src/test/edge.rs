//! The step that tests the recipes for caches at the edge, with the real servers.

use anyhow::Context;

use crate::apt;
use crate::chromium;
use crate::project::Project;
use crate::test::python::{WHEEL, pytest};
use crate::test::schedule::Step;
use crate::test::{ask_for_everything, run_program};
use crate::workshop::Workshop;

/// What the recipes are for, as Debian packages them. Worker platforms are stood in for by Node.js.
const PACKAGES: [&str; 5] = [
    "libnginx-mod-http-js",
    "libnginx-mod-http-lua",
    "nginx",
    "nodejs",
    "varnish",
];

pub(super) fn step<'a>(project: &'a Project, workshop: &'a Workshop<'a>, all: bool) -> Step<'a> {
    let work = move || {
        apt::ensure(&PACKAGES)
            .context("the recipes for caches at the edge are tested with their servers")?;
        let mut pytest = pytest(&workshop.browser_environment()?);
        pytest.env("CHROMIUM", chromium::ensure()?);
        ask_for_everything(&mut pytest, all);
        run_program(pytest.current_dir(project.path("tests/edge")))
    };
    Step::new("caches at the edge", work).needing(WHEEL)
}
