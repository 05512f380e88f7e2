//! Handlers: one task per subscription, which survives errors and panics of its handler.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;

use super::attended::{Attended, attend};
use super::call::{Call, CallError};
use super::error::{RecvError, TryRecvError};
use super::event::Event;
use super::flag::Flag;
use super::handler::Handler;
use super::run_handle::RunHandle;
use super::subscription::Subscription;
use super::timing::Stopwatch;
use super::waiter::{HANDLING, Handling};
use crate::event::Filter;

impl<F: Filter> Subscription<F> {
    /// Calls a handler with one event after another in a new task, as [`EventBus::run`](super::EventBus::run) does.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub fn run(self, handler: impl Handler<F>) -> RunHandle<F::Domain> {
        attend(self, |attended, stop| attended.drive(handler, stop))
    }
}

impl<F: Filter> Attended<F> {
    async fn drive(mut self, handler: impl Handler<F>, stop: Arc<Flag>) {
        let mut stopwatch = Stopwatch::default();
        let handling = Handling { bus: self.get().origin(), subscriber: self.get().id() };
        let mut stopped = pin!(stop.raised());
        loop {
            let received = tokio::select! {
                // First, since there may always be an event waiting.
                biased;
                () = stopped.as_mut() => break,
                received = self.subscription().recv() => received,
            };
            match received {
                Ok(event) => {
                    let begun = stopwatch.begin(self.get().timing(), self.get().name());
                    self.handle(event, &handler, handling).await;
                    stopwatch.end(begun);
                }
                Err(RecvError::Lagged(lost)) => self.report_loss(lost),
                Err(RecvError::Closed) => return,
            }
        }
        let last = self.get().last_published();
        loop {
            match self.subscription().try_recv_until(last) {
                Ok(event) => {
                    let begun = stopwatch.begin(self.get().timing(), self.get().name());
                    self.handle(event, &handler, handling).await;
                    stopwatch.end(begun);
                }
                Err(TryRecvError::Lagged(lost)) => self.report_loss(lost),
                Err(TryRecvError::Empty | TryRecvError::Closed) => return,
            }
        }
    }

    /// Calls the handler, and reports its errors and panics. The handler need not be `Sync`: the future does not hold it.
    fn handle<'a, H: Handler<F>>(
        &'a self,
        event: Event<F>,
        handler: &H,
        handling: Handling,
    ) -> impl Future<Output = ()> + use<'a, F, H> {
        let (info, id) = (event.info(), event.id());
        let call = Call::new(event, handler);
        async move {
            let Err(failure) = HANDLING.scope(handling, call.outcome()).await else { return };
            let counters = self.get().counters();
            let subscriber = self.get().name();
            let event = format_args!("{}.{}", info.family(), info.event_type());
            match failure {
                CallError::Failed(error) => {
                    counters.errors.add(1);
                    tracing::error!(subscriber, %event, %id, error, "the handler of an event failed");
                }
                CallError::Panicked => {
                    counters.panics.add(1);
                    tracing::error!(subscriber, %event, %id, "the handler of an event panicked");
                }
            }
        }
    }

    fn report_loss(&self, lost: u64) {
        tracing::warn!(subscriber = self.get().name(), lost, "the handler is too slow and lost events");
    }
}
