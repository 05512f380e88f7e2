//! Errors of metrics.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::io;
use std::net::SocketAddr;

use thiserror::Error;

/// Metrics cannot be collected or served.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MetricsError {
    /// The bus has a collector: two would count everything twice.
    #[error("the bus `{node_id}` already has a metrics collector")]
    Collected {
        /// The bus's node.
        node_id: String,
    },
    /// The address cannot be bound.
    #[error("cannot serve metrics at {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The reason.
        source: io::Error,
    },
    /// The process has another exporter.
    #[error("another metrics exporter is already installed in this process")]
    Installed,
    /// The history cannot be read, so that gauges would begin at 0.
    #[error("cannot read active executions and swarms from the history")]
    History {
        /// The reason, a `HistoryError`.
        source: Box<dyn StdError + Send + Sync>,
    },
}

impl MetricsError {
    /// How to fix it, if that is known: one line, for `help: ..` after the message.
    pub fn help(&self) -> Option<Cow<'_, str>> {
        let help = match self {
            Self::Collected { .. } => "use that collector: its clones are handles of it",
            Self::Installed => "start the collector with `Collector::start`, which uses that exporter",
            Self::History { .. } => "without a history, the gauges begin at 0",
            Self::Listen { address, source } => match source.kind() {
                io::ErrorKind::AddrInUse => {
                    let port = address.port();
                    let used = format!("port {port} is in use (9090 is also the port of Prometheus)");
                    return Some(format!("{used}: set `metrics.address` to another one").into());
                }
                io::ErrorKind::AddrNotAvailable => {
                    "no interface of this machine has that address: set `metrics.address` to one that it has"
                }
                io::ErrorKind::PermissionDenied => {
                    "ports below 1024 need privileges: set `metrics.address` to a higher one"
                }
                _ => "set `metrics.address` to an address of this machine",
            },
        };
        Some(help.into())
    }
}
