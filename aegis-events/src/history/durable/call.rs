//! One call of a handler.

use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};

use futures_util::FutureExt;

use crate::bus::{Event, Handler, Outcome};
use crate::event::Filter;

/// A handler's future, or the panic that came before it. The handler itself need not be `Sync`: it is not kept over an `await`.
pub(super) struct Call<Fut> {
    future: Result<Fut, Box<dyn Any + Send>>,
}

impl<Fut: Future<Output: Outcome>> Call<Fut> {
    pub(super) fn new<F: Filter, H: Handler<F, Future = Fut>>(event: Event<F>, handler: &H) -> Self {
        Self { future: catch_unwind(AssertUnwindSafe(|| handler(event))) }
    }

    /// Waits for the handler; an error says why it failed.
    pub(super) async fn outcome(self) -> Result<(), String> {
        let outcome = match self.future {
            Ok(future) => AssertUnwindSafe(future).catch_unwind().await,
            Err(panic) => Err(panic),
        };
        match outcome.map(Outcome::error) {
            Ok(None) => Ok(()),
            Ok(Some(error)) => Err(error),
            Err(panic) => {
                // The panic's own message is the hook's business: it may hold parts of the payload.
                drop::<Box<dyn Any + Send>>(panic);
                Err("the handler panicked".into())
            }
        }
    }
}
