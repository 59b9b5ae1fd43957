//! Named templates: which of their tags may have the page's nonce.

use std::collections::{BTreeMap, HashMap, HashSet};

use pyo3::exceptions::{PyKeyError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use stockade_markup::fixes::nonce::{self, TrustMode};
use stockade_markup::template::syntax::Delimiters;
use stockade_markup::template::{Dialect, TemplateSource};

/// Which addresses are the site's own.
#[pyclass(module = "stockade._core", frozen)]
#[derive(Debug)]
pub(crate) struct OwnAddresses(stockade_markup::OwnAddresses);

#[pymethods]
impl OwnAddresses {
    #[new]
    #[pyo3(signature = (*, static_url="/static/", media_url="", origins=None))]
    fn new(
        static_url: &str,
        media_url: &str,
        origins: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let origins: Vec<String> = match origins {
            Some(origins) => origins
                .try_iter()?
                .map(|origin| origin?.extract())
                .collect::<PyResult<_>>()?,
            None => Vec::new(),
        };
        stockade_markup::OwnAddresses::new(
            static_url,
            media_url,
            origins.iter().map(String::as_str),
        )
        .map(Self)
        .map_err(|error| PyValueError::new_err(error.to_string()))
    }

    fn is_own(&self, address: &str) -> bool {
        self.0.contains(address)
    }

    fn is_upload(&self, address: &str) -> bool {
        self.0.is_upload(address)
    }

    #[getter]
    fn static_is_own(&self) -> bool {
        self.0.static_is_own()
    }
}

/// What of one package's templates may have a nonce.
#[pyclass(module = "stockade._core", frozen)]
#[derive(Debug)]
pub(crate) struct Trust(nonce::Trust);

#[pymethods]
impl Trust {
    #[new]
    #[pyo3(signature = (mode, addresses, *, approved=None, only_approved=false, package=""))]
    fn new(
        mode: &str,
        addresses: &OwnAddresses,
        approved: Option<&Bound<'_, PyAny>>,
        only_approved: bool,
        package: &str,
    ) -> PyResult<Self> {
        let mode = match mode {
            "own-static" => TrustMode::OwnStatic,
            "all" => TrustMode::All,
            other => {
                return Err(PyValueError::new_err(format!(
                    "{other:?} is no mode: write \"own-static\" or \"all\""
                )));
            }
        };
        let approved = match approved {
            Some(pairs) => pairs
                .try_iter()?
                .map(|pair| pair?.extract())
                .collect::<PyResult<_>>()?,
            None => HashSet::new(),
        };
        Ok(Self(nonce::Trust {
            mode,
            addresses: addresses.0.clone(),
            approved,
            only_approved,
            package: package.to_owned(),
        }))
    }
}

/// The templates of an application, read together.
#[pyclass(module = "stockade._core", frozen)]
#[derive(Debug)]
pub(crate) struct TemplateSet(stockade_markup::template::TemplateSet);

#[pymethods]
impl TemplateSet {
    #[new]
    #[pyo3(signature = (templates, *, dialect, delimiters=None, inclusion_tags=BTreeMap::new()))]
    #[allow(clippy::needless_pass_by_value, reason = "as PyO3 extracts it")]
    fn new(
        py: Python<'_>,
        templates: &Bound<'_, PyAny>,
        dialect: &str,
        delimiters: Option<HashMap<String, Option<String>>>,
        inclusion_tags: BTreeMap<String, Vec<String>>,
    ) -> PyResult<Self> {
        let dialect = match dialect {
            "django" => Dialect::Django,
            "jinja" => Dialect::Jinja(read_delimiters(delimiters.unwrap_or_default())),
            other => {
                return Err(PyValueError::new_err(format!(
                    "{other:?} is no template language: write \"django\" or \"jinja\""
                )));
            }
        };
        let sources = templates
            .try_iter()?
            .map(|template| {
                let (name, path, source) = template?.extract()?;
                Ok(TemplateSource { name, path, source })
            })
            .collect::<PyResult<Vec<_>>>()?;
        // Reading hundreds of templates takes milliseconds, for which others need not wait.
        Ok(Self(py.detach(|| {
            stockade_markup::template::TemplateSet::new(sources, dialect, &inclusion_tags)
        })))
    }

    fn source(&self, path: &str) -> Option<&str> {
        self.0.source(path)
    }

    #[getter]
    fn paths(&self) -> Vec<&str> {
        self.0.paths().collect()
    }

    fn review(&self, py: Python<'_>, path: &str, trust: &Trust) -> PyResult<TemplateReview> {
        py.detach(|| nonce::review(&self.0, path, &trust.0))
            .map(TemplateReview)
            .ok_or_else(|| PyKeyError::new_err(path.to_owned()))
    }
}

fn read_delimiters(mut given: HashMap<String, Option<String>>) -> Delimiters {
    let usual = Delimiters::default();
    let mut option = |name: &str| given.remove(name).flatten().filter(|text| !text.is_empty());
    Delimiters {
        block_start: option("block_start_string").unwrap_or(usual.block_start),
        block_end: option("block_end_string").unwrap_or(usual.block_end),
        variable_start: option("variable_start_string").unwrap_or(usual.variable_start),
        variable_end: option("variable_end_string").unwrap_or(usual.variable_end),
        comment_start: option("comment_start_string").unwrap_or(usual.comment_start),
        comment_end: option("comment_end_string").unwrap_or(usual.comment_end),
        line_statement: option("line_statement_prefix"),
        line_comment: option("line_comment_prefix"),
    }
}

/// What becomes of one template.
#[pyclass(module = "stockade._core", frozen)]
#[derive(Debug)]
pub(crate) struct TemplateReview(nonce::TemplateReview);

#[pymethods]
impl TemplateReview {
    #[getter]
    fn name(&self) -> &str {
        &self.0.name
    }

    #[getter]
    fn path(&self) -> &str {
        &self.0.path
    }

    #[getter]
    fn rewritten(&self) -> &str {
        &self.0.rewritten
    }

    #[getter]
    fn tags<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0.tags.iter().cloned().map(ReviewedTag))
    }
}

/// What becomes of one tag of a template.
#[pyclass(module = "stockade._core", frozen)]
#[derive(Debug)]
pub(crate) struct ReviewedTag(nonce::ReviewedTag);

#[pymethods]
impl ReviewedTag {
    #[getter]
    fn element(&self) -> &str {
        self.0.element.as_str()
    }

    #[getter]
    fn outcome(&self) -> &str {
        self.0.outcome().as_str()
    }

    #[getter]
    fn reason(&self) -> &str {
        self.0.reason.code()
    }

    #[getter]
    fn message(&self) -> String {
        self.0.reason.to_string()
    }

    #[getter]
    fn line(&self) -> usize {
        self.0.line
    }

    #[getter]
    fn column(&self) -> usize {
        self.0.column
    }

    #[getter]
    fn start(&self) -> u32 {
        self.0.span.start()
    }

    #[getter]
    fn end(&self) -> u32 {
        self.0.span.end()
    }

    #[getter]
    fn source(&self) -> &str {
        &self.0.source
    }

    #[getter]
    fn digest(&self) -> &str {
        &self.0.digest
    }

    #[getter]
    fn pinnable(&self) -> bool {
        self.0.reason.is_for_a_person()
    }

    fn __repr__(&self) -> String {
        format!(
            "<ReviewedTag {} in line {}: {} ({})>",
            self.element(),
            self.line(),
            self.outcome(),
            self.reason(),
        )
    }
}
