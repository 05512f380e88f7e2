//! Events as they are shown: a table for people, JSON lines and CSV for programs.

mod csv;
mod jsonl;
mod table;

use aegis_events::types::Timestamp;
use clap::ValueEnum;

pub(crate) use table::printable;

use crate::out::{Failure, Out};

/// In which form events are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    /// A line for each event, as wide as the terminal.
    #[default]
    Table,
    /// A JSON object in each line, with the envelope and the payload.
    Jsonl,
    /// Comma-separated values, with a line of names.
    Csv,
}

/// An event, with what may be shown of it.
#[derive(Debug)]
pub(crate) struct Shown<'a> {
    pub(crate) position: Option<u64>,
    pub(crate) event_id: String,
    pub(crate) family: &'a str,
    pub(crate) event_type: &'a str,
    pub(crate) publisher: &'a str,
    pub(crate) version: u32,
    pub(crate) occurred_at: Option<Timestamp>,
    pub(crate) created_at: Option<Timestamp>,
    pub(crate) correlation_id: String,
    pub(crate) causation_id: Option<String>,
    pub(crate) node_id: &'a str,
    pub(crate) bus_id: String,
    pub(crate) sequence: Option<u64>,
    /// The payload as JSON text, or why it is not shown.
    pub(crate) payload: Result<String, String>,
}

/// Events that are not there, in their place.
#[derive(Debug, Clone, serde::Serialize)]
pub(crate) struct Gap {
    /// How many, if that is known.
    pub(crate) lost: Option<u64>,
    pub(crate) after_sequence: Option<u64>,
    pub(crate) before_sequence: Option<u64>,
    pub(crate) position: Option<u64>,
    pub(crate) reason: String,
}

/// Where events go, one after the other.
pub(crate) enum Printer<'o> {
    Table(table::Table<'o>),
    Jsonl(jsonl::Lines<'o>),
    Csv(csv::Rows<'o>),
}

impl<'o> Printer<'o> {
    /// `longest_name`: of an event, `Family.Event`, in characters.
    pub(crate) fn new(format: Format, longest_name: usize, out: &'o mut Out) -> Self {
        match format {
            Format::Table => Self::Table(table::Table::new(longest_name, out)),
            Format::Jsonl => Self::Jsonl(jsonl::Lines::new(out)),
            Format::Csv => Self::Csv(csv::Rows::new(out)),
        }
    }

    pub(crate) fn event(&mut self, event: &Shown<'_>) -> Result<(), Failure> {
        match self {
            Self::Table(table) => table.event(event),
            Self::Jsonl(lines) => lines.event(event),
            Self::Csv(rows) => rows.event(event),
        }
    }

    /// Says in its place that something is missing. CSV has no place for it: there it is a note beside the output.
    pub(crate) fn gap(&mut self, gap: &Gap) -> Result<(), Failure> {
        match self {
            Self::Table(table) => table.gap(gap),
            Self::Jsonl(lines) => lines.gap(gap),
            Self::Csv(_) => {
                crate::out::note(table::gap_text(gap));
                Ok(())
            }
        }
    }

    /// Hands everything over to whoever reads it.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        match self {
            Self::Table(table) => table.flush(),
            Self::Jsonl(lines) => lines.flush(),
            Self::Csv(rows) => rows.flush(),
        }
    }
}

/// A time as it is in SQLite's columns, to the microsecond; the ends of time as the columns have them.
fn time(time: Option<Timestamp>) -> Option<String> {
    let time = time?;
    let end = end_of_time(time).map(str::to_owned);
    Some(end.unwrap_or_else(|| time.to_rfc3339_opts(chrono::SecondsFormat::Micros, true)))
}

/// What columns have for times that they do not tell apart.
fn end_of_time(time: Timestamp) -> Option<&'static str> {
    let ends = [(Timestamp::MIN_UTC, "-infinity"), (Timestamp::MAX_UTC, "infinity")];
    ends.into_iter().find(|(end, _)| *end == time).map(|(_, text)| text)
}
