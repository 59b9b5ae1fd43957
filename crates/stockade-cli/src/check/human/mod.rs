//! What is found, for a person.

mod group;
mod summary;

use std::fmt;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Group, Level, Renderer};

use super::page::CheckedPage;

use group::groups;

/// Everything that was found, with its places in the source.
pub(crate) struct Report<'p> {
    pub(crate) pages: &'p [CheckedPage],
    /// Whether the headers hold any policy.
    pub(crate) has_policies: bool,
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let renderer = Renderer::styled().decor_style(DecorStyle::Ascii);
        for group in groups(self.pages) {
            writeln!(f, "{}\n", renderer.render(&[group.report()]))?;
        }
        if !self.has_policies {
            let note = "the headers hold no policy, so only those in meta elements count";
            writeln!(
                f,
                "{}\n",
                renderer.render(&[Group::with_title(Level::WARNING.primary_title(note))])
            )?;
        }
        writeln!(f, "{}", summary::Summary::of(self.pages))
    }
}
