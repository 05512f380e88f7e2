//! The command line.

use std::path::PathBuf;

use clap::Parser;

use crate::database::DatabaseUrl;

const EXAMPLES: &str = "\
Examples:
  cargo run -p orchestrator                          work on this repository
  cargo run -p orchestrator -- /usr/include          work on another folder
  cargo run -p orchestrator -- --quiet .             only the tables
  cargo run -p orchestrator -- --database sqlite:events.db
                                                     keep the history in another file
  cargo run -p orchestrator -- --database postgres://me:secret@localhost:5432/aegis
                                                     keep it in PostgreSQL; the database has to exist
  cargo run -p orchestrator -- --record events.jsonl write every event to a file too, one JSON object per line
  cargo run -p orchestrator -- --config aegis-config.yaml
                                                     take `event_bus.capacity` from a file

Exit codes: 0 done, 1 something broke on the way, 2 wrong usage or no such folder, 130 interrupted.";

/// Runs a small orchestrator on a real folder and shows the events of it.
///
/// Agents are deployed, survey the folder, pry where they must not, watch until they are cancelled; a workflow waits for a
/// person. Every component publishes its own events on one bus, and subscribers of every kind listen. Every event goes into a
/// database, from which the report at the end is read; the next run goes on there. The folder is only read; what agents write
/// goes into temporary volumes.
#[derive(Debug, Clone, Parser)]
#[command(name = "orchestrator", version, after_help = EXAMPLES)]
pub struct Options {
    /// Folder to work on; it is only read [default: the repository around the current directory]
    pub folder: Option<PathBuf>,

    /// Configuration of the bus, the section `event_bus` of an aegis-config.yaml
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Most files that the survey opens
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub max_files: u32,

    /// Database to record every event in, `sqlite:FILE` or `postgres://..` [default: `target/orchestrator.db` in the
    /// repository around the current directory, or without one ~/.local/state/aegis-events/orchestrator.db]
    ///
    /// Two runs at once in one database are two nodes: give each an `event_bus.node_id` of its own in --config.
    #[arg(long, value_name = "URL")]
    pub database: Option<DatabaseUrl>,

    /// File to write every event to as well, one JSON object per line
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,

    /// How long an hour of an ephemeral volume's time to live lasts here, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 500, value_parser = clap::value_parser!(u64).range(1..=3_600_000))]
    pub hour: u64,

    /// Show only the tables
    #[arg(short, long)]
    pub quiet: bool,

    /// Show every event except single file operations
    #[arg(short, long, conflicts_with = "quiet")]
    pub verbose: bool,
}
