//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::database::DatabaseUrl;

const EXAMPLES: &str = "\
Examples:
  cargo run -p orchestrator                          work on this repository, once
  cargo run -p orchestrator -- /usr/include          work on another folder
  cargo run -p orchestrator -- --quiet .             show only the tables
  cargo run -p orchestrator -- --database sqlite:events.db
                                                     use another history file, with the audit log next to it
  cargo run -p orchestrator -- --database postgres://me:secret@localhost:5432/aegis
                                                     use PostgreSQL; the database must exist
  cargo run -p orchestrator -- --record events.jsonl also write every event to a file, one JSON object per line
  cargo run -p orchestrator -- --config aegis-config.yaml
                                                     read the other settings from a file and the environment
  cargo run -p orchestrator -- serve                 work repeatedly, serve gRPC and /metrics

Exit codes: 0 success, 1 error during the run, 2 usage error or missing folder, 130 interrupted by Ctrl-C or SIGTERM.
With `serve` a signal is the normal end: 0 if everything was drained.";

const SERVE_EXAMPLES: &str = "\
Examples:
  cargo run -p orchestrator -- serve
  cargo run -p orchestrator -- serve --quiet --pause 60000 /usr/include
  cargo run -p orchestrator -- serve --grpc-address 127.0.0.1:0 --metrics-address 127.0.0.1:0
  curl http://127.0.0.1:9090/metrics

The first Ctrl-C or SIGTERM ends everything in order: the story, the components, the bus, the recorder, the TTL reaper, the audit log, the
metrics, the gRPC stream. The second one ends the process.

Exit codes: 0 stopped and drained, 1 error during the run, 2 usage error or missing folder, 130 stopped by a second signal.";

/// Run a small orchestrator on a real folder and show its events
///
/// Agents are deployed, survey the folder, try forbidden operations, and watch until they are cancelled; a workflow waits for a person. Every
/// component publishes its own events on one bus, and subscribers of every kind receive them. Every event is recorded in a database. The
/// report at the end is read from there, and the next run continues there. The folder is only read; agents write to temporary volumes.
#[derive(Debug, Clone, Parser)]
#[command(name = "orchestrator", version, after_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub struct Options {
    /// The command, if it is not one run.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The options of one run.
    #[command(flatten)]
    pub job: JobOptions,
}

/// The other commands.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Work repeatedly, and serve gRPC and /metrics, until Ctrl-C
    #[command(after_help = SERVE_EXAMPLES)]
    Serve(ServeOptions),
}

/// The options of `serve`.
#[derive(Debug, Clone, Args)]
pub struct ServeOptions {
    /// Address of the gRPC server; port 0 takes a free one [default: `grpc.address` of --config, or else 127.0.0.1:50051]
    #[arg(long, value_name = "HOST:PORT")]
    pub grpc_address: Option<SocketAddr>,

    /// Address of /metrics; port 0 takes a free one [default: the section `metrics` of --config, or else 127.0.0.1:9090]
    #[arg(long, value_name = "HOST:PORT")]
    pub metrics_address: Option<SocketAddr>,

    /// Pause between two rounds, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 5_000, value_parser = clap::value_parser!(u64).range(..=86_400_000))]
    pub pause: u64,

    /// The common options.
    #[command(flatten)]
    pub job: JobOptions,
}

/// The common options. They override --config.
#[derive(Debug, Clone, Args)]
pub struct JobOptions {
    /// Folder to work on, which is only read [default: the repository around the current directory]
    pub folder: Option<PathBuf>,

    /// Configuration file, such as aegis-config.yaml; docs/configuration.md lists its keys
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Maximum number of files that the survey opens
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub max_files: u32,

    /// Database to record every event in, `sqlite:FILE` or `postgres://..` [default: `recorder.url` of --config, or else
    /// `target/orchestrator.db` in the repository around the current directory, or without one
    /// ~/.local/state/aegis-events/orchestrator.db]
    ///
    /// Concurrent runs in one database need different values of `event_bus.node_id` in --config, and of --audit.
    #[arg(long, value_name = "URL")]
    pub database: Option<DatabaseUrl>,

    /// Folder of the audit log [default: the section `audit` of --config, or else next to the database file, such as
    /// `target/orchestrator-audit`]
    #[arg(long, value_name = "FOLDER")]
    pub audit: Option<PathBuf>,

    /// File for a copy of every event, one JSON object per line
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,

    /// Length of an hour of an ephemeral volume's time to live, in milliseconds [default: `reaper.hour` of --config if it is less than an
    /// hour, or else 500]
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u64).range(1..=3_600_000))]
    pub hour: Option<u64>,

    /// Show only the tables; with `serve`, also the addresses and a line for each round
    #[arg(short, long)]
    pub quiet: bool,

    /// Show every event except single file operations
    #[arg(short, long, conflicts_with = "quiet")]
    pub verbose: bool,
}
