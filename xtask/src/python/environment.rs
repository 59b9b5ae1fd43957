//! Virtual environments under `target/venv/`, made again only when what they are made of changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::process::require;
use crate::project::Project;
use crate::python::interpreter::Interpreter;
use crate::terminal::progress;

const LIMIT: Duration = Duration::from_secs(600);
/// The file in an environment that says what it was made of.
const STAMP: &str = "made-of.txt";

/// A virtual environment.
#[derive(Clone, Debug)]
pub(crate) struct Environment {
    root: PathBuf,
}

impl Environment {
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A program of this environment, cut off from whatever Python settings this shell has.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.root.join("bin").join(program));
        isolate(&mut command);
        command
    }

    /// A Python module of this environment, run as a program.
    pub(crate) fn module(&self, module: &str) -> Command {
        let mut command = self.command("python");
        command.args(["-m", module]);
        command
    }

    /// Its pip, which installs into `target`.
    pub(crate) fn pip_for(&self, target: &Self) -> Command {
        let mut pip = self.module("pip");
        pip.arg("--python").arg(target.root.join("bin/python"));
        pip
    }

    /// What has been written down about it under `name`: nothing if nothing has.
    pub(crate) fn stamp(&self, name: &str) -> String {
        fs::read_to_string(self.root.join(name)).unwrap_or_default()
    }

    pub(crate) fn set_stamp(&self, name: &str, text: &str) -> Result<()> {
        let file = self.root.join(name);
        fs::write(&file, text).with_context(|| file.display().to_string())
    }
}

/// What an environment is made of.
pub(crate) struct Recipe<'a> {
    name: String,
    interpreter: &'a Interpreter,
    /// What pip is to install, as on its command line: `Django==6.1.*`.
    packages: Vec<String>,
    /// Files with more of them, one a line.
    files: Vec<PathBuf>,
}

impl<'a> Recipe<'a> {
    /// An environment called `name`, on `interpreter`.
    pub(crate) fn new(name: String, interpreter: &'a Interpreter) -> Self {
        Self {
            name,
            interpreter,
            packages: Vec::new(),
            files: Vec::new(),
        }
    }

    pub(crate) fn package(mut self, package: String) -> Self {
        self.packages.push(package);
        self
    }

    /// The packages that `file` lists.
    pub(crate) fn file(mut self, file: PathBuf) -> Self {
        self.files.push(file);
        self
    }

    /// The environment of this recipe, made or mended where it must be. It has a pip of its own
    /// where `pip`, another environment, does not fill it.
    pub(crate) fn ensure(
        &self,
        project: &Project,
        pip: Option<&Environment>,
    ) -> Result<Environment> {
        let environment = Environment {
            root: project.target("venv").join(&self.name),
        };
        let made_of = self.describe()?;
        if environment.stamp(STAMP) != made_of {
            progress(&format!("making target/venv/{} …", self.name));
            self.fill(&environment, pip)
                .with_context(|| format!("cannot make target/venv/{}", self.name))?;
            environment.set_stamp(STAMP, &made_of)?;
        }
        Ok(environment)
    }

    fn fill(&self, environment: &Environment, pip: Option<&Environment>) -> Result<()> {
        if environment.root.exists() {
            fs::remove_dir_all(&environment.root)?;
        }
        let mut venv = Command::new(&self.interpreter.program);
        isolate(venv.args(["-m", "venv"]));
        let mut install = match pip {
            Some(other) => {
                venv.arg("--without-pip");
                other.pip_for(environment)
            }
            None => environment.module("pip"),
        };
        require(venv.arg(&environment.root), LIMIT)?;
        install.args(["install", "--quiet"]).args(&self.packages);
        for file in &self.files {
            install.arg("--requirement").arg(file);
        }
        require(&mut install, LIMIT)?;
        Ok(())
    }

    /// Changes whenever an environment of this recipe must be made anew.
    fn describe(&self) -> Result<String> {
        let mut lines = vec![self.interpreter.program.display().to_string()];
        lines.extend(self.packages.iter().cloned());
        for file in &self.files {
            let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
            lines.push(text);
        }
        Ok(lines.join("\n"))
    }
}

/// Takes out what would let packages from elsewhere in.
fn isolate(command: &mut Command) {
    command
        .env("PYTHONNOUSERSITE", "1")
        .env("PIP_DISABLE_PIP_VERSION_CHECK", "1");
    command
        .env_remove("PYTHONPATH")
        .env_remove("PYTHONHOME")
        .env_remove("VIRTUAL_ENV");
}
