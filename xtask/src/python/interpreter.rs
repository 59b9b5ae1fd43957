//! Finding interpreters.

use std::env;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::process::{capture, programs_named};

/// What `bindings/python` declares as `requires-python`, up to the newest that a framework knows.
const CONSIDERED: std::ops::RangeInclusive<u8> = 10..=14;

/// Prints the version and the real program: a version manager's shim runs, but cannot be copied
/// into a virtual environment.
const DESCRIBE_YOURSELF: &str =
    "import sys, venv; print('%d.%d' % sys.version_info[:2], sys.executable, sep='\\n')";

/// A version of Python, such as 3.12.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version {
    pub(crate) minor: u8,
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "3.{}", self.minor)
    }
}

impl FromStr for Version {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let minor = text
            .strip_prefix("3.")
            .with_context(|| format!("not a Python 3: {text}"))?;
        Ok(Self {
            minor: minor.parse()?,
        })
    }
}

/// A Python that starts.
#[derive(Clone, Debug)]
pub(crate) struct Interpreter {
    pub(crate) version: Version,
    pub(crate) program: PathBuf,
}

impl Interpreter {
    /// Asks `program` what it is. None where it does not start, or lacks its own `venv` module.
    pub(crate) fn probe(program: &Path) -> Option<Self> {
        let mut command = Command::new(program);
        let finished = capture(
            command.args(["-I", "-c", DESCRIBE_YOURSELF]),
            Duration::from_secs(30),
        );
        let output = finished.ok().filter(|finished| finished.success)?.output;
        let (version, program) = output.trim_end().split_once('\n')?;
        Some(Self {
            version: version.parse().ok()?,
            program: program.into(),
        })
    }
}

/// The interpreters that were found on this machine, one a version, oldest first.
pub(crate) struct Interpreters(Vec<Interpreter>);

impl Interpreters {
    /// Looks in pyenv's folder and on `PATH`.
    pub(crate) fn find() -> Self {
        let pyenv = pyenv_versions();
        let versions = CONSIDERED.map(|minor| Version { minor });
        versions
            .filter_map(|version| find_version(version, &pyenv))
            .collect()
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Interpreter> {
        self.0.iter()
    }

    pub(crate) fn newest(&self) -> Result<&Interpreter> {
        self.0.last().context(
            "no Python from 3.10 on was found, neither in pyenv's folder nor on PATH. \
             On Debian: sudo apt-get install python3-venv",
        )
    }
}

impl FromIterator<Interpreter> for Interpreters {
    fn from_iter<I: IntoIterator<Item = Interpreter>>(found: I) -> Self {
        Self(found.into_iter().collect())
    }
}

fn find_version(version: Version, pyenv: &[PathBuf]) -> Option<Interpreter> {
    let prefix = format!("{version}.");
    let from_pyenv = pyenv
        .iter()
        .filter(|folder| {
            folder
                .file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with(&prefix))
        })
        .map(|folder| folder.join("bin/python"));
    let on_path = [format!("python{version}"), "python3".to_owned()];
    from_pyenv
        .chain(on_path.iter().flat_map(|name| programs_named(name)))
        .filter_map(|program| Interpreter::probe(&program))
        .find(|interpreter| interpreter.version == version)
}

/// pyenv's folders, newest patch release first.
fn pyenv_versions() -> Vec<PathBuf> {
    let root = env::var_os("PYENV_ROOT")
        .map(PathBuf::from)
        .or_else(|| Some(env::home_dir()?.join(".pyenv")));
    let Some(entries) = root.and_then(|root| fs::read_dir(root.join("versions")).ok()) else {
        return Vec::new();
    };
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    folders.sort_by_key(|folder| std::cmp::Reverse(numbers(folder)));
    folders
}

/// The numbers in a folder's name, so that 3.12.10 comes after 3.12.9.
fn numbers(folder: &Path) -> Vec<u32> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    name.split('.')
        .map_while(|part| part.parse().ok())
        .collect()
}
