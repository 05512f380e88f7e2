//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::database::DatabaseUrl;

const EXAMPLES: &str = "\
Examples:
  cargo run -p orchestrator                          work on this repository, once
  cargo run -p orchestrator -- /usr/include          work on another folder
  cargo run -p orchestrator -- --quiet .             only the tables
  cargo run -p orchestrator -- --database sqlite:events.db
                                                     keep the history in another file, and the audit log beside it
  cargo run -p orchestrator -- --database postgres://me:secret@localhost:5432/aegis
                                                     keep it in PostgreSQL; the database has to exist
  cargo run -p orchestrator -- --record events.jsonl write every event to a file too, one JSON object per line
  cargo run -p orchestrator -- --config aegis-config.yaml
                                                     take everything else from a file and the environment
  cargo run -p orchestrator -- serve                 stay up: work again and again, serve gRPC and /metrics

Exit codes: 0 done, 1 something broke on the way, 2 wrong usage or no such folder, 130 interrupted by Ctrl-C or SIGTERM.
With `serve`, which ends in no other way, a signal is no interruption: 0 if everything was drained.";

const SERVE_EXAMPLES: &str = "\
Examples:
  cargo run -p orchestrator -- serve
  cargo run -p orchestrator -- serve --quiet --pause 60000 /usr/include
  cargo run -p orchestrator -- serve --grpc-address 127.0.0.1:0 --metrics-address 127.0.0.1:0
  curl http://127.0.0.1:9090/metrics

The first Ctrl-C (or SIGTERM) ends it in order: the story, the components, the bus, the recorder, the TTL reaper, the audit log, the metrics,
the gRPC stream. The second one ends the process.

Exit codes: 0 told to stop and drained, 1 something broke, 2 wrong usage or no such folder, 130 told twice to stop.";

/// Runs a small orchestrator on a real folder and shows the events of it.
///
/// Agents are deployed, survey the folder, pry where they must not, watch until they are cancelled; a workflow waits for a
/// person. Every component publishes its own events on one bus, and subscribers of every kind listen. Every event goes into a
/// database, from which the report at the end is read; the next run goes on there. The folder is only read; what agents write
/// goes into temporary volumes.
#[derive(Debug, Clone, Parser)]
#[command(name = "orchestrator", version, after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub struct Options {
    /// What to do instead of working once.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How to work once.
    #[command(flatten)]
    pub job: JobOptions,
}

/// What else there is to do.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Stays up: works again and again, and serves gRPC and /metrics until Ctrl-C
    #[command(after_help = SERVE_EXAMPLES)]
    Serve(ServeOptions),
}

/// What `serve` may be told.
#[derive(Debug, Clone, Args)]
pub struct ServeOptions {
    /// Where gRPC clients connect, port 0 for any that is free [default: `grpc.address` of --config, or else 127.0.0.1:50051]
    #[arg(long, value_name = "HOST:PORT")]
    pub grpc_address: Option<SocketAddr>,

    /// Where /metrics is, port 0 for any that is free [default: the section `metrics` of --config, or else 127.0.0.1:9090]
    #[arg(long, value_name = "HOST:PORT")]
    pub metrics_address: Option<SocketAddr>,

    /// How long to rest between two rounds, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 5_000, value_parser = clap::value_parser!(u64).range(..=86_400_000))]
    pub pause: u64,

    /// How to work.
    #[command(flatten)]
    pub job: JobOptions,
}

/// How to work, once or again and again. What stands here wins over --config.
#[derive(Debug, Clone, Args)]
pub struct JobOptions {
    /// Folder to work on; it is only read [default: the repository around the current directory]
    pub folder: Option<PathBuf>,

    /// Configuration, an aegis-config.yaml; docs/configuration.md has its keys
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Most files that the survey opens
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub max_files: u32,

    /// Database to record every event in, `sqlite:FILE` or `postgres://..` [default: `recorder.url` of --config, or else
    /// `target/orchestrator.db` in the repository around the current directory, or without one
    /// ~/.local/state/aegis-events/orchestrator.db]
    ///
    /// Two runs at once in one database are two nodes: give each an `event_bus.node_id` of its own in --config, and an --audit.
    #[arg(long, value_name = "URL")]
    pub database: Option<DatabaseUrl>,

    /// Folder of the audit log [default: the section `audit` of --config, or else beside the database's file, such as
    /// `target/orchestrator-audit`]
    #[arg(long, value_name = "FOLDER")]
    pub audit: Option<PathBuf>,

    /// File to write every event to as well, one JSON object per line
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,

    /// How long an hour of an ephemeral volume's time to live lasts here, in milliseconds [default: `reaper.hour` of --config if that is
    /// less than an hour, or else 500]
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u64).range(1..=3_600_000))]
    pub hour: Option<u64>,

    /// Show only the tables; with `serve`, also where it listens and a line for each round
    #[arg(short, long)]
    pub quiet: bool,

    /// Show every event except single file operations
    #[arg(short, long, conflicts_with = "quiet")]
    pub verbose: bool,
}
