//! Output of events: a table for people, JSON lines and CSV for programs.

mod csv;
mod jsonl;
mod table;

use aegis_events::types::Timestamp;
use clap::ValueEnum;

pub(crate) use table::printable;

use crate::out::{Failure, Out};

/// The output format of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    /// One line per event, as wide as the terminal
    #[default]
    Table,
    /// One JSON object per line, with envelope and payload
    Jsonl,
    /// Comma-separated values with a header line
    Csv,
}

/// An event to print.
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
    /// The payload as JSON text, or the reason why it is not shown.
    pub(crate) payload: Result<String, String>,
}

/// A gap between events.
#[derive(Debug, Clone, serde::Serialize)]
pub(crate) struct Gap {
    /// The number of missing events, if known.
    pub(crate) lost: Option<u64>,
    pub(crate) after_sequence: Option<u64>,
    pub(crate) before_sequence: Option<u64>,
    pub(crate) position: Option<u64>,
    pub(crate) reason: String,
}

/// Prints events in order.
pub(crate) enum Printer<'o> {
    Table(table::Table<'o>),
    Jsonl(jsonl::Lines<'o>),
    Csv(csv::Rows<'o>),
}

impl<'o> Printer<'o> {
    /// `longest_name` is the width of `Family.Event`, in characters.
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

    /// Print a gap. CSV has no form for it, so it becomes a note on the standard error.
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

    /// Flush the output.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        match self {
            Self::Table(table) => table.flush(),
            Self::Jsonl(lines) => lines.flush(),
            Self::Csv(rows) => rows.flush(),
        }
    }
}

/// A time as in the SQLite columns, to the microsecond, with infinities as the columns have them.
pub(crate) fn time(time: Timestamp) -> String {
    let end = end_of_time(time).map(str::to_owned);
    end.unwrap_or_else(|| time.to_rfc3339_opts(chrono::SecondsFormat::Micros, true))
}

/// The columns' names for infinite times.
fn end_of_time(time: Timestamp) -> Option<&'static str> {
    let ends = [(Timestamp::MIN_UTC, "-infinity"), (Timestamp::MAX_UTC, "infinity")];
    ends.into_iter().find(|(end, _)| *end == time).map(|(_, text)| text)
}
