//! The end of a bus: close, let the handlers finish, report.

use std::fmt;
use std::time::Duration;

use super::core::Core;
use super::stats::SubscriberStats;
use crate::event::Domain;

/// How a bus ended, subscriber by subscriber. Its `Display` is a line for each.
#[derive(Debug, Clone)]
pub struct ShutdownReport {
    subscribers: Vec<SubscriberReport>,
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
    /// It is read by hand, and goes on for as long as somebody reads it.
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

impl<D: Domain> Core<D> {
    pub(super) async fn shutdown(&self, deadline: Duration) -> ShutdownReport {
        self.close();
        let mut outcomes: Vec<_> = self.lock().runs.values().map(|run| run.outcome.clone()).collect();
        // One after the other, since all are waited for; and what `wait_for` gives is a lock, with which the future of a program that
        // shuts down could not be spawned.
        let all = async {
            for outcome in &mut outcomes {
                let _ = outcome.wait_for(Option::is_some).await;
            }
        };
        // Who is late is found below, in the list of those that still run.
        let _ = tokio::time::timeout(deadline, all).await;

        let mut state = self.lock();
        let mut subscribers = state.left.clone();
        for run in state.runs.values_mut() {
            run.task.abort();
            run.ending = Ending::Aborted;
        }
        for (id, subscriber) in &state.subscribers {
            let ending = state.runs.get(id).map_or(Ending::ByHand, |run| run.ending);
            subscribers.push(SubscriberReport { stats: state.stats_of(subscriber), ending });
        }
        subscribers.sort_by_key(|subscriber| subscriber.ending == Ending::ByHand);
        ShutdownReport { subscribers }
    }
}
