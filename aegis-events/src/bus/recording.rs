//! The recorder's progress, which publishers, backfilled subscriptions and the relay wait for.
//!
//! The history advances it; the bus gives access to it. All waiting is cancel safe.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// The progress of the recorder and the relay of one bus.
pub(crate) struct Recording {
    state: Mutex<State>,
    /// Wakes in the order of waiting, unlike a `watch` channel: simulations need the same run each time.
    moved: Notify,
    wake_relay: Box<dyn Fn() + Send + Sync>,
}

#[derive(Debug, Clone, Copy, Default)]
struct State {
    through: RecordedThrough,
    /// Rounds of the relay that were requested.
    asked: u64,
    /// The number of requests at the start of the last round that has ended.
    done: u64,
}

/// How far recording is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct RecordedThrough {
    /// Every event up to this one is in the history or in the dead letters.
    pub(crate) sequence: u64,
    /// The recorder has ended: `sequence` is final.
    pub(crate) ended: bool,
}

impl Recording {
    /// `wake_relay` wakes the relay to read the outbox.
    pub(crate) fn new(wake_relay: impl Fn() + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { state: Mutex::default(), moved: Notify::new(), wake_relay: Box::new(wake_relay) })
    }

    pub(crate) fn through(&self) -> RecordedThrough {
        self.lock().through
    }

    /// Marks every event up to a sequence as done.
    pub(crate) fn advance(&self, sequence: u64) {
        self.change(|state| state.through.sequence = state.through.sequence.max(sequence));
    }

    pub(crate) fn end(&self) {
        self.change(|state| state.through.ended = true);
    }

    /// Waits until every event up to a sequence is done, or the recorder has ended.
    pub(crate) async fn reached(&self, sequence: u64) -> RecordedThrough {
        self.until(|state| state.through.sequence >= sequence || state.through.ended).await.through
    }

    /// Waits until the recorder has ended.
    pub(crate) async fn ended(&self) {
        self.reached(u64::MAX).await;
    }

    pub(crate) fn wake_relay(&self) {
        (self.wake_relay)();
    }

    /// Waits until a round of the relay has begun after this call and ended; `false` if the recorder ended before.
    pub(crate) async fn relay_round(&self) -> bool {
        let asked = {
            let mut state = self.lock();
            state.asked += 1;
            state.asked
        };
        self.wake_relay();
        self.until(|state| state.done >= asked || state.through.ended).await.done >= asked
    }

    /// The number of rounds requested so far.
    pub(crate) fn relay_asked(&self) -> u64 {
        self.lock().asked
    }

    /// Marks the round as ended that began at this number of requests.
    pub(crate) fn relayed_for(&self, asked: u64) {
        self.change(|state| state.done = asked);
    }

    async fn until(&self, is_met: impl Fn(&State) -> bool) -> State {
        loop {
            // Registered before the check, so that no change in between is missed.
            let moved = self.moved.notified();
            let state = *self.lock();
            if is_met(&state) {
                return state;
            }
            moved.await;
        }
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.moved.notify_waiters();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recording").field("state", &*self.lock()).finish_non_exhaustive()
    }
}
