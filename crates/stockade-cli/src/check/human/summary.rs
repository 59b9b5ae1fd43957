use std::fmt;

use stockade_markup::page::When;

use crate::check::page::{CheckedPage, FoundViolation};

/// The last line: how much was found. What is not found is never called safe: scripts may do more
/// than the page shows.
pub(super) struct Summary {
    pages: usize,
    enforced: usize,
    report_only: usize,
    conditional: usize,
    interaction: usize,
    doubts: usize,
}

impl Summary {
    pub(super) fn of(pages: &[CheckedPage]) -> Self {
        let violations = || pages.iter().flat_map(|page| &page.violations);
        let count = |test: fn(&&FoundViolation) -> bool| violations().filter(test).count();
        Self {
            pages: pages.len(),
            enforced: count(|violation| violation.is_enforced()),
            report_only: count(|violation| !violation.is_enforced()),
            conditional: count(|violation| violation.predicted.when == When::Conditional),
            interaction: count(|violation| violation.predicted.when == When::Interaction),
            doubts: pages.iter().map(|page| page.doubts.len()).sum(),
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pages = counted(self.pages, "page");
        match self.enforced + self.report_only {
            0 => write!(f, "no load-time violation predicted in {pages}")?,
            all => {
                write!(f, "{} predicted in {pages}: ", counted(all, "violation"))?;
                write!(
                    f,
                    "{} enforced, {} report-only",
                    self.enforced, self.report_only
                )?;
            }
        }
        if self.conditional > 0 {
            write!(f, "; {} only if the browser asks for it", self.conditional)?;
        }
        if self.interaction > 0 {
            write!(
                f,
                "; {} only when a person clicks or sends",
                self.interaction
            )?;
        }
        if self.doubts > 0 {
            let places = counted(self.doubts, "place");
            write!(f, "; {places} that a browser may read differently")?;
        }
        write!(f, ". What scripts do later is not predicted.")
    }
}

fn counted(count: usize, thing: &str) -> String {
    match count {
        1 => format!("1 {thing}"),
        _ => format!("{count} {thing}s"),
    }
}
