//! The arguments of `tail`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

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

The server is that of `aegis_events::grpc`. It sends the events that it serves, with sensitive fields redacted. For an event without a
position, the table shows its sequence on the bus, as #17.

A broken connection is opened again. Recorded events continue without a gap; for other events, a gap is printed. Interrupting the command
ends it with exit code 0.")]
pub(crate) struct Arguments {
    /// The server: HOST:PORT, http://HOST:PORT or https://HOST:PORT
    #[arg(default_value = "127.0.0.1:50051")]
    pub(super) address: String,
    #[command(flatten)]
    pub(super) filter: Filter,
    /// Start after this position of the history; 0 is its beginning
    #[arg(long, value_name = "POSITION")]
    pub(super) after: Option<u64>,
    /// Read events from the history, with their positions; they arrive a little later
    #[arg(long)]
    pub(super) recorded: bool,
    /// A file with the token of the server [default: the variable AEGIS_EVENTS_GRPC_TOKEN]
    #[arg(long, value_name = "FILE")]
    pub(super) token_file: Option<PathBuf>,
    /// A PEM file with trusted certificate authorities [default: those of the system]
    #[arg(long, value_name = "FILE")]
    pub(super) ca: Option<PathBuf>,
    /// Output format
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
}

/// The output format. CSV has no form for gaps.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(super) enum Format {
    /// One line per event, as wide as the terminal
    #[default]
    Table,
    /// One JSON object per line: an event, or {"gap": ..}
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
