//! A gap in the live stream, from the lag to the next live event.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::time::{Instant, sleep_until};

use super::error::BackfillError;
use super::read::Wanted;
use super::stats::BackfillStats;
use crate::backoff::Backoff;
use crate::bus::{Event, Recording};
use crate::event::Filter;
use crate::history::backend::ErrorKind;
use crate::history::shared::Shared;

/// A gap that is being read. It does not change while anything is awaited, so the caller may drop the future at any time.
pub(super) struct Gap<F: Filter> {
    /// The last sequence before the gap.
    first: u64,
    /// Events up to this sequence are delivered or ready.
    after: u64,
    /// The first sequence after the gap.
    before: u64,
    expected: u64,
    found: u64,
    /// The live event after the gap; `None` if the bus closed.
    held: Option<Event<F>>,
    recorded: Recorded,
    backoff: Backoff,
    /// When to read again after a failure. A time, not a duration, so that a caller who polls often does not query the database often.
    retry_at: Option<Instant>,
}

/// Whether the recorder has passed the gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Recorded {
    Unknown,
    Yes,
    /// It ended before. The history may have some of the events.
    Ended,
}

/// Whether the gap has more pages.
pub(super) enum Progress {
    More,
    Last,
}

impl Progress {
    pub(super) fn is_last(&self) -> bool {
        matches!(self, Self::Last)
    }
}

/// Events and errors that are ready to be delivered, and the statistics of all that were.
pub(super) struct Ready<F: Filter> {
    queue: VecDeque<Result<Event<F>, BackfillError>>,
    pub(super) stats: BackfillStats,
}

impl<F: Filter> Default for Ready<F> {
    fn default() -> Self {
        Self { queue: VecDeque::new(), stats: BackfillStats::default() }
    }
}

impl<F: Filter> Ready<F> {
    pub(super) fn pop(&mut self) -> Option<Result<Event<F>, BackfillError>> {
        self.queue.pop_front()
    }
}

impl<F: Filter> Gap<F> {
    pub(super) fn new(after: u64, before: u64, expected: u64, held: Option<Event<F>>) -> Self {
        Self {
            first: after,
            after,
            before,
            expected,
            found: 0,
            held,
            recorded: Recorded::Unknown,
            backoff: Backoff::default(),
            retry_at: None,
        }
    }

    /// Reads the next page, after waiting for the recorder. Cancel safe.
    pub(super) async fn read_page(
        &mut self,
        shared: &Shared,
        wanted: &Wanted,
        recorder: Option<Arc<Recording>>,
        ready: &mut Ready<F>,
    ) -> Progress {
        let (after, before) = (self.first.into(), self.before.into());
        if self.recorded == Recorded::Unknown {
            let Some(recorder) = recorder else {
                return self.close(ready, |lost| BackfillError::NotRecorded { lost, after, before });
            };
            let last = self.before - 1;
            let has_passed = recorder.reached(last).await.sequence >= last;
            self.recorded = if has_passed { Recorded::Yes } else { Recorded::Ended };
        }
        if let Some(retry_at) = self.retry_at {
            sleep_until(retry_at).await;
        }
        match wanted.read::<F::Domain>(shared, self.after, self.before, self.expected - self.found).await {
            Ok(page) => {
                self.retry_at = None;
                self.backoff.reset();
                self.after = page.through;
                self.found += page.found.len() as u64;
                for found in page.found {
                    ready.stats.count(&found.event);
                    ready.queue.push_back(found.event.map(Event::new));
                }
                if self.found < self.expected && self.after + 1 < self.before {
                    return Progress::More;
                }
                let (expected, found, recorded) = (self.expected, self.found, self.recorded);
                self.close(ready, |lost| match recorded {
                    Recorded::Ended => BackfillError::NotRecorded { lost, after, before },
                    Recorded::Unknown | Recorded::Yes => BackfillError::Missing { expected, found, after, before },
                })
            }
            Err(error) if error.kind == ErrorKind::Closed => {
                self.close(ready, |lost| BackfillError::Closed { lost, after, before })
            }
            Err(error) => {
                let wait = self.backoff.next();
                self.retry_at = Some(Instant::now() + wait);
                ready.stats.retries += 1;
                let (error, tries) = (&*error.message, self.backoff.tries());
                tracing::warn!(error, tries, ?wait, "cannot read lost events from the history; trying again");
                Progress::More
            }
        }
    }

    /// Ends the gap: an error if events are still missing, then the live event.
    fn close(&mut self, ready: &mut Ready<F>, missing: impl FnOnce(u64) -> BackfillError) -> Progress {
        let lost = self.expected.saturating_sub(self.found);
        if lost > 0 {
            ready.stats.missing += lost;
            ready.queue.push_back(Err(missing(lost)));
        }
        ready.queue.extend(self.held.take().map(Ok));
        Progress::Last
    }
}
