//! Writing in batches: while one is written, the next one fills up, so that batches grow with the load.

use std::future::{Future, pending};

use super::error::RecvError;
use super::event::Event;
use super::subscription::Subscription;
use crate::event::Filter;

/// How many events are encoded before the batch that is being written gets its turn: about 100 µs.
const AT_ONCE: usize = 64;

/// Events that are written together.
pub(crate) trait Batch<F: Filter> {
    fn add(&mut self, event: &Event<F>);

    fn is_full(&self) -> bool;
}

impl<F: Filter> Subscription<F> {
    /// Moves waiting events into a batch: at most `most`, and as long as it has room.
    pub(crate) fn take_waiting(&mut self, batch: &mut impl Batch<F>, most: usize) {
        for _ in 0..most {
            if batch.is_full() {
                return;
            }
            match self.try_recv() {
                Ok(event) => batch.add(&event),
                Err(_) => return,
            }
        }
    }

    /// Waits for `writing`, and meanwhile moves events into the next batch.
    pub(crate) async fn gather_while<T>(&mut self, batch: &mut impl Batch<F>, writing: impl Future<Output = T>) -> T {
        tokio::select! {
            biased;
            written = writing => written,
            never = self.gather(batch) => never,
        }
    }

    async fn gather<T>(&mut self, batch: &mut impl Batch<F>) -> T {
        loop {
            if batch.is_full() {
                return pending().await;
            }
            match self.recv().await {
                Ok(event) => batch.add(&event),
                Err(RecvError::Closed) => return pending().await,
                // A queue loses nothing.
                Err(RecvError::Lagged(_)) => {}
            }
            self.take_waiting(batch, AT_ONCE);
            tokio::task::yield_now().await;
        }
    }
}
