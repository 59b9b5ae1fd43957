//! The browser that the browser tests drive: Debian's Chromium.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::apt;
use crate::process::programs_named;

/// The path of Chromium, which is installed first where it is missing.
pub(crate) fn ensure() -> Result<PathBuf> {
    if let Some(found) = find() {
        return Ok(found);
    }
    apt::install(&["chromium", "chromium-sandbox"]).context("the browser tests need Chromium")?;
    find().context("Debian's chromium package is installed, but PATH has no `chromium`")
}

fn find() -> Option<PathBuf> {
    programs_named("chromium").into_iter().next()
}
