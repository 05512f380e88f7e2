//! How far the recorder of one bus is: what publishers, healing subscriptions and the program ask.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::history::backend::{Change, Place};
use crate::history::signals::Signals;
use crate::task::LastError;

/// Shared by the recorder, its bus and everybody who waits for it.
#[derive(Debug)]
pub(crate) struct Progress {
    through: Mutex<Through>,
    relay: Mutex<RelayRounds>,
    /// Wakes in the order of waiting, unlike a `watch` channel: simulations want the same run each time.
    moved: Notify,
    numbers: Mutex<Numbers>,
    signals: Arc<Signals>,
}

/// How far recording is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Through {
    /// Everything up to this sequence is in the history or set aside.
    pub(crate) sequence: u64,
    /// The recorder has ended: the sequence moves no more.
    pub(crate) ended: bool,
}

/// Rounds of the relay, as whoever waits for one counts them.
#[derive(Debug, Default)]
struct RelayRounds {
    /// How many were asked for.
    asked: u64,
    /// A round that began after so many were asked for has ended.
    done: u64,
}

/// What the recorder counts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Numbers {
    pub(crate) recorded: u64,
    pub(crate) known: u64,
    /// By the relay of the outbox.
    pub(crate) relayed: u64,
    pub(crate) dead_letters: u64,
    pub(crate) batches: u64,
    pub(crate) retries: u64,
    /// Failures since the last success.
    pub(crate) failing: u32,
    pub(crate) last_position: u64,
    pub(crate) last_error: Option<LastError>,
}

impl Progress {
    pub(crate) fn new(signals: Arc<Signals>) -> Self {
        Self {
            through: Mutex::default(),
            relay: Mutex::default(),
            moved: Notify::new(),
            numbers: Mutex::default(),
            signals,
        }
    }

    /// The wake-ups of the history that is written.
    pub(crate) fn signals(&self) -> &Signals {
        &self.signals
    }

    pub(crate) fn numbers(&self) -> MutexGuard<'_, Numbers> {
        self.numbers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn through(&self) -> Through {
        *self.through.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Through)) {
        change(&mut self.through.lock().unwrap_or_else(PoisonError::into_inner));
        self.moved.notify_waiters();
    }

    /// Everything up to a sequence is done.
    pub(crate) fn advance(&self, sequence: u64) {
        self.change(|through| through.sequence = through.sequence.max(sequence));
    }

    pub(crate) fn end(&self) {
        self.change(|through| through.ended = true);
    }

    pub(crate) fn failed(&self, message: &str) {
        let mut numbers = self.numbers();
        numbers.retries += 1;
        numbers.failing += 1;
        drop(numbers);
        self.noted(message);
    }

    /// Something went wrong that does not hold up the recorder itself.
    pub(crate) fn noted(&self, message: &str) {
        self.numbers().last_error = Some(LastError::now(message));
    }

    /// Waits until everything up to a sequence is done, or the recorder has ended. Cancel safe.
    pub(crate) async fn reached(&self, sequence: u64) -> Through {
        loop {
            // Made before the look, so that no move in between is missed.
            let moved = self.moved.notified();
            let through = self.through();
            if through.sequence >= sequence || through.ended {
                return through;
            }
            moved.await;
        }
    }

    /// Waits until a round of the relay has begun after this call and ended; `false` if the recorder ended before. Cancel safe.
    pub(crate) async fn relay_round(&self) -> bool {
        let asked = {
            let mut rounds = self.relay_rounds();
            rounds.asked += 1;
            rounds.asked
        };
        self.signals.raise(Change::Outbox);
        loop {
            let moved = self.moved.notified();
            if self.relay_rounds().done >= asked {
                return true;
            }
            if self.through().ended {
                return false;
            }
            moved.await;
        }
    }

    /// How many rounds were asked for so far.
    pub(crate) fn relay_asked(&self) -> u64 {
        self.relay_rounds().asked
    }

    /// A round has ended that began when so many were asked for.
    pub(crate) fn relayed_for(&self, asked: u64) {
        self.relay_rounds().done = asked;
        self.moved.notify_waiters();
    }

    /// The relay has appended events.
    pub(crate) fn relayed(&self, places: &[Place]) {
        let mut numbers = self.numbers();
        numbers.relayed += places.iter().filter(|place| place.is_new).count() as u64;
        numbers.last_position = places.iter().map(|place| place.position).fold(numbers.last_position, u64::max);
    }

    fn relay_rounds(&self) -> MutexGuard<'_, RelayRounds> {
        self.relay.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the recorder has ended. Cancel safe.
    pub(crate) async fn ended(&self) {
        self.reached(u64::MAX).await;
    }
}
