//! The subscription that is backfilled: its owner's, or that of a task that the bus knows.

use std::ops::{Deref, DerefMut};

use super::BackfilledSubscription;
use crate::bus::{Attended, Subscription};
use crate::event::Filter;
use crate::history::history::History;

/// A subscription, whoever holds it. However it is held, dropping it unsubscribes.
pub(super) enum Held<F: Filter> {
    ByHand(Subscription<F>),
    Attended(Attended<F>),
}

impl<F: Filter> Deref for Held<F> {
    type Target = Subscription<F>;

    fn deref(&self) -> &Subscription<F> {
        match self {
            Self::ByHand(subscription) => subscription,
            Self::Attended(attended) => attended.get(),
        }
    }
}

impl<F: Filter> DerefMut for Held<F> {
    fn deref_mut(&mut self) -> &mut Subscription<F> {
        match self {
            Self::ByHand(subscription) => subscription,
            Self::Attended(attended) => attended.subscription(),
        }
    }
}

impl<F: Filter> Attended<F> {
    /// Backfills the subscription as [`Subscription::backfilled_from`] does, in the task that reads it. It must not have given any event.
    #[cfg_attr(
        not(all(feature = "metrics", feature = "domain")),
        expect(dead_code, reason = "only the metrics collector does")
    )]
    pub(crate) fn backfilled_from(self, history: &History<F::Domain>) -> BackfilledSubscription<F> {
        BackfilledSubscription::new(Held::Attended(self), history)
    }
}
