//! All the templates of an application, read together: where a block or an included template ends
//! up is said by the templates that use it.

mod analysis;
mod file;
mod macros;
mod region_reading;
mod relations;
mod target;

use std::collections::HashMap;
use std::sync::OnceLock;

pub(crate) use analysis::{Analysis, Places};
pub use file::InclusionTags;
pub(crate) use file::{Region, TemplateFile};
pub(crate) use region_reading::{RegionReading, Uncertainty};
pub(crate) use target::Target;

use super::syntax::Dialect;

/// Every template that an application's loaders can find.
///
/// One file alone can mislead: what stands in a `{% block %}` may end up in a `<script>` of the
/// template that it extends. So templates are read together. Several may have the same name, as
/// when one overrides another; each is told by its path.
#[derive(Debug)]
pub struct TemplateSet {
    dialect: Dialect,
    files: Vec<TemplateFile>,
    by_path: HashMap<String, usize>,
    analysis: OnceLock<Analysis>,
}

/// A template as it is added to a [`TemplateSet`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateSource {
    /// What other templates call it by: `admin/base.html`.
    pub name: String,
    /// What tells it from others of the same name.
    pub path: String,
    /// The text.
    pub source: String,
}

/// Longer templates are not read: no offset into them could be told.
pub const MAX_TEMPLATE_BYTES: usize = 16 * 1024 * 1024;

impl TemplateSet {
    /// Reads the syntax of every template. How they are put together is found out at the first
    /// question about it.
    ///
    /// A template of more than [`MAX_TEMPLATE_BYTES`] is left out.
    pub fn new(
        templates: impl IntoIterator<Item = TemplateSource>,
        dialect: Dialect,
        inclusion_tags: &InclusionTags,
    ) -> Self {
        let files: Vec<TemplateFile> = templates
            .into_iter()
            .filter(|template| template.source.len() <= MAX_TEMPLATE_BYTES)
            .map(|template| {
                let TemplateSource { name, path, source } = template;
                TemplateFile::new(name, path, source, &dialect, inclusion_tags)
            })
            .collect();
        let by_path = files
            .iter()
            .enumerate()
            .map(|(index, file)| (file.path.clone(), index))
            .collect();
        Self {
            dialect,
            files,
            by_path,
            analysis: OnceLock::new(),
        }
    }

    /// The text of the template at `path`.
    pub fn source(&self, path: &str) -> Option<&str> {
        self.find(path)
            .and_then(|index| self.file(index))
            .map(|file| file.source.as_str())
    }

    /// The paths of all templates.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| file.path.as_str())
    }

    /// The language that the templates are written in.
    pub fn dialect(&self) -> &Dialect {
        &self.dialect
    }

    pub(crate) fn find(&self, path: &str) -> Option<usize> {
        self.by_path.get(path).copied()
    }

    pub(crate) fn file(&self, index: usize) -> Option<&TemplateFile> {
        self.files.get(index)
    }

    pub(crate) fn analysis(&self) -> &Analysis {
        self.analysis.get_or_init(|| Analysis::new(&self.files))
    }
}
