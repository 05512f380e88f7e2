//! Receiving as a `Stream`.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use tokio_util::sync::ReusableBoxFuture;

use super::event::Event;
use super::subscription::Subscription;
use crate::event::Filter;

/// A [`Subscription`] as a `Stream`. It ends when the bus is closed and everything was received; losses are counted in the bus's
/// statistics and passed over.
///
/// Dropping it unsubscribes. A `next()` future of it that is dropped loses nothing.
#[must_use = "dropping the stream unsubscribes"]
pub struct EventStream<F: Filter> {
    /// One allocation for all events: the future that waits for the next one owns the subscription and gives it back.
    next: ReusableBoxFuture<'static, (Option<Event<F>>, Subscription<F>)>,
    ended: bool,
}

impl<F: Filter> EventStream<F> {
    pub(super) fn new(subscription: Subscription<F>) -> Self {
        Self { next: ReusableBoxFuture::new(next(subscription)), ended: false }
    }
}

async fn next<F: Filter>(mut subscription: Subscription<F>) -> (Option<Event<F>>, Subscription<F>) {
    (subscription.next().await, subscription)
}

impl<F: Filter> Stream for EventStream<F> {
    type Item = Event<F>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let (event, subscription) = ready!(self.next.poll(cx));
        self.ended = event.is_none();
        self.next.set(next(subscription));
        Poll::Ready(event)
    }
}

impl<F: Filter> fmt::Debug for EventStream<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream").field("filter", &F::NAME).field("ended", &self.ended).finish_non_exhaustive()
    }
}
