//! The arguments of `history`.

use std::path::PathBuf;

use aegis_events::EventId;
use aegis_events::types::Timestamp;
use clap::{Args, ValueHint};

use super::time::parse;
use crate::out::Failure;
use crate::show::Format;
use crate::store::{Address, Choice, Filter};

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  aegis-events history aegis-events.db
  aegis-events history aegis-events.db --family Volume --since 2h --backward
  aegis-events history postgres://aegis@db/events --key execution_id=01890a5d-ac96-774b-bcce-b302099a8057 --format jsonl
  aegis-events history aegis-events.db --event VolumeCreated --follow
  aegis-events history aegis-events.db --since 2026-03-01 --until 2026-04-01 --counts

Sensitive fields and fields that are not in the catalog are shown as [redacted]. Without a catalog, payloads are not shown. JSON lines and CSV
use the column names of `domain_events`; --counts prints one line per event.

The command only reads the database. An SQLite file may be read-only.")]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(super) database: Address,
    #[command(flatten)]
    pub(super) filter: Filter,
    /// Only events that occurred at or after this time: 2026-03-04T05:06:07Z, 2026-03-04, or an age such as 90m or 2d
    #[arg(long, value_name = "TIME", value_parser = parse)]
    pub(super) since: Option<Timestamp>,
    /// Only events that occurred before this time
    #[arg(long, value_name = "TIME", value_parser = parse)]
    pub(super) until: Option<Timestamp>,
    /// Only events after this position; with --limit, the first of them
    #[arg(long, value_name = "POSITION")]
    pub(super) after: Option<u64>,
    /// Only events before this position
    #[arg(long, value_name = "POSITION")]
    pub(super) before: Option<u64>,
    /// Only events with this correlation id
    #[arg(long, value_name = "EVENT_ID")]
    pub(super) correlation: Option<EventId>,
    /// Only the event with this id
    #[arg(long, value_name = "EVENT_ID")]
    pub(super) id: Option<EventId>,
    /// At most this many events, the newest [default: 50 in a table, otherwise all]
    #[arg(long, value_name = "EVENTS")]
    pub(super) limit: Option<u64>,
    /// Newest first
    #[arg(long, conflicts_with = "follow")]
    pub(super) backward: bool,
    /// Continue with new events until interrupted
    #[arg(long, conflicts_with_all = ["until", "before", "id"])]
    pub(super) follow: bool,
    /// Print the number of rows per event instead of the rows
    #[arg(long, conflicts_with_all = ["follow", "backward", "limit"])]
    pub(super) counts: bool,
    /// Output format
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
    /// The catalog or its folder; `-` reads standard input [default: the nearest catalog, if any]
    #[arg(long, value_hint = ValueHint::AnyPath)]
    pub(super) catalog: Option<PathBuf>,
    /// Use no catalog: names are those of the rows, and payloads are not shown
    #[arg(long, conflicts_with = "catalog")]
    pub(super) without_catalog: bool,
    /// Show payloads unchanged, including sensitive fields
    #[arg(long)]
    pub(super) show_sensitive: bool,
}

impl Arguments {
    /// An empty range is a usage error, not an empty result.
    pub(super) fn check_ranges(&self) -> Result<(), Failure> {
        let (times, positions) = (self.since.zip(self.until), self.after.zip(self.before));
        if times.is_some_and(|(since, until)| since >= until) {
            return Err(Failure::new("empty time range: `--since` must be before `--until`"));
        }
        if positions.is_some_and(|(after, before)| after.saturating_add(1) >= before) {
            return Err(Failure::new("empty position range: no position is after `--after` and before `--before`"));
        }
        Ok(())
    }

    pub(super) fn choice(&self) -> Choice<'_> {
        match (&self.catalog, self.without_catalog) {
            (Some(path), _) => Choice::Required(Some(path)),
            (None, true) => Choice::None,
            (None, false) => Choice::Nearest,
        }
    }
}
