//! Output of events: a table for people, JSON lines and CSV for programs.

mod csv;
mod jsonl;
mod shown;
mod table;

use clap::ValueEnum;

pub(crate) use shown::{Gap, Shown, time};
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
