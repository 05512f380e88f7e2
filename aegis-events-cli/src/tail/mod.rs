//! `aegis-events tail [ADDRESS]`.

mod address;
mod connect;
mod follow;
mod pause;
mod request;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::out::{Answer, Out};
use crate::runtime::{block_on, until_interrupted};
use crate::show;
use crate::store::Filter;

/// The arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  aegis-events tail
  aegis-events tail --family Execution --key execution_id=01890a5d-ac96-774b-bcce-b302099a8057
  aegis-events tail https://events.example.com:50051 --token-file token --format jsonl
  aegis-events tail --after 41000

The server is that of `aegis_events::grpc`. It sends what it serves and no more, with sensitive fields redacted. Where the place of an event in
the history is not known, the table has its place on the bus instead, as #17.

A connection that breaks is made anew, after a while. Events with positions then go on where they stopped, without a hole; of others, what was
published in between is missing, which is said. Ends when interrupted, with exit code 0.")]
pub(crate) struct Arguments {
    /// The server, as HOST:PORT or with http:// or https:// before it.
    #[arg(default_value = "127.0.0.1:50051")]
    address: String,
    #[command(flatten)]
    filter: Filter,
    /// Begins behind this position of the recorded history; 0 is its beginning.
    #[arg(long, value_name = "POSITION")]
    after: Option<u64>,
    /// Events as they are recorded, which come a little later and know their positions.
    #[arg(long)]
    recorded: bool,
    /// A file with the server's token. Without it: the variable AEGIS_EVENTS_GRPC_TOKEN, if it is set.
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// A PEM file with the certificates that the server's is checked against, instead of the system's.
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// In which form.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// In which form events are shown. Gaps have no place in CSV.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Format {
    /// A line for each event, as wide as the terminal.
    #[default]
    Table,
    /// A JSON object in each line: an event, or {"gap": ..}.
    Jsonl,
}

impl From<Format> for show::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Table => Self::Table,
            Format::Jsonl => Self::Jsonl,
        }
    }
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Answer {
    block_on(until_interrupted(follow::follow(arguments, out)))
}
