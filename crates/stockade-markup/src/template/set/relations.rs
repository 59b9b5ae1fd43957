//! Which templates extend which, and have which names.

use std::collections::{BTreeSet, HashMap};

use super::file::TemplateFile;
use super::target::Target;

/// Indices of the files that are related to a file.
#[derive(Debug)]
pub(super) struct Relations {
    by_name: HashMap<String, Vec<usize>>,
    /// For each file, those that extend it, directly or not.
    descendants: Vec<BTreeSet<usize>>,
    /// For each file, those it extends, directly or not.
    ancestors: Vec<BTreeSet<usize>>,
}

impl Relations {
    pub(super) fn new(files: &[TemplateFile]) -> Self {
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, file) in files.iter().enumerate() {
            by_name.entry(file.name.clone()).or_default().push(index);
        }
        let parents: Vec<Vec<usize>> = files
            .iter()
            .enumerate()
            .map(|(index, file)| parents(index, file, files, &by_name))
            .collect();
        let ancestors: Vec<BTreeSet<usize>> = (0..files.len())
            .map(|index| reachable(index, &parents))
            .collect();
        let mut descendants = vec![BTreeSet::new(); files.len()];
        for (index, above) in ancestors.iter().enumerate() {
            for &ancestor in above {
                if let Some(below) = descendants.get_mut(ancestor) {
                    below.insert(index);
                }
            }
        }
        Self {
            by_name,
            descendants,
            ancestors,
        }
    }

    pub(super) fn named(&self, name: &str) -> &[usize] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    pub(super) fn descendants(&self, file: usize) -> impl Iterator<Item = usize> {
        self.descendants.get(file).into_iter().flatten().copied()
    }

    pub(super) fn ancestors(&self, file: usize) -> impl Iterator<Item = usize> {
        self.ancestors.get(file).into_iter().flatten().copied()
    }
}

/// The files that a file may extend. One that extends its own name means another of that name.
fn parents(
    index: usize,
    file: &TemplateFile,
    files: &[TemplateFile],
    by_name: &HashMap<String, Vec<usize>>,
) -> Vec<usize> {
    match &file.extends {
        Some(Target::Templates(names)) => names
            .iter()
            .filter_map(|name| by_name.get(name))
            .flatten()
            .copied()
            .filter(|&parent| parent != index)
            .collect(),
        // Any template that can be extended and that says itself what it extends.
        Some(_) => files
            .iter()
            .enumerate()
            .filter(|&(parent, other)| {
                let is_known = !matches!(other.extends, Some(Target::AnyTemplate));
                parent != index && is_known && !other.blocks.is_empty()
            })
            .map(|(parent, _)| parent)
            .collect(),
        None => Vec::new(),
    }
}

fn reachable(from: usize, edges: &[Vec<usize>]) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![from];
    while let Some(index) = waiting.pop() {
        for &next in edges.get(index).into_iter().flatten() {
            if next != from && found.insert(next) {
                waiting.push(next);
            }
        }
    }
    found
}
