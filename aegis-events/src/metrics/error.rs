//! What can go wrong with metrics.

use std::io;
use std::net::SocketAddr;

use thiserror::Error;

use crate::history::HistoryError;

/// Metrics cannot be collected or served.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MetricsError {
    /// A bus has one collector: two would count everything twice.
    #[error("the bus `{node_id}` has a metrics collector already\n  use that one, of which clones are handles")]
    Collected {
        /// The bus's node.
        node_id: String,
    },
    /// The address cannot be listened at.
    #[error("metrics cannot be served at {address}: {source}\n  {}", hint(.source, .address))]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The process has another exporter.
    #[error(
        "another exporter is installed in this process\n  start the collector with `Collector::start`, which uses that one, or leave out `install`"
    )]
    Installed,
    /// The history cannot be read, so that gauges would begin at 0.
    #[error(
        "the history cannot be read for what is still active: {source}\n  start without a history, and the gauges begin at 0"
    )]
    History {
        /// Why.
        source: HistoryError,
    },
}

fn hint(error: &io::Error, address: &SocketAddr) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "somebody listens at port {} already (9090 is also the port of Prometheus itself): give `metrics.address` another one",
            address.port()
        ),
        io::ErrorKind::AddrNotAvailable => {
            "no interface of this machine has that address: set `metrics.address` to one that it has".into()
        }
        io::ErrorKind::PermissionDenied => {
            "ports below 1024 need privileges: give `metrics.address` a higher one".into()
        }
        _ => "set `metrics.address` to one that this machine can listen at".into(),
    }
}
