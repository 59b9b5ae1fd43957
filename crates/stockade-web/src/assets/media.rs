//! What a page, or a part of one, needs.

use std::collections::BTreeMap;
use std::fmt::{self, Formatter};
use std::ops::Add;

use crate::CspNonce;

use super::markup::{Asset, Markup};
use super::merge::{Merged, merge};
use super::{ImportMap, Script, Stylesheet};

/// The style sheets, import map and scripts that something needs, to be printed once.
///
/// Adding two keeps the order of each: what stands before something else in either still does. This
/// is how Django merges form media, file for file. Add at start-up where you can: it costs more
/// than printing.
///
/// Style sheets are printed first, by what they are for ([`Stylesheet::media`], which is `all`
/// where nothing is said), then the import map, then scripts.
///
/// See [`assets`](super) for an example.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Media {
    /// The lists that were added, by what they are for. They are kept, because an order that two
    /// lists leave open may be decided by the third.
    stylesheet_lists: Vec<BTreeMap<String, Vec<Stylesheet>>>,
    script_lists: Vec<Vec<Script>>,
    import_map: ImportMap,
    stylesheets: Vec<Stylesheet>,
    scripts: Vec<Script>,
    has_order_conflict: bool,
}

impl Media {
    /// Nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds style sheets, in the order in which they must be loaded.
    pub fn with_stylesheets(self, stylesheets: impl IntoIterator<Item = Stylesheet>) -> Self {
        let mut lists: BTreeMap<String, Vec<Stylesheet>> = BTreeMap::new();
        for stylesheet in stylesheets {
            let list = lists.entry(stylesheet.medium().to_owned()).or_default();
            list.push(stylesheet);
        }
        self.merged_with(vec![lists], Vec::new())
    }

    /// Adds scripts, in the order in which they must be loaded.
    pub fn with_scripts(self, scripts: impl IntoIterator<Item = Script>) -> Self {
        self.merged_with(Vec::new(), vec![scripts.into_iter().collect()])
    }

    /// Adds the names of modules. Where a name is there already, it keeps its meaning.
    pub fn with_import_map(mut self, import_map: ImportMap) -> Self {
        self.import_map.add(import_map);
        self
    }

    /// Whether two lists have the same files in opposite orders. They are then printed in the
    /// order in which they were first seen, and something may break; the log says so too (feature
    /// `tracing`).
    pub fn has_order_conflict(&self) -> bool {
        self.has_order_conflict
    }

    /// Whether it prints nothing.
    pub fn is_empty(&self) -> bool {
        self.stylesheets.is_empty() && self.scripts.is_empty() && self.import_map.is_empty()
    }

    /// The style sheets in the order of printing.
    pub fn stylesheets(&self) -> &[Stylesheet] {
        &self.stylesheets
    }

    /// The scripts in the order of printing.
    pub fn scripts(&self) -> &[Script] {
        &self.scripts
    }

    /// The elements, a line each, with the nonce if there is one.
    pub fn render<'a>(&'a self, nonce: Option<&'a CspNonce>) -> Markup<'a> {
        Markup::new(self, nonce)
    }

    fn merged_with(
        mut self,
        stylesheet_lists: Vec<BTreeMap<String, Vec<Stylesheet>>>,
        script_lists: Vec<Vec<Script>>,
    ) -> Self {
        add_new(&mut self.stylesheet_lists, stylesheet_lists, |lists| {
            lists.values().all(Vec::is_empty)
        });
        add_new(&mut self.script_lists, script_lists, Vec::is_empty);

        let stylesheets = merge_by_medium(&self.stylesheet_lists);
        let scripts = merge(&self.script_lists);
        let has_conflict = stylesheets.has_conflict || scripts.has_conflict;
        if has_conflict && !self.has_order_conflict {
            log_conflict();
        }
        self.has_order_conflict = has_conflict;
        self.stylesheets = stylesheets.items;
        self.scripts = scripts.items;
        self
    }
}

impl Add for Media {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        self.with_import_map(other.import_map)
            .merged_with(other.stylesheet_lists, other.script_lists)
    }
}

impl From<Script> for Media {
    fn from(script: Script) -> Self {
        Self::new().with_scripts([script])
    }
}

impl From<Stylesheet> for Media {
    fn from(stylesheet: Stylesheet) -> Self {
        Self::new().with_stylesheets([stylesheet])
    }
}

impl From<ImportMap> for Media {
    fn from(import_map: ImportMap) -> Self {
        Self::new().with_import_map(import_map)
    }
}

impl Asset for Media {
    fn write(&self, f: &mut Formatter<'_>, nonce: Option<&CspNonce>) -> fmt::Result {
        let import_map = Some(&self.import_map).filter(|map| !map.is_empty());
        let stylesheets = self.stylesheets.iter().map(|asset| asset as &dyn Asset);
        // Browsers may ignore an import map that comes behind a module.
        let import_map = import_map.into_iter().map(|asset| asset as &dyn Asset);
        let scripts = self.scripts.iter().map(|asset| asset as &dyn Asset);
        for (index, asset) in stylesheets.chain(import_map).chain(scripts).enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            asset.write(f, nonce)?;
        }
        Ok(())
    }
}

/// Adds the lists that are not there yet: a list twice says nothing more than once.
fn add_new<L: PartialEq>(lists: &mut Vec<L>, others: Vec<L>, is_empty: impl Fn(&L) -> bool) {
    let known = lists.len();
    for list in others {
        if !is_empty(&list) && !lists[..known].contains(&list) {
            lists.push(list);
        }
    }
}

fn merge_by_medium(lists: &[BTreeMap<String, Vec<Stylesheet>>]) -> Merged<Stylesheet> {
    let mut by_medium: BTreeMap<&str, Vec<Vec<Stylesheet>>> = BTreeMap::new();
    for (medium, list) in lists.iter().flatten() {
        by_medium.entry(medium).or_default().push(list.clone());
    }
    let mut all = Merged {
        items: Vec::new(),
        has_conflict: false,
    };
    for lists in by_medium.values() {
        let merged = merge(lists);
        all.items.extend(merged.items);
        all.has_conflict |= merged.has_conflict;
    }
    all
}

fn log_conflict() {
    #[cfg(feature = "tracing")]
    tracing::warn!(
        "two parts of a page list the same scripts or style sheets in opposite orders, so one of \
         them may find something missing; list them in one order"
    );
}
