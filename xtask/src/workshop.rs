//! What the commands share: the tools, the wheel, and the environments that hold it.

use std::sync::{Mutex, PoisonError};

use anyhow::Result;

use crate::project::Project;
use crate::python::environment::{Environment, Recipe};
use crate::python::tools::Tools;
use crate::python::wheel::Wheel;
use crate::python::{Framework, Interpreters, Matrix, Pair, debian};
use crate::terminal::notice;

/// Everything that is needed to build and run Python here.
pub(crate) struct Workshop<'a> {
    project: &'a Project,
    interpreters: Interpreters,
    tools: Tools,
    matrix: Matrix,
    /// Built at its first use and then kept, so that one run never tests two states of the sources.
    wheel: Mutex<Option<Wheel>>,
    /// Two steps that need the same environment must not make it at the same time.
    making: Mutex<()>,
}

impl<'a> Workshop<'a> {
    /// Finds the interpreters and installs the tools. Says at once what cannot be as it should.
    pub(crate) fn set_up(project: &'a Project) -> Result<Self> {
        let interpreters = Interpreters::find();
        let tools = Tools::ensure(project, &interpreters)?;
        let matrix = Matrix::plan(&interpreters, || debian::ensure(project, &tools));
        for note in &matrix.notes {
            notice(note);
        }
        for untested in &matrix.untested {
            notice(&format!(
                "{} is NOT TESTED: {}",
                untested.title, untested.reason
            ));
        }
        Ok(Self {
            project,
            interpreters,
            tools,
            matrix,
            wheel: Mutex::new(None),
            making: Mutex::new(()),
        })
    }

    pub(crate) fn tools(&self) -> &Tools {
        &self.tools
    }

    pub(crate) fn matrix(&self) -> &Matrix {
        &self.matrix
    }

    pub(crate) fn wheel(&self) -> Result<Wheel> {
        let mut built = self.wheel.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(wheel) = &*built {
            return Ok(wheel.clone());
        }
        let wheel = Wheel::ensure(self.project, &self.tools)?;
        Ok(built.insert(wheel).clone())
    }

    /// Where `pair` is tested: for instance `target/venv/3.13-django6.1`.
    pub(crate) fn pair_environment(&self, pair: &Pair) -> Result<Environment> {
        let framework = package_name(pair.framework);
        let name = format!("{}-{framework}{}", pair.interpreter.version, pair.version);
        let recipe = Recipe::new(name, &pair.interpreter).package(pin(pair));
        self.ensure(recipe, &[framework])
    }

    /// The packages whose templates are looked at, on the newest Django that all of them support;
    /// then that Django with the other series of Flask-Admin.
    pub(crate) fn template_environments(&self) -> Result<[Environment; 2]> {
        let django = self.matrix.newest_of(Framework::Django, "5.2")?;
        let ensure = |requirements: &str| {
            let name = format!("{}-{requirements}", django.interpreter.version);
            let recipe = Recipe::new(name, &django.interpreter).package(pin(django));
            self.ensure(recipe, &[requirements])
        };
        Ok([ensure("templates")?, ensure("templates-flask-admin1")?])
    }

    /// Both frameworks at their newest, with what drives a browser.
    pub(crate) fn browser_environment(&self) -> Result<Environment> {
        self.ensure(self.newest_frameworks("browser")?, &["browser"])
    }

    /// All frameworks at their newest, with what their tests need.
    pub(crate) fn documentation_environment(&self) -> Result<Environment> {
        self.ensure(
            self.newest_frameworks("docs")?,
            &["django", "flask", "starlette"],
        )
    }

    /// Starlette and FastAPI at their newest, and as they were two years ago.
    pub(crate) fn starlette_environments(&self) -> Result<[Environment; 2]> {
        let python = self.interpreters.newest()?;
        let ensure = |requirements: &str| {
            let name = format!("{}-{requirements}", python.version);
            self.ensure(Recipe::new(name, python), &[requirements])
        };
        Ok([ensure("starlette")?, ensure("starlette-0.41")?])
    }

    /// Both frameworks at their newest, with every test client that the pytest plugin watches.
    pub(crate) fn plugin_environment(&self) -> Result<Environment> {
        self.ensure(self.newest_frameworks("pytest")?, &["pytest-plugin"])
    }

    /// Both frameworks at their newest, with what Stockade is measured beside.
    pub(crate) fn bench_environment(&self) -> Result<Environment> {
        let rivals = self.project.path("benches/requirements.txt");
        let recipe = self.newest_frameworks("bench")?.file(rivals);
        self.ensure(recipe, &[])
    }

    /// The linters and type checkers, with the frameworks whose types they read.
    pub(crate) fn lint_environment(&self) -> Result<Environment> {
        let python = self.interpreters.newest()?;
        let name = format!("{}-lint", python.version);
        self.ensure(Recipe::new(name, python), &["lint"])
    }

    fn newest_frameworks(&self, purpose: &str) -> Result<Recipe<'_>> {
        let django = self.matrix.newest(Framework::Django)?;
        let flask = self.matrix.newest(Framework::Flask)?;
        let name = format!("{}-{purpose}", django.interpreter.version);
        Ok(Recipe::new(name, &django.interpreter)
            .package(pin(django))
            .package(pin(flask)))
    }

    /// Makes the environment of `recipe`, with the requirements of those names and the wheel.
    fn ensure(&self, recipe: Recipe<'_>, requirements: &[&str]) -> Result<Environment> {
        let files = requirements.iter().map(|name| {
            self.project
                .path(format!("bindings/python/tests/requirements/{name}.txt"))
        });
        let recipe = files.fold(recipe, Recipe::file);
        let wheel = self.wheel()?;
        let _alone = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        let environment = self.tools.environment(self.project, &recipe)?;
        wheel.install(&environment, &self.tools)?;
        Ok(environment)
    }
}

fn package_name(framework: Framework) -> &'static str {
    match framework {
        Framework::Django => "django",
        Framework::Flask => "flask",
    }
}

/// The newest patch release of the pair's series.
fn pin(pair: &Pair) -> String {
    format!("{}=={}.*", package_name(pair.framework), pair.version)
}
