//! The report of a shutdown.

use std::fmt;

use super::stats::SubscriberStats;

/// How each subscriber of a bus ended. Its `Display` is one line per subscriber.
#[derive(Debug, Clone)]
pub struct ShutdownReport {
    pub(super) subscribers: Vec<SubscriberReport>,
}

/// How one subscriber ended. Its `stats.lag` is the number of events left unhandled.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SubscriberReport {
    /// Its last statistics.
    pub stats: SubscriberStats,
    /// How it ended.
    pub ending: Ending,
}

/// How a subscriber ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ending {
    /// Its handler has handled everything.
    Drained,
    /// Its task ended before it had taken all events: a handler that was stopped, or a recorder whose history was closed.
    EndedEarly,
    /// Its handler was not done at the deadline and was aborted, at its next `await`.
    Aborted,
    /// It is read by hand, and goes on as long as it is read.
    ByHand,
}

impl ShutdownReport {
    /// All subscribers at the time of closing, with their last statistics: first those with handlers, then those read by hand.
    pub fn subscribers(&self) -> &[SubscriberReport] {
        &self.subscribers
    }

    /// Whether every handler and the recorder took all their events. Failed calls are counted in `panics` and `errors` of the statistics.
    pub fn is_drained(&self) -> bool {
        self.subscribers.iter().all(|subscriber| matches!(subscriber.ending, Ending::Drained | Ending::ByHand))
    }
}

impl fmt::Display for ShutdownReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for SubscriberReport { stats, ending } in &self.subscribers {
            let SubscriberStats { name, delivered, lost, lag, panics, errors, .. } = stats;
            let ending = match ending {
                Ending::Drained => "drained",
                Ending::EndedEarly => "ended early",
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
