//! What came of a run, for a person or a program.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, Write};
use std::path::PathBuf;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Group, Level, Renderer};
use serde::Serialize;
use stockade::diagnostic::render::Prediction;
use stockade::lint::known_bypass;
use stockade::policy::DirectiveName;
use url::Url;

use super::folder::Folder;
use super::needs::Needs;
use super::page::Page;
use crate::check::{CheckedPage, HumanReport, predictions};
use crate::console::nobody_reads_is_fine;
use crate::problem::Problem;
use crate::text::printable;

/// The policies that were made, and what they leave to be said.
pub(super) struct Report {
    pub(super) made: Vec<Made>,
    /// What is blocked on each page under its policy.
    pub(super) checked: Vec<CheckedPage>,
    pub(super) outcome: Outcome,
    /// Pages without a policy, and why.
    refused: Vec<String>,
    warnings: BTreeSet<String>,
}

/// The policy of a page.
#[derive(Serialize)]
pub(super) struct Made {
    file: String,
    /// The address's path.
    path: String,
    policy: String,
}

/// What became of the policies.
pub(super) enum Outcome {
    /// Only shown, page by page.
    PagesShown,
    /// So many pages were changed.
    PagesWritten(usize),
    /// This part of `_headers` was shown.
    HeadersShown(String),
    /// It was written to this file.
    HeadersWritten(PathBuf),
}

impl Made {
    pub(super) fn new(page: &Page<'_>, policy: String) -> Self {
        Self {
            file: page.name.clone(),
            path: page.file.url.path().to_owned(),
            policy,
        }
    }
}

impl Report {
    /// Nothing yet.
    pub(super) fn of(folder: &Folder) -> Self {
        let mut report = Self {
            made: Vec::new(),
            checked: Vec::new(),
            outcome: Outcome::PagesShown,
            refused: Vec::new(),
            warnings: BTreeSet::new(),
        };
        match folder.links {
            0 => {}
            1 => report.warn("1 symbolic link was not followed".to_owned()),
            links => report.warn(format!("{links} symbolic links were not followed")),
        }
        report
    }

    pub(super) fn warn(&mut self, warning: String) {
        self.warnings.insert(warning);
    }

    /// Says of each host that scripts come from what is known against it.
    pub(super) fn warn_of_hosts(&mut self, needs: &Needs) {
        let scripts = needs
            .iter()
            .filter(|(directive, _)| *directive == DirectiveName::ScriptSrc);
        for source in scripts.flat_map(|(_, sources)| sources) {
            let host = Url::parse(&source).ok();
            let host = host.as_ref().and_then(Url::host_str);
            if let Some(bypass) = host.and_then(known_bypass) {
                self.warn(bypass.explain());
            }
        }
    }

    /// Says of a style sheet that a page at `page` links to that nobody knows what it loads.
    pub(super) fn warn_of_unread(&mut self, style_sheet: &Url, page: &Url) {
        let (address, advice) = if style_sheet.origin() == page.origin() {
            let advice = "if the folder is not published at the root of its host, say where with \
                          --url";
            (style_sheet.path(), advice)
        } else {
            (style_sheet.as_str(), "name where they are with --policy")
        };
        self.warn(format!(
            "{address} is a style sheet that is not in the folder, so fonts and images that it \
             loads are blocked; {advice}"
        ));
    }

    /// Leaves a page without a policy.
    pub(super) fn refuse(&mut self, page: &str, problem: &Problem) {
        self.refused.push(format!("{page}: {problem}"));
    }

    /// Whether anything on the pages is blocked, or a page has no policy.
    pub(super) fn is_blocked(&self) -> bool {
        !self.refused.is_empty() || self.checked.iter().any(CheckedPage::is_blocked)
    }

    pub(super) fn write_json(&self, mut output: impl Write) -> io::Result<()> {
        #[derive(Serialize)]
        struct Json<'r> {
            version: u32,
            pages: &'r [Made],
            violations: Vec<Prediction<'r>>,
            problems: &'r [String],
        }

        let mut json = serde_json::to_vec(&Json {
            version: 1,
            pages: &self.made,
            violations: predictions(&self.checked),
            problems: &self.refused,
        })?;
        json.push(b'\n');
        nobody_reads_is_fine(output.write_all(&json))
    }

    fn write_policies(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.outcome {
            Outcome::PagesShown => self
                .made
                .iter()
                .try_for_each(|made| writeln!(f, "{}\n  {}\n", printable(&made.file), made.policy)),
            Outcome::HeadersShown(section) => writeln!(f, "{section}"),
            Outcome::PagesWritten(_) | Outcome::HeadersWritten(_) => Ok(()),
        }
    }

    fn write_remarks(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let renderer = Renderer::styled().decor_style(DecorStyle::Ascii);
        let warnings = self.warnings.iter().map(|text| (Level::WARNING, text));
        let errors = self.refused.iter().map(|text| (Level::ERROR, text));
        for (level, text) in warnings.chain(errors) {
            let title = Group::with_title(level.primary_title(printable(text)));
            writeln!(f, "{}\n", renderer.render(&[title]))?;
        }
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_policies(f)?;
        self.write_remarks(f)?;
        let checked = HumanReport {
            pages: &self.checked,
            has_policies: true,
        };
        write!(f, "{checked}")?;
        match &self.outcome {
            Outcome::PagesShown | Outcome::HeadersShown(_) => {
                writeln!(f, "Nothing was written: --write does that.")
            }
            Outcome::PagesWritten(1) => writeln!(f, "1 page was changed."),
            Outcome::PagesWritten(count) => writeln!(f, "{count} pages were changed."),
            Outcome::HeadersWritten(path) => {
                let path = path.display().to_string();
                writeln!(f, "{} was written.", printable(&path))
            }
        }
    }
}
