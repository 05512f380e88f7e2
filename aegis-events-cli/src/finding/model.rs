//! A finding, and its location.

use aegis_events_catalog::{Location, Source};
use serde::Serialize;

use crate::rule::{Rule, Severity};

/// One finding.
#[derive(Debug, Serialize)]
pub(crate) struct Finding {
    /// The rule; `ls-rules` explains it.
    pub(crate) rule: Rule,
    pub(crate) severity: Severity,
    /// The message, in one line.
    pub(crate) message: String,
    /// The parties that it breaks. The text for people contains them too.
    #[serde(skip)]
    pub(crate) breaks: Option<Breaks>,
    /// Help, one line per entry.
    pub(crate) help: Vec<String>,
    /// The location, if it is in a file.
    #[serde(flatten)]
    pub(crate) place: Option<Place>,
    /// Further members of the JSON object, by some commands.
    #[serde(flatten)]
    pub(crate) more: serde_json::Map<String, serde_json::Value>,
    /// The complete text for people.
    #[serde(skip)]
    pub(crate) human: String,
}

/// The parties that a change breaks.
#[derive(Debug)]
pub(crate) struct Breaks {
    /// `breaks SOURCE, WIRE`; empty where nothing breaks.
    pub(crate) brief: String,
    /// How it breaks each, one line per entry.
    pub(crate) lines: Vec<String>,
}

/// A location in a file.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Place {
    pub(crate) file: String,
    /// Counted from 1.
    pub(crate) line: usize,
    /// In characters, counted from 1.
    pub(crate) column: usize,
}

impl Place {
    /// The location of a byte offset.
    pub(crate) fn of(source: &Source, offset: usize) -> Self {
        let Location { line, column } = source.location(offset);
        Self { file: source.path().display().to_string(), line, column }
    }
}
