//! The browsers that the browser tests drive: Debian's Chromium, whole or without its windows.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::apt;
use crate::process::programs_named;
use crate::terminal::notice;

/// A program of Debian's, and the packages that bring it.
struct Browser {
    program: &'static str,
    packages: &'static [&'static str],
}

const CHROMIUM: Browser = Browser {
    program: "chromium",
    packages: &["chromium", "chromium-sandbox"],
};
const HEADLESS_SHELL: Browser = Browser {
    program: "chromium-headless-shell",
    packages: &["chromium-headless-shell", "chromium-sandbox"],
};

impl Browser {
    fn ensure(&self) -> Result<PathBuf> {
        if let Some(found) = self.find() {
            return Ok(found);
        }
        apt::install(self.packages).context("the browser tests need Chromium")?;
        let program = self.program;
        self.find().with_context(|| {
            format!("Debian's package {program} is installed, but PATH has no `{program}`")
        })
    }

    fn find(&self) -> Option<PathBuf> {
        programs_named(self.program).into_iter().next()
    }
}

/// The path of Chromium, which is installed first where it is missing.
pub(crate) fn ensure() -> Result<PathBuf> {
    CHROMIUM.ensure()
}

/// The path of the same engine without windows around its pages, which takes half the time for
/// tests that load many of them; that of Chromium where there is none.
pub(crate) fn ensure_headless_shell() -> Result<PathBuf> {
    HEADLESS_SHELL.ensure().or_else(|error| {
        notice(&format!("using Chromium with its windows: {error:#}"));
        ensure()
    })
}
