//! A line about an event, and its parts.

use std::fmt::Display;

use crate::screen::Tone;

/// A line about an event.
pub(crate) struct Description {
    pub(crate) tone: Tone,
    pub(crate) text: String,
    /// Whether it is shown by default.
    pub(crate) main: bool,
}

pub(super) fn main(tone: Tone, text: impl Into<String>) -> Description {
    Description { tone, text: text.into(), main: true }
}

pub(super) fn minor(text: impl Into<String>) -> Description {
    Description { tone: Tone::Quiet, text: text.into(), main: false }
}

/// The end of an id, which differs between ids of one run.
pub(super) fn short(id: &impl Display) -> String {
    const SHOWN: usize = 6;
    let id = id.to_string();
    let start = id.char_indices().nth_back(SHOWN - 1).map_or(0, |(start, _)| start);
    format!("…{}", &id[start..])
}
