//! The one way in which the Python package is built, and installed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::time::Duration;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::process::require;
use crate::project::Project;
use crate::python::environment::Environment;
use crate::python::tools::Tools;
use crate::terminal::progress;

const LIMIT: Duration = Duration::from_secs(1200);
/// The file in an environment that says which wheel it holds.
const STAMP: &str = "wheel.txt";
/// What the wheel is made of.
const INPUTS: [&str; 4] = ["Cargo.toml", "Cargo.lock", "crates", "bindings/python"];
/// What lies among the inputs and is not part of the wheel.
const NOT_INPUTS: [&str; 3] = ["tests", "benches", "__pycache__"];

/// The built Python package.
#[derive(Clone, Debug)]
pub(crate) struct Wheel {
    pub(crate) path: PathBuf,
    /// Of everything that it was made of.
    digest: String,
}

impl Wheel {
    /// The wheel of the present sources, which is built first where that has not been done yet.
    pub(crate) fn ensure(project: &Project, tools: &Tools) -> Result<Self> {
        let digest = digest_of_inputs(project)?;
        let shelf = project.target("wheel");
        let folder = shelf.join(&digest);
        if !folder.exists() {
            progress("building the wheel …");
            let unfinished = shelf.join(format!("unfinished-{}", process::id()));
            build(project, tools, &unfinished)?;
            fs::rename(&unfinished, &folder)?;
        }
        let path = only_file(&folder)?;
        Ok(Self { path, digest })
    }

    /// Puts it into `environment`, unless it is there.
    pub(crate) fn install(&self, environment: &Environment, tools: &Tools) -> Result<()> {
        if environment.stamp(STAMP) == self.digest {
            return Ok(());
        }
        let mut install = tools.pip_for(environment);
        install
            .args(["install", "--quiet", "--no-deps", "--force-reinstall"])
            .arg(&self.path);
        require(&mut install, LIMIT).with_context(|| {
            format!(
                "cannot install the wheel into {}",
                environment.root().display()
            )
        })?;
        environment.set_stamp(STAMP, &self.digest)
    }
}

fn build(project: &Project, tools: &Tools, folder: &Path) -> Result<()> {
    let mut maturin = tools.command("maturin");
    maturin.args(["build", "--release", "--locked", "--quiet"]);
    // It is installed on this machine only: no container with an old C library is asked for.
    maturin.args(["--compatibility", "linux"]);
    maturin
        .arg("--interpreter")
        .arg(&tools.interpreter().program);
    maturin
        .arg("--manifest-path")
        .arg(project.path("bindings/python/Cargo.toml"));
    require(maturin.arg("--out").arg(folder), LIMIT).context("cannot build the wheel")?;
    Ok(())
}

fn only_file(folder: &Path) -> Result<PathBuf> {
    let mut entries = fs::read_dir(folder)?;
    let first = entries
        .next()
        .with_context(|| format!("{} is empty", folder.display()))??;
    Ok(first.path())
}

/// Sixteen hexadecimal digits that change whenever the wheel would.
fn digest_of_inputs(project: &Project) -> Result<String> {
    let mut digest = Sha256::new();
    digest.update(require(Command::new("rustc").arg("--version"), LIMIT)?);
    for input in INPUTS {
        add(&mut digest, &project.path(input)).with_context(|| input.to_owned())?;
    }
    let beginning = digest
        .finalize()
        .first_chunk()
        .copied()
        .context("a digest has 32 bytes")?;
    Ok(format!("{:016x}", u64::from_be_bytes(beginning)))
}

/// Adds a file, or a folder's files in the order of their names.
fn add(digest: &mut Sha256, path: &Path) -> Result<()> {
    if path.is_file() {
        digest.update(path.as_os_str().as_encoded_bytes());
        digest.update(fs::read(path)?);
        return Ok(());
    }
    let mut entries: Vec<PathBuf> = fs::read_dir(path)?
        .flatten()
        .map(|entry| entry.path())
        .collect();
    entries.sort();
    entries
        .iter()
        .filter(|entry| is_input(entry))
        .try_for_each(|entry| add(digest, entry))
}

/// Whether a file or folder may matter: caches, tests and a native module built in place do not.
fn is_input(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    !name.starts_with('.') && !name.ends_with(".so") && !NOT_INPUTS.contains(&&*name)
}
