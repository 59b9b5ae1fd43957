//! Where things are in this checkout.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// This checkout.
pub(crate) struct Project {
    root: PathBuf,
}

impl Project {
    pub(crate) fn find() -> Result<Self> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .context("start this through cargo: `cargo xtask …`, anywhere in the checkout")?;
        let root = Path::new(&manifest)
            .parent()
            .context("the xtask package must lie in the checkout")?;
        Ok(Self {
            root: root.to_owned(),
        })
    }

    /// A file or folder of the checkout, named from its root.
    pub(crate) fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    /// Where xtask keeps what it builds: always in the checkout, so that the documented places
    /// (`target/venv/…`) hold even where `CARGO_TARGET_DIR` moves cargo's own output.
    pub(crate) fn target(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join("target").join(relative)
    }
}
