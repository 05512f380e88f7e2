//! The counters of a server, and its report.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The counters of a server at one moment. Its `Display` is one line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GrpcReport {
    /// Clients subscribed now.
    pub clients: u64,
    /// Subscriptions since the start.
    pub subscribed: u64,
    /// Calls of `Subscribe` that were refused: no slot, or a bad filter.
    pub refused: u64,
    /// Events sent to all clients. It lags a few events behind while a client is busy.
    pub events: u64,
    /// Events lost to slow clients, as reported to them.
    pub lost: u64,
    /// Streams ended because their clients were too slow, as they had requested.
    pub too_slow: u64,
    /// Streams that the server ended because it stopped or its bus was closed.
    pub ended: u64,
    /// Connections cut at the deadline of the shutdown.
    pub cut_off: u64,
    /// Connections refused because there were too many.
    pub connections_refused: u64,
}

/// The counters of a running server. Clones share them.
#[derive(Clone)]
pub struct GrpcMonitor {
    counters: Arc<Counters>,
}

impl GrpcMonitor {
    pub(super) fn new(counters: Arc<Counters>) -> Self {
        Self { counters }
    }

    /// Returns the current counters.
    pub fn report(&self) -> GrpcReport {
        self.counters.report()
    }
}

impl fmt::Debug for GrpcMonitor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("GrpcMonitor").field(&self.report()).finish()
    }
}

impl fmt::Display for GrpcReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { clients, subscribed, refused, events, lost, too_slow, ended, cut_off, connections_refused } = self;
        write!(f, "events sent: {events}, subscriptions: {subscribed}, open: {clients}")?;
        let rest = [
            (lost, "events lost to slow clients"),
            (too_slow, "slow clients disconnected"),
            (ended, "streams ended by the server"),
            (refused, "subscriptions refused"),
            (connections_refused, "connections refused"),
            (cut_off, "connections cut at the deadline"),
        ];
        rest.into_iter()
            .filter(|(number, _)| **number > 0)
            .try_for_each(|(number, what)| write!(f, ", {what}: {number}"))
    }
}

/// The counters of a server.
#[derive(Debug, Default)]
pub(super) struct Counters {
    pub(super) clients: Count,
    pub(super) subscribed: Count,
    pub(super) refused: Count,
    pub(super) events: Count,
    pub(super) lost: Count,
    pub(super) too_slow: Count,
    pub(super) ended: Count,
    pub(super) cut_off: Count,
    pub(super) connections_refused: Count,
}

/// A counter of many writers.
#[derive(Debug, Default)]
pub(super) struct Count(AtomicU64);

impl Count {
    pub(super) fn add(&self, n: u64) {
        self.0.fetch_add(n, Ordering::Relaxed);
    }

    pub(super) fn subtract(&self, n: u64) {
        self.0.fetch_sub(n, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Counters {
    pub(super) fn report(&self) -> GrpcReport {
        GrpcReport {
            clients: self.clients.get(),
            subscribed: self.subscribed.get(),
            refused: self.refused.get(),
            events: self.events.get(),
            lost: self.lost.get(),
            too_slow: self.too_slow.get(),
            ended: self.ended.get(),
            cut_off: self.cut_off.get(),
            connections_refused: self.connections_refused.get(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_one_line_of_what_happened() {
        let quiet = GrpcReport { events: 7, subscribed: 2, clients: 1, ..GrpcReport::default() };
        assert_eq!(quiet.to_string(), "events sent: 7, subscriptions: 2, open: 1");
        let busy =
            GrpcReport { lost: 3, too_slow: 1, ended: 2, refused: 4, connections_refused: 5, cut_off: 6, ..quiet };
        assert_eq!(
            busy.to_string(),
            "events sent: 7, subscriptions: 2, open: 1, events lost to slow clients: 3, slow clients disconnected: 1, \
             streams ended by the server: 2, subscriptions refused: 4, connections refused: 5, \
             connections cut at the deadline: 6"
        );
    }
}
