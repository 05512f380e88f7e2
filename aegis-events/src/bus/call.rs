//! One call of a handler, with its panics caught.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use thiserror::Error;

use super::event::Event;
use super::handler::{Handler, Outcome};
use crate::event::Filter;

/// A handler's future, or the panic that came before it. The handler need not be `Sync`: it is not held across an `await`.
pub(crate) struct Call<Fut> {
    future: Result<Fut, CallError>,
}

/// How a call failed.
#[derive(Debug, Error)]
pub(crate) enum CallError {
    #[error("{0}")]
    Failed(String),
    #[error("the handler panicked")]
    Panicked,
}

impl<Fut: Future<Output: Outcome>> Call<Fut> {
    pub(crate) fn new<F: Filter, H: Handler<F, Future = Fut>>(event: Event<F>, handler: &H) -> Self {
        Self { future: caught(|| handler(event)) }
    }

    /// Waits for the handler.
    pub(crate) async fn outcome(self) -> Result<(), CallError> {
        let future = self.future?;
        // The error is formatted inside, since its `Display` is user code too.
        let mut call = pin!(async { future.await.error() });
        let error = poll_fn(|cx| match caught(|| call.as_mut().poll(cx)) {
            Ok(poll) => poll.map(Ok),
            Err(panicked) => Poll::Ready(Err(panicked)),
        });
        error.await?.map_or(Ok(()), |error| Err(CallError::Failed(error)))
    }
}

/// Runs user code. The panic hook has reported a panic's message, which may hold parts of the payload: it is dropped here.
fn caught<T>(run: impl FnOnce() -> T) -> Result<T, CallError> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|_| CallError::Panicked)
}
