//! What the recorder and the relay of one bus count, next to what the bus waits for.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::bus::Recording;
use crate::history::backend::{Change, Place};
use crate::history::signals::Signals;
use crate::task::LastError;

/// Shared by the recorder, the relay and their handles.
#[derive(Debug)]
pub(crate) struct Progress {
    /// How far recording is, also known to the bus.
    pub(crate) recording: Arc<Recording>,
    numbers: Mutex<Numbers>,
}

/// What the recorder and the relay count.
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
        Self { recording: Recording::new(move || signals.raise(Change::Outbox)), numbers: Mutex::default() }
    }

    pub(crate) fn numbers(&self) -> MutexGuard<'_, Numbers> {
        self.numbers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn failed(&self, message: &str) {
        let mut numbers = self.numbers();
        numbers.retries += 1;
        numbers.failing += 1;
        numbers.last_error = Some(LastError::now(message));
    }

    /// Keeps an error that does not hold up the recorder itself.
    pub(crate) fn noted(&self, message: &str) {
        self.numbers().last_error = Some(LastError::now(message));
    }

    /// Counts events that the relay has appended.
    pub(crate) fn relayed(&self, places: &[Place]) {
        let mut numbers = self.numbers();
        numbers.relayed += places.iter().filter(|place| place.is_new).count() as u64;
        numbers.last_position = places.iter().map(|place| place.position).fold(numbers.last_position, u64::max);
    }
}
