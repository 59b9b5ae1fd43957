//! All pages of a folder, one after the other.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::Path;

use super::folder::{Folder, PageFile};
use super::headers_file::{self, Rule};
use super::needs::Needs;
use super::page::Page;
use super::policy::BasePolicy;
use super::report::{Made, Outcome, Report};
use super::save::save;
use super::style_sheets::StyleSheets;
use crate::check::read_bounded;
use crate::console::Console;
use crate::problem::Problem;
use crate::text::printable;

/// A folder of pages, and what is wanted for them.
pub(super) struct Site<'s, 'c> {
    pub(super) folder: &'s Folder,
    pub(super) style_sheets: StyleSheets<'s>,
    pub(super) base: &'s BasePolicy,
    pub(super) unsafe_hashes: bool,
    pub(super) console: &'s mut Console<'c>,
}

impl Site<'_, '_> {
    /// A policy in each page. Pages are read, judged and written one by one.
    pub(super) fn put_into_pages(&mut self, write: bool) -> Result<Report, Problem> {
        let folder = self.folder;
        let mut report = Report::of(folder);
        let mut written = 0;
        for file in &folder.pages {
            let page = self.read(file, &mut report)?;
            let made = self.base.allowing(&page.needs).and_then(|policy| {
                let html = page.with_policy(&policy)?;
                Ok((policy, html))
            });
            let (policy, html) = match made {
                Ok(made) => made,
                Err(problem) => {
                    report.refuse(&page.name, &problem);
                    continue;
                }
            };
            // Places are those in the file as it is afterwards.
            report.checked.push(if write {
                page.check_html(&html)
            } else {
                page.check_with_policy(&policy)
            });
            report.made.push(Made::new(&page, policy));
            if write && html != page.original {
                save(&page.file.path, &html)?;
                written += 1;
            }
        }
        report.outcome = if write {
            Outcome::PagesWritten(written)
        } else {
            Outcome::PagesShown
        };
        Ok(report)
    }

    /// One rule for all pages in `_headers`, or one for each where that would be too long.
    pub(super) fn put_into_headers(&mut self, write: bool) -> Result<Report, Problem> {
        let folder = self.folder;
        let mut report = Report::of(folder);
        let rules = self.rules(&mut report)?;
        let path = folder.path.join(headers_file::NAME);
        let file = read_headers(&path)?;
        if headers_file::has_other_policy(&file) {
            report.warn(format!(
                "{} has another Content-Security-Policy too; browsers enforce both",
                path.display()
            ));
        }
        let section = headers_file::section(&rules);
        let content = headers_file::with_section(&file, &section)?;
        if write && content != file {
            save(&path, content.as_bytes())?;
        }
        report.outcome = if write {
            Outcome::HeadersWritten(path)
        } else {
            Outcome::HeadersShown(section)
        };
        Ok(report)
    }

    /// The policy of each page, for its header.
    pub(super) fn as_json(&mut self) -> Result<Report, Problem> {
        let folder = self.folder;
        let mut report = Report::of(folder);
        for file in &folder.pages {
            let page = self.read(file, &mut report)?;
            self.make_header(&page, &mut report);
        }
        Ok(report)
    }

    fn rules(&mut self, report: &mut Report) -> Result<Vec<Rule>, Problem> {
        let folder = self.folder;
        let mut all = Needs::default();
        for file in &folder.pages {
            let page = self.read(file, report)?;
            all.merge(&page.needs);
        }
        if let Ok(policy) = self.base.allowing(&all) {
            let rule = Rule::for_all(policy);
            if !rule.is_too_long() {
                for file in &folder.pages {
                    let page = self.read(file, report)?;
                    report.checked.push(page.check_with_header(&rule.policy));
                }
                return Ok(vec![rule]);
            }
        }
        self.rules_for_pages(report)
    }

    fn rules_for_pages(&mut self, report: &mut Report) -> Result<Vec<Rule>, Problem> {
        let folder = self.folder;
        let mut rules = Vec::new();
        for file in &folder.pages {
            let page = self.read(file, report)?;
            let Some(policy) = self.make_header(&page, report) else {
                continue;
            };
            let paths = file.served_at().into_iter();
            let of_page = paths.map(|path| Rule {
                path,
                policy: policy.clone(),
            });
            let of_page: Vec<Rule> = of_page.collect();
            if of_page.iter().any(Rule::is_too_long) {
                let limit = headers_file::LINE_LIMIT;
                let problem = format!(
                    "its policy is longer than the {limit} characters that a line may have on \
                     Cloudflare; move inline code into files, or use --format meta"
                );
                report.refuse(&page.name, &Problem::new(problem));
            } else {
                rules.extend(of_page);
            }
        }
        report.warn(format!(
            "one policy for all pages would be longer than the {} characters that a line may have \
             on Cloudflare, so each page has its own; what else the site answers has none",
            headers_file::LINE_LIMIT
        ));
        if rules.len() > headers_file::RULE_LIMIT {
            report.warn(format!(
                "these are {} rules, and Cloudflare reads {} of them; move inline code into files, \
                 or use --format meta",
                rules.len(),
                headers_file::RULE_LIMIT
            ));
        }
        Ok(rules)
    }

    fn make_header(&self, page: &Page<'_>, report: &mut Report) -> Option<String> {
        report.warn_of_hosts(&page.needs);
        match self.base.allowing(&page.needs) {
            Ok(policy) => {
                report.checked.push(page.check_with_header(&policy));
                report.made.push(Made::new(page, policy.clone()));
                Some(policy)
            }
            Err(problem) => {
                report.refuse(&page.name, &problem);
                None
            }
        }
    }

    fn read<'f>(&mut self, file: &'f PageFile, report: &mut Report) -> Result<Page<'f>, Problem> {
        let mut page = Page::read(file, self.unsafe_hashes)?;
        self.console.progress(printable(&page.name));
        let links = &page.style_sheets;
        self.style_sheets.add_needs(links, &mut page.needs, |url| {
            report.warn_of_unread(url, &file.url);
        })?;
        report.warn_of_hosts(&page.needs);
        Ok(page)
    }
}

/// The file as it is; empty if there is none. What is no file of the folder itself is left alone.
fn read_headers(path: &Path) -> Result<String, Problem> {
    let problem = |error: &dyn fmt::Display| Problem::new(format!("{}: {error}", path.display()));
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(String::new()),
        Ok(metadata) if !metadata.is_file() => return Err(problem(&"it is no ordinary file")),
        _ => {}
    }
    let content = File::open(path).and_then(read_bounded);
    let content = content.map_err(|error: io::Error| problem(&error))?;
    String::from_utf8(content).map_err(|_| problem(&"it is no text in UTF-8"))
}
