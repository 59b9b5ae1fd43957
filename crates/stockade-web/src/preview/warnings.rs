//! Each warning once.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, PoisonError};

use stockade::policy::Disposition;
use stockade_markup::page::{PredictedViolation, more_log_lines};

use super::words::{self, LOG_TARGET};
use crate::Policies;

/// The most warnings about one page.
const MOST_WARNINGS: usize = 20;
/// The most places that are remembered.
const MOST_PLACES: usize = 4096;

/// Warns about what a browser will block, once for each place.
///
/// A place is what is blocked in the pages of one name: their lines change with what they show.
pub(super) struct PageWarnings {
    nonce_attribute: String,
    hasher: RandomState,
    /// Hashes, because an address can be as long as a page.
    places: Mutex<HashSet<u64>>,
}

/// What tells the warnings about the pages of one name apart.
#[derive(Clone, PartialEq, Eq, Hash)]
struct What {
    code: &'static str,
    directive: String,
    disposition: Disposition,
    element: String,
    address: String,
}

impl PageWarnings {
    pub(super) fn new(nonce_attribute: impl Into<String>) -> Self {
        Self {
            nonce_attribute: nonce_attribute.into(),
            hasher: RandomState::new(),
            places: Mutex::default(),
        }
    }

    /// Logs what has not been logged yet about pages of this name.
    pub(super) fn warn(
        &self,
        page: &str,
        violations: &[PredictedViolation],
        policies: Option<&Policies>,
    ) {
        let mut new = Vec::new();
        for group in grouped(violations) {
            if self.is_new(page, &group.what) {
                new.push(group);
            }
        }
        for group in new.iter().take(MOST_WARNINGS) {
            let give_nonce = words::give_nonce(group.first, &self.nonce_attribute, policies);
            let warning = words::warning(page, group.first, &group.lines, &give_nonce);
            tracing::warn!(target: LOG_TARGET, "{warning}");
        }
        if new.len() > MOST_WARNINGS {
            let warning = more_log_lines(page, new.len() - MOST_WARNINGS);
            tracing::warn!(target: LOG_TARGET, "{warning}");
        }
    }

    fn is_new(&self, page: &str, what: &What) -> bool {
        let place = self.hasher.hash_one((page, what));
        // A set of numbers is never half changed, so a panic elsewhere does not matter.
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if places.len() >= MOST_PLACES && !places.contains(&place) {
            places.clear();
        }
        places.insert(place)
    }
}

/// What is blocked for one reason, in however many lines.
struct Group<'v> {
    what: What,
    first: &'v PredictedViolation,
    lines: Vec<u32>,
}

fn grouped(violations: &[PredictedViolation]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut known = std::collections::HashMap::new();
    for violation in violations {
        let what = What::of(violation);
        let index = *known.entry(what.clone()).or_insert(groups.len());
        if index == groups.len() {
            groups.push(Group {
                what,
                first: violation,
                lines: Vec::new(),
            });
        }
        let lines = &mut groups[index].lines;
        if !lines.contains(&violation.line) {
            lines.push(violation.line);
        }
    }
    groups
}

impl What {
    fn of(predicted: &PredictedViolation) -> Self {
        let violation = &predicted.violation;
        let address = violation.blocked_url.split('?').next().unwrap_or_default();
        Self {
            code: predicted.diagnostic().code(),
            directive: violation.effective_directive.to_string(),
            disposition: violation.disposition,
            element: predicted.element.clone(),
            address: address.to_owned(),
        }
    }
}
