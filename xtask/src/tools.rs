//! Build tools from PyPI, and the pip that fills every other environment.

use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use crate::apt;
use crate::environment::{Environment, Recipe};
use crate::process::capture;
use crate::project::Project;
use crate::python::{Interpreter, Interpreters};

const IMPORT_LIMIT: Duration = Duration::from_secs(30);

/// The environment `target/venv/tools`: pip, and the programs that `xtask/tools.txt` names.
pub(crate) struct Tools {
    environment: Environment,
    interpreter: Interpreter,
}

impl Tools {
    pub(crate) fn ensure(project: &Project, interpreters: &Interpreters) -> Result<Self> {
        let interpreter = interpreters.newest()?.clone();
        ensure_pip_can_be_had(&interpreter)?;
        let recipe = Recipe::new("tools".into(), &interpreter);
        let environment = recipe
            .file(project.path("xtask/tools.txt"))
            .ensure_with_pip(project)?;
        Ok(Self {
            environment,
            interpreter,
        })
    }

    /// The Python that the tools run on, for builds that need to look at one.
    pub(crate) fn interpreter(&self) -> &Interpreter {
        &self.interpreter
    }

    pub(crate) fn command(&self, program: &str) -> Command {
        self.environment.command(program)
    }

    /// A pip that installs into `target`: so that environments need none of their own.
    pub(crate) fn pip_for(&self, target: &Environment) -> Command {
        let mut pip = self.environment.module("pip");
        pip.arg("--python").arg(target.root().join("bin/python"));
        pip
    }
}

/// Debian keeps what `venv` puts pip in with in a package of its own.
fn ensure_pip_can_be_had(interpreter: &Interpreter) -> Result<()> {
    let mut import = Command::new(&interpreter.program);
    if capture(import.args(["-I", "-c", "import ensurepip"]), IMPORT_LIMIT)?.success {
        return Ok(());
    }
    apt::install(&[&format!("python{}-venv", interpreter.version)])
}
