//! A gap in a stream, from the loss to the event behind it.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::time::{Instant, sleep_until};

use super::read::Wanted;
use super::{BackfillError, BackfillStats};
use crate::backoff::Backoff;
use crate::bus::Event;
use crate::event::Filter;
use crate::history::backend::ErrorKind;
use crate::history::recorder::Progress;
use crate::history::shared::Shared;

/// What is known of a gap. It stays as it is while anything is waited for, so that whoever waits may stop at any moment.
pub(super) struct Gap<F: Filter> {
    /// The last place before the gap.
    first: u64,
    /// Everything up to here was given.
    after: u64,
    /// The first place behind the gap.
    before: u64,
    expected: u64,
    found: u64,
    /// What stands at `before`; nothing if the bus closed.
    held: Option<Event<F>>,
    recorded: Recorded,
    backoff: Backoff,
    /// The database failed: not before this moment again. A moment and not a span, so that a caller who asks often does not ask the
    /// database often.
    again_at: Option<Instant>,
}

/// Whether the recorder is past the gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Recorded {
    Unknown,
    Yes,
    /// It ended before. Some of the gap may be there all the same.
    Ended,
}

/// What is ready to be given.
pub(super) type Ready<F> = VecDeque<Result<Event<F>, BackfillError>>;

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
            again_at: None,
        }
    }

    /// Goes on by one page, and says whether that was the last. Cancel safe.
    pub(super) async fn go_on(
        &mut self,
        shared: &Shared,
        wanted: &Wanted,
        recorder: Option<Arc<Progress>>,
        ready: &mut Ready<F>,
        stats: &mut BackfillStats,
    ) -> bool {
        if self.recorded == Recorded::Unknown {
            let Some(recorder) = recorder else {
                self.close(ready, stats, |lost, after, before| BackfillError::NotRecorded { lost, after, before });
                return true;
            };
            let last = self.before - 1;
            let is_past = recorder.reached(last).await.sequence >= last;
            self.recorded = if is_past { Recorded::Yes } else { Recorded::Ended };
        }
        if let Some(moment) = self.again_at {
            sleep_until(moment).await;
        }
        match wanted.read::<F::Domain>(shared, self.after, self.before, self.expected - self.found).await {
            Ok(page) => {
                self.again_at = None;
                self.backoff.reset();
                self.after = page.through;
                self.found += page.found.len() as u64;
                for (_, found) in page.found {
                    stats.count(&found);
                    ready.push_back(found.map(Event::new));
                }
                let is_done = self.found >= self.expected || self.after + 1 >= self.before;
                if is_done {
                    let (expected, found, recorded) = (self.expected, self.found, self.recorded);
                    self.close(ready, stats, |lost, after, before| match recorded {
                        Recorded::Ended => BackfillError::NotRecorded { lost, after, before },
                        _ => BackfillError::Missing { expected, found, after, before },
                    });
                }
                is_done
            }
            Err(error) if error.kind == ErrorKind::Closed => {
                self.close(ready, stats, |lost, after, before| BackfillError::Closed { lost, after, before });
                true
            }
            Err(error) => {
                let wait = self.backoff.next();
                self.again_at = Some(Instant::now() + wait);
                stats.retries += 1;
                let (error, tries) = (&*error.message, self.backoff.tries());
                tracing::warn!(error, tries, ?wait, "lost events cannot be read from the history; trying again");
                false
            }
        }
    }

    /// Gives what is left: an error if events are still missing, then what stands behind the gap.
    fn close(
        &mut self,
        ready: &mut Ready<F>,
        stats: &mut BackfillStats,
        missing: impl FnOnce(u64, u64, u64) -> BackfillError,
    ) {
        let lost = self.expected.saturating_sub(self.found);
        if lost > 0 {
            stats.missing += lost;
            ready.push_back(Err(missing(lost, self.first, self.before)));
        }
        ready.extend(self.held.take().map(Ok));
    }
}
