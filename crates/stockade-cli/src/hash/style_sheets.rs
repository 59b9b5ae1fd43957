//! What the style sheets that pages link to load: fonts, images, and other style sheets.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs::File;

use stockade::verdict::{Attempt, Destination, Request};
use stockade_markup::page::scan_style_sheet;
use url::{Origin, Url};

use super::folder::Folder;
use super::needs::Needs;
use crate::check::read_bounded;
use crate::problem::Problem;

/// How many style sheets of one page are read.
const LIMIT: usize = 1_000;

/// The style sheets of a folder. Each is read once, however many pages link to it.
pub(super) struct StyleSheets<'f> {
    folder: &'f Folder,
    read: HashMap<Url, StyleSheet>,
    /// Where others are.
    elsewhere: HashSet<Origin>,
}

#[derive(Default)]
struct StyleSheet {
    needs: Needs,
    imports: Links,
}

/// Style sheets that a page links to, or that another one imports. Where in them does not count.
#[derive(Debug, Clone, Default)]
pub(super) struct Links(BTreeSet<Url>);

impl Links {
    /// Adds the address of a request for a style sheet.
    pub(super) fn add(&mut self, request: &Request<'_>) {
        let is_style_sheet = request.destination == Destination::Style && request.url.has_host();
        if is_style_sheet && self.0.len() < LIMIT {
            let mut url = request.url.clone();
            url.set_query(None);
            url.set_fragment(None);
            self.0.insert(url);
        }
    }
}

impl<'f> StyleSheets<'f> {
    /// Those of a folder, of which none has been read.
    pub(super) fn of(folder: &'f Folder) -> Self {
        Self {
            folder,
            read: HashMap::new(),
            elsewhere: HashSet::new(),
        }
    }

    /// Adds to the needs of a page what the style sheets behind its links load. Calls back for one
    /// that is not in the folder, once for each origin.
    pub(super) fn add_needs(
        &mut self,
        links: &Links,
        needs: &mut Needs,
        mut not_found: impl FnMut(&Url),
    ) -> Result<(), Problem> {
        let mut waiting: Vec<Url> = links.0.iter().cloned().collect();
        let mut seen = links.0.clone();
        while let Some(url) = waiting.pop() {
            let Some(style_sheet) = self.get(&url)? else {
                if self.elsewhere.insert(url.origin()) {
                    not_found(&url);
                }
                continue;
            };
            needs.merge(&style_sheet.needs);
            for import in &style_sheet.imports.0 {
                if seen.len() < LIMIT && seen.insert(import.clone()) {
                    waiting.push(import.clone());
                }
            }
        }
        Ok(())
    }

    fn get(&mut self, url: &Url) -> Result<Option<&StyleSheet>, Problem> {
        let Some(path) = self.folder.style_sheets.get(url) else {
            return Ok(None);
        };
        if !self.read.contains_key(url) {
            let css = File::open(path).and_then(read_bounded);
            let css = css.map_err(|error| Problem::new(format!("{}: {error}", path.display())))?;
            let style_sheet = StyleSheet::new(&String::from_utf8_lossy(&css), url);
            self.read.insert(url.clone(), style_sheet);
        }
        Ok(self.read.get(url))
    }
}

impl StyleSheet {
    fn new(css: &str, url: &Url) -> Self {
        let mut style_sheet = Self::default();
        scan_style_sheet(css, url, |request| {
            style_sheet.imports.add(&request);
            style_sheet
                .needs
                .add(&Attempt::Request(request), url, false);
        });
        style_sheet
    }
}
