//! The subscription to backfill: owned by the caller, or by a task that the bus waits for.

use std::ops::{Deref, DerefMut};

use crate::bus::Subscription;
use crate::bus::attended::Attended;
use crate::event::Filter;

/// A live subscription. Dropping it unsubscribes.
pub(super) enum Source<F: Filter> {
    Owned(Subscription<F>),
    Attended(Attended<F>),
}

impl<F: Filter> Deref for Source<F> {
    type Target = Subscription<F>;

    fn deref(&self) -> &Subscription<F> {
        match self {
            Self::Owned(subscription) => subscription,
            Self::Attended(attended) => attended.get(),
        }
    }
}

impl<F: Filter> DerefMut for Source<F> {
    fn deref_mut(&mut self) -> &mut Subscription<F> {
        match self {
            Self::Owned(subscription) => subscription,
            Self::Attended(attended) => attended.subscription(),
        }
    }
}
