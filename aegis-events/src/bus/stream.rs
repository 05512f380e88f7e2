//! Receiving as a `Stream`.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use tokio::task::coop;

use super::error::TryRecvError;
use super::event::Event;
use super::subscription::Subscription;
use crate::event::Filter;

/// A [`Subscription`] as a `Stream`. It ends when the bus is closed and everything was received. Losses are counted in the bus's
/// statistics and skipped.
///
/// Dropping it unsubscribes. Dropping a `next()` future of it loses nothing.
#[must_use = "dropping the stream unsubscribes"]
pub struct EventStream<F: Filter> {
    state: State<F>,
}

/// Waits for the next event.
type Next<F> = dyn Future<Output = (Option<Event<F>>, Subscription<F>)> + Send + Sync;

enum State<F: Filter> {
    Reading(Subscription<F>),
    /// The future owns the subscription and returns it.
    Waiting(Pin<Box<Next<F>>>),
    Ended,
}

impl<F: Filter> Subscription<F> {
    /// The subscription as a `Stream`, which counts and skips losses as [`next`](Self::next) does.
    pub fn into_stream(self) -> EventStream<F> {
        EventStream { state: State::Reading(self) }
    }
}

impl<F: Filter> Stream for EventStream<F> {
    type Item = Event<F>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match &mut self.state {
                State::Reading(subscription) => {
                    // A lane that is never empty must not starve the other tasks of its thread.
                    let coop = ready!(coop::poll_proceed(cx));
                    match subscription.try_recv() {
                        Ok(event) => {
                            coop.made_progress();
                            return Poll::Ready(Some(event));
                        }
                        Err(TryRecvError::Lagged(_)) => {}
                        Err(TryRecvError::Closed) => self.state = State::Ended,
                        Err(TryRecvError::Empty) => {
                            let State::Reading(subscription) = std::mem::replace(&mut self.state, State::Ended) else {
                                continue;
                            };
                            self.state = State::Waiting(Box::pin(next(subscription)));
                        }
                    }
                }
                State::Waiting(waiting) => {
                    let (event, subscription) = ready!(waiting.as_mut().poll(cx));
                    self.state = if event.is_some() { State::Reading(subscription) } else { State::Ended };
                    return Poll::Ready(event);
                }
                State::Ended => return Poll::Ready(None),
            }
        }
    }
}

async fn next<F: Filter>(mut subscription: Subscription<F>) -> (Option<Event<F>>, Subscription<F>) {
    (subscription.next().await, subscription)
}

impl<F: Filter> fmt::Debug for EventStream<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ended = matches!(self.state, State::Ended);
        f.debug_struct("EventStream").field("filter", &F::NAME).field("ended", &ended).finish_non_exhaustive()
    }
}
