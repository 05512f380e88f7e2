//! Machine-readable texts: the catalog as JSON, a list of all pages and a page per event for language models.

mod event;
mod json;
mod llms;

use std::time::Duration;

use crate::out::counted;

pub(super) use event::event;
pub(super) use json::catalog;
pub(super) use llms::llms;

/// `90 days`: in the largest unit that divides it.
pub(super) fn duration(duration: Duration) -> String {
    const UNITS: [(u64, &str); 4] = [(24 * 60 * 60, "day"), (60 * 60, "hour"), (60, "minute"), (1, "second")];
    let seconds = duration.as_secs();
    let (unit, name) = UNITS.into_iter().find(|(unit, _)| seconds.is_multiple_of(*unit)).unwrap_or(UNITS[3]);
    counted(seconds / unit, name)
}

/// A text on one line, for lists and tables of Markdown.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
