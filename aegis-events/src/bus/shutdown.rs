//! The report of a shutdown.

use std::fmt;

use super::stats::SubscriberStats;

/// How a bus ended, subscriber by subscriber. Its `Display` is a line for each.
#[derive(Debug, Clone)]
pub struct ShutdownReport {
    pub(super) subscribers: Vec<SubscriberReport>,
}

/// How one subscriber ended. Its `stats.lag` is what it has left undone.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SubscriberReport {
    /// Its last numbers.
    pub stats: SubscriberStats,
    /// How it ended.
    pub ending: Ending,
}

/// How a subscriber ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ending {
    /// Its handler has worked off everything.
    Drained,
    /// Its handler was not done at the deadline and was aborted, at its next `await`.
    Aborted,
    /// It is read by hand, and goes on for as long as it is read.
    ByHand,
}

impl ShutdownReport {
    /// All subscribers that were there when the bus was closed, with their last numbers: first those with handlers, then those read by hand.
    pub fn subscribers(&self) -> &[SubscriberReport] {
        &self.subscribers
    }

    /// Whether every handler has been called with everything. Calls that failed are in the `panics` and `errors` of its numbers.
    pub fn is_drained(&self) -> bool {
        self.subscribers.iter().all(|subscriber| subscriber.ending != Ending::Aborted)
    }
}

impl fmt::Display for ShutdownReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for SubscriberReport { stats, ending } in &self.subscribers {
            let SubscriberStats { name, delivered, lost, lag, panics, errors, .. } = stats;
            let ending = match ending {
                Ending::Drained => "drained",
                Ending::Aborted => "aborted at the deadline",
                Ending::ByHand => "read by hand",
            };
            write!(f, "{name}: {ending}, {delivered} delivered, {lost} lost, {lag} left")?;
            match panics + errors {
                0 => writeln!(f)?,
                failed => writeln!(f, ", {failed} failed")?,
            }
        }
        Ok(())
    }
}
