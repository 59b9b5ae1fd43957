//! Build tools from PyPI, and the pip that fills every other environment.

use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use crate::apt;
use crate::process::capture;
use crate::project::Project;
use crate::python::environment::{Environment, Recipe};
use crate::python::interpreter::{Interpreter, Interpreters};

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
            .ensure(project, None)?;
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

    /// The environment of `recipe`, which these tools fill, so that it needs no pip of its own.
    pub(crate) fn environment(
        &self,
        project: &Project,
        recipe: &Recipe<'_>,
    ) -> Result<Environment> {
        recipe.ensure(project, Some(&self.environment))
    }

    /// A pip that installs into `target`.
    pub(crate) fn pip_for(&self, target: &Environment) -> Command {
        self.environment.pip_for(target)
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
