//! Which framework is tested on which Python.

use std::fmt;
use std::ops::RangeInclusive;

use anyhow::{Context, Result, ensure};

use crate::python::debian;
use crate::python::interpreter::{Interpreter, Interpreters, Version};

/// A web framework that the Python package adapts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framework {
    Django,
    Flask,
}

impl fmt::Display for Framework {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Django => "Django",
            Self::Flask => "Flask",
        })
    }
}

/// A supported release series of a framework.
struct Series {
    framework: Framework,
    version: &'static str,
    /// The Pythons it is tested on: the first for every change, the others with `--all`.
    tested: &'static [Version],
    /// The Pythons it runs on, for machines that have none of the former.
    runs: RangeInclusive<Version>,
}

const PY310: Version = Version { minor: 10 };
const PY312: Version = Version { minor: 12 };
const PY313: Version = Version { minor: 13 };
const PY314: Version = Version { minor: 14 };

const SUPPORTED: [Series; 5] = [
    django("4.2", &[PY310, PY312], PY310..=PY312),
    django("5.2", &[PY313, PY310], PY310..=PY314),
    django("6.0", &[PY312], PY312..=PY314),
    django("6.1", &[PY313, PY312], PY312..=PY314),
    Series {
        framework: Framework::Flask,
        version: "3.1",
        tested: &[PY310, PY313],
        runs: PY310..=PY314,
    },
];

const fn django(
    version: &'static str,
    tested: &'static [Version],
    runs: RangeInclusive<Version>,
) -> Series {
    Series {
        framework: Framework::Django,
        version,
        tested,
        runs,
    }
}

impl Series {
    fn tested_without(&self, present: &[Version]) -> Vec<Version> {
        let missing = self
            .tested
            .iter()
            .filter(|version| !present.contains(version));
        missing.copied().collect()
    }
}

impl fmt::Display for Series {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.framework, self.version)
    }
}

/// One release series of a framework on one interpreter.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub(crate) framework: Framework,
    pub(crate) version: &'static str,
    pub(crate) interpreter: Interpreter,
    /// Whether a change must pass it, or only a run of everything.
    pub(crate) is_for_every_change: bool,
}

impl fmt::Display for Pair {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} {} on Python {}",
            self.framework, self.version, self.interpreter.version
        )
    }
}

/// What this machine can test.
#[derive(Default)]
pub(crate) struct Matrix {
    /// In the order of the series, and of the interpreters in each.
    pub(crate) pairs: Vec<Pair>,
    /// Where the pairs are others than the ones we mean to test, and why.
    pub(crate) notes: Vec<String>,
    /// The series that nothing here can run.
    pub(crate) untested: Vec<Untested>,
}

/// A release series that cannot be tested on this machine.
pub(crate) struct Untested {
    pub(crate) title: String,
    pub(crate) reason: String,
}

impl Matrix {
    /// Matches the supported series with `interpreters`. Where none of them runs a series,
    /// `stand_in` is asked for the private Python of Debian's packages.
    pub(crate) fn plan(
        interpreters: &Interpreters,
        stand_in: impl Fn() -> Result<Interpreter>,
    ) -> Self {
        let mut matrix = Self::default();
        for series in &SUPPORTED {
            match choose(series, interpreters, &stand_in) {
                Ok(chosen) => matrix.add(series, chosen),
                Err(error) => matrix.untested.push(Untested {
                    title: series.to_string(),
                    reason: format!("{error:#}"),
                }),
            }
        }
        matrix
    }

    /// The newest release series of `framework`, on the newest interpreter that it has here.
    pub(crate) fn newest(&self, framework: Framework) -> Result<&Pair> {
        let newest = self.pairs.iter().rfind(|pair| pair.framework == framework);
        newest.with_context(|| format!("no Python on this machine runs {framework}"))
    }

    /// `framework` at `version`, on the newest interpreter that it has here.
    pub(crate) fn newest_of(&self, framework: Framework, version: &str) -> Result<&Pair> {
        let newest = self
            .pairs
            .iter()
            .rfind(|pair| pair.framework == framework && pair.version == version);
        newest.with_context(|| format!("no Python on this machine runs {framework} {version}"))
    }

    fn add(&mut self, series: &Series, chosen: Vec<Interpreter>) {
        let present: Vec<Version> = chosen.iter().map(|python| python.version).collect();
        let missing: Vec<Version> = series.tested_without(&present);
        if !missing.is_empty() {
            let (present, missing) = (list(&present), list(&missing));
            self.notes.push(format!(
                "{series} is tested on Python {present} only; not found here: {missing}"
            ));
        }
        let tested = series.tested.iter().copied();
        let first = tested
            .chain(present.iter().copied())
            .find(|version| present.contains(version));
        self.pairs
            .extend(chosen.into_iter().map(|interpreter| Pair {
                framework: series.framework,
                version: series.version,
                is_for_every_change: Some(interpreter.version) == first,
                interpreter,
            }));
    }
}

/// The interpreters that `series` is to be tested on here: never none.
fn choose(
    series: &Series,
    interpreters: &Interpreters,
    stand_in: impl Fn() -> Result<Interpreter>,
) -> Result<Vec<Interpreter>> {
    let wanted = interpreters
        .iter()
        .filter(|python| series.tested.contains(&python.version));
    let wanted: Vec<Interpreter> = wanted.cloned().collect();
    if !wanted.is_empty() {
        return Ok(wanted);
    }
    let other = interpreters
        .iter()
        .rfind(|python| series.runs.contains(&python.version));
    if let Some(other) = other {
        return Ok(vec![other.clone()]);
    }
    ensure!(
        series.runs.contains(&debian::VERSION),
        "it needs a Python from {} to {}",
        series.runs.start(),
        series.runs.end()
    );
    Ok(vec![stand_in()?])
}

fn list(versions: &[Version]) -> String {
    let versions: Vec<String> = versions.iter().map(ToString::to_string).collect();
    versions.join(" and ")
}

#[cfg(test)]
mod tests {
    use anyhow::{Result, bail};

    use super::{Interpreter, Interpreters, Matrix, PY310, PY312, PY313, Version};

    const PY311: Version = Version { minor: 11 };

    fn python(version: Version) -> Interpreter {
        Interpreter {
            version,
            program: format!("python{version}").into(),
        }
    }

    fn found(versions: &[Version]) -> Interpreters {
        versions.iter().copied().map(python).collect()
    }

    fn none() -> Result<Interpreter> {
        bail!("no mirror")
    }

    fn pairs(matrix: &Matrix) -> Vec<String> {
        matrix.pairs.iter().map(ToString::to_string).collect()
    }

    fn pairs_for_every_change(matrix: &Matrix) -> Vec<String> {
        let pairs = matrix.pairs.iter().filter(|pair| pair.is_for_every_change);
        pairs.map(ToString::to_string).collect()
    }

    #[test]
    fn every_pair_is_tested_where_every_interpreter_is_there() {
        let matrix = Matrix::plan(&found(&[PY310, PY311, PY312, PY313]), none);
        let expected = [
            "Django 4.2 on Python 3.10",
            "Django 4.2 on Python 3.12",
            "Django 5.2 on Python 3.10",
            "Django 5.2 on Python 3.13",
            "Django 6.0 on Python 3.12",
            "Django 6.1 on Python 3.12",
            "Django 6.1 on Python 3.13",
            "Flask 3.1 on Python 3.10",
            "Flask 3.1 on Python 3.13",
        ];
        assert_eq!(pairs(&matrix), expected);
        assert!(matrix.notes.is_empty() && matrix.untested.is_empty());
    }

    #[test]
    fn a_change_must_pass_each_series_on_one_interpreter() {
        let matrix = Matrix::plan(&found(&[PY310, PY312, PY313]), none);
        let expected = [
            "Django 4.2 on Python 3.10",
            "Django 5.2 on Python 3.13",
            "Django 6.0 on Python 3.12",
            "Django 6.1 on Python 3.13",
            "Flask 3.1 on Python 3.10",
        ];
        assert_eq!(pairs_for_every_change(&matrix), expected);
    }

    #[test]
    fn another_interpreter_and_then_the_private_one_stand_in() {
        let matrix = Matrix::plan(&found(&[PY311]), || Ok(python(PY313)));
        let expected = [
            "Django 4.2 on Python 3.11",
            "Django 5.2 on Python 3.11",
            "Django 6.0 on Python 3.13",
            "Django 6.1 on Python 3.13",
            "Flask 3.1 on Python 3.11",
        ];
        assert_eq!(pairs(&matrix), expected);
        assert_eq!(pairs_for_every_change(&matrix), expected);
        assert_eq!(matrix.notes.len(), 5);
    }

    #[test]
    fn what_nothing_runs_is_named() {
        let matrix = Matrix::plan(&found(&[PY311]), none);
        let untested: Vec<&str> = matrix
            .untested
            .iter()
            .map(|series| &*series.title)
            .collect();
        assert_eq!(untested, ["Django 6.0", "Django 6.1"]);
    }

    #[test]
    fn the_private_interpreter_is_not_used_for_what_it_cannot_run() {
        let matrix = Matrix::plan(&found(&[PY313]), || Ok(python(PY313)));
        assert_eq!(matrix.untested[0].title, "Django 4.2");
        assert!(
            !pairs(&matrix)
                .iter()
                .any(|pair| pair.starts_with("Django 4.2"))
        );
    }
}
