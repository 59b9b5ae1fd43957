//! Joining lists whose order means something.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

/// Lists that have become one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Merged<T> {
    pub(super) items: Vec<T>,
    /// Two lists wanted two items in opposite orders, so neither got its way.
    pub(super) has_conflict: bool,
}

/// Joins lists so that every item comes once, and behind what stands before it in any of them.
///
/// As in Django, an item stands as far in front as that allows, and where it cannot be, the order
/// in which items are first seen decides.
pub(super) fn merge<T: Clone + Eq + Hash>(lists: &[Vec<T>]) -> Merged<T> {
    let graph = Graph::of(lists);
    let ordered = graph.order();
    let has_conflict = ordered.len() < graph.items.len();
    let items = if has_conflict {
        first_seen(lists)
    } else {
        ordered.into_iter().cloned().collect()
    };
    Merged {
        items,
        has_conflict,
    }
}

fn first_seen<T: Clone + Eq + Hash>(lists: &[Vec<T>]) -> Vec<T> {
    Graph::of(&[lists.concat()])
        .items
        .into_iter()
        .cloned()
        .collect()
}

/// What must come before what.
struct Graph<'a, T> {
    items: Vec<&'a T>,
    /// For each item, those that stand directly behind it in some list.
    followers: Vec<Vec<usize>>,
    /// For each item, how often it stands directly behind another.
    predecessors: Vec<usize>,
}

impl<'a, T: Eq + Hash> Graph<'a, T> {
    fn of(lists: &'a [Vec<T>]) -> Self {
        let mut graph = Self {
            items: Vec::new(),
            followers: Vec::new(),
            predecessors: Vec::new(),
        };
        let mut numbers: HashMap<&T, usize> = HashMap::new();
        for list in lists {
            let mut previous: Option<usize> = None;
            for item in list {
                let number = *numbers.entry(item).or_insert_with(|| graph.add(item));
                // An item twice in a row is one.
                if let Some(previous) = previous.replace(number).filter(|last| *last != number) {
                    graph.followers[previous].push(number);
                    graph.predecessors[number] += 1;
                }
            }
        }
        graph
    }

    fn add(&mut self, item: &'a T) -> usize {
        self.items.push(item);
        self.followers.push(Vec::new());
        self.predecessors.push(0);
        self.items.len() - 1
    }

    /// The items, each behind its predecessors. Items in a circle are missing.
    fn order(&self) -> Vec<&'a T> {
        let mut missing = self.predecessors.clone();
        let mut ready: VecDeque<usize> = (0..missing.len())
            .filter(|&number| missing[number] == 0)
            .collect();
        let mut ordered = Vec::with_capacity(self.items.len());
        while let Some(number) = ready.pop_front() {
            ordered.push(self.items[number]);
            for &follower in &self.followers[number] {
                missing[follower] -= 1;
                if missing[follower] == 0 {
                    ready.push_back(follower);
                }
            }
        }
        ordered
    }
}
