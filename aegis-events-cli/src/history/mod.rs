//! `aegis-events history DATABASE`.

mod counts;
mod read;
mod time;

use std::path::PathBuf;

use aegis_events::EventId;
use aegis_events::types::Timestamp;
use clap::{Args, ValueHint};

use crate::out::{Answer, Failure, Out};
use crate::runtime::block_on;
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

Sensitive fields are shown as [redacted], and so is what the catalog does not know. Where no catalog is found, payloads are withheld. In JSON
lines and CSV the names are those of the columns of `domain_events`; --counts gives a line for each event.

Nothing is written, and no table is made. An SQLite file may be read-only.")]
pub(crate) struct Arguments {
    #[command(flatten)]
    database: Address,
    #[command(flatten)]
    filter: Filter,
    /// Only events that occurred at this time or later: 2026-03-04T05:06:07Z, 2026-03-04, or how long ago, such as 90m or 2d.
    #[arg(long, value_name = "TIME", value_parser = time::moment)]
    since: Option<Timestamp>,
    /// Only events that occurred before this time.
    #[arg(long, value_name = "TIME", value_parser = time::moment)]
    until: Option<Timestamp>,
    /// Only events behind this position. With --limit and without --backward: the first of them.
    #[arg(long, value_name = "POSITION")]
    after: Option<u64>,
    /// Only events before this position.
    #[arg(long, value_name = "POSITION")]
    before: Option<u64>,
    /// Only events of this correlation: the first one's id, and all that it led to.
    #[arg(long, value_name = "EVENT_ID")]
    correlation: Option<EventId>,
    /// Only the event of this id.
    #[arg(long, value_name = "EVENT_ID")]
    id: Option<EventId>,
    /// At most so many events, the newest. A table has the newest 50 unless this is given, other formats have all.
    #[arg(long, value_name = "EVENTS")]
    limit: Option<u64>,
    /// The newest first.
    #[arg(long, conflicts_with = "follow")]
    backward: bool,
    /// Goes on with new events, until it is interrupted.
    #[arg(long, conflicts_with_all = ["until", "before", "id"])]
    follow: bool,
    /// How many there are of each event, instead of the events.
    #[arg(long, conflicts_with_all = ["follow", "backward", "limit"])]
    counts: bool,
    /// In which form.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// The catalog of the history, or the folder that it is in; `-` reads the standard input. Without it: the nearest, if there is one.
    #[arg(long, value_hint = ValueHint::AnyPath)]
    catalog: Option<PathBuf>,
    /// Looks for no catalog: events and keys are named as the rows name them, and payloads are withheld.
    #[arg(long, conflicts_with = "catalog")]
    without_catalog: bool,
    /// Shows payloads as they are, sensitive fields included.
    #[arg(long)]
    show_sensitive: bool,
}

impl Arguments {
    /// A range that nothing can be in is a slip, and not a history without such events.
    fn check_ranges(&self) -> Result<(), Failure> {
        let (times, positions) = (self.since.zip(self.until), self.after.zip(self.before));
        if times.is_some_and(|(since, until)| since >= until) {
            return Err(Failure::new(
                "nothing lies between `--since` and `--until`: the first one is not before the second",
            ));
        }
        if positions.is_some_and(|(after, before)| after.saturating_add(1) >= before) {
            return Err(Failure::new("no position lies between `--after` and `--before`, both excluded"));
        }
        Ok(())
    }

    fn choice(&self) -> Choice<'_> {
        match (&self.catalog, self.without_catalog) {
            (Some(path), _) => Choice::Required(Some(path)),
            (None, true) => Choice::None,
            (None, false) => Choice::Nearest,
        }
    }
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Answer {
    arguments.check_ranges()?;
    block_on(read::read(arguments, out))
}
