//! The summary of a check: one line, with a count per rule if there are many problems.

use std::collections::BTreeMap;

use aegis_events_catalog::{Code, Reading};

use crate::out::{DOUBTFUL, GOOD, WRONG, counted};

/// Up to this many problems need no table.
const FEW: usize = 10;

/// The summary of one catalog. With `fixing`, `fixed` problems were fixed, or would be.
pub(super) fn of(reading: &Reading, fixing: bool, fixed: usize, dry_run: bool) -> String {
    let path = reading.catalog.source().path().display();
    let errors = reading.problems.iter().filter(|problem| problem.is_error()).count();
    let warnings = reading.problems.len() - errors;
    let (fixed, left) = match (fixed, dry_run) {
        (0, _) => (String::new(), ""),
        (count, false) => (format!("{GOOD}{} fixed{GOOD:#}; ", counted(count, "problem")), " left"),
        (count, true) => (format!("{GOOD}{} would be fixed{GOOD:#}; ", counted(count, "problem")), " would be left"),
    };
    let found = match (errors, warnings) {
        (0, 0) => {
            let catalog = &reading.catalog;
            let events = counted(catalog.events().len(), "event");
            let families = counted(catalog.families().len(), "family");
            return format!("{path}: {fixed}{GOOD}no problems{GOOD:#} ({events} in {families})");
        }
        (errors, 0) => format!("{WRONG}{}{WRONG:#}", counted(errors, "error")),
        (0, warnings) => format!("{DOUBTFUL}{}{DOUBTFUL:#}", counted(warnings, "warning")),
        _ => format!(
            "{WRONG}{}{WRONG:#}, {DOUBTFUL}{}{DOUBTFUL:#}",
            counted(errors, "error"),
            counted(warnings, "warning")
        ),
    };
    let fixable = if fixing { String::new() } else { fixable(reading) };
    format!("{path}: {fixed}{found}{left}{fixable}{}", by_code(reading))
}

fn fixable(reading: &Reading) -> String {
    match reading.problems.iter().filter(|problem| problem.fix.is_some()).count() {
        0 => String::new(),
        count => format!("; `--fix` fixes {count} of them"),
    }
}

/// Counts per rule, largest first.
fn by_code(reading: &Reading) -> String {
    if reading.problems.len() <= FEW {
        return String::new();
    }
    let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
    for problem in &reading.problems {
        *counts.entry(problem.code).or_default() += 1;
    }
    let mut counts: Vec<(Code, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.into_iter().map(|(code, count)| format!("\n{count:6}  {code} {}", code.title())).collect()
}
