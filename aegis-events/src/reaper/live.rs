//! The reaper on a bus alone.
//!
//! It receives events while hooks run and while it waits to publish, so that its queue does not fill up.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;

use super::builder::TtlReaper;
use super::handle::ReaperHandle;
use super::worker::Worker;
use crate::bus::attended::{Attended, attend};
use crate::bus::{Event, EventBus, RecvError, Subscription};
use crate::chain::chain;
use crate::domain::{DomainEvent, subscribers};
use crate::task::EndOnDrop;

impl TtlReaper {
    /// Starts to work on a bus alone, as a lossless subscriber: it knows the volumes that are created from now on, until the process ends.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime with its timer enabled.
    pub fn run_live(self, bus: &EventBus<DomainEvent>) -> ReaperHandle {
        let subscription = bus.subscription::<subscribers::TtlReaper>().lossless().subscribe();
        let live = Live { worker: Worker::new(self, chrono::Utc::now), bus_is_open: true };
        let handle = live.worker.handle();
        live.worker.status.change(|state| state.works = true);
        attend(subscription, |attended, _| live.run(attended));
        handle
    }
}

struct Live {
    worker: Worker,
    bus_is_open: bool,
}

impl Live {
    async fn run(mut self, mut attended: Attended<subscribers::TtlReaper>) {
        let status = Arc::clone(&self.worker.status);
        let _end = EndOnDrop(|| status.ended());
        let stop = self.worker.stop.clone();
        let subscription = attended.subscription();
        stop.run_until_cancelled(self.work(subscription)).await;
    }

    /// Works until the bus is closed.
    async fn work(&mut self, subscription: &mut Subscription<subscribers::TtlReaper>) {
        while self.bus_is_open {
            tokio::select! {
                // Events published before the deadline come first.
                biased;
                received = subscription.recv() => self.receive(received),
                () = self.worker.wait() => self.end_some(subscription).await,
            }
        }
    }

    async fn end_some(&mut self, subscription: &mut Subscription<subscribers::TtlReaper>) {
        let calls = self.worker.calls(self.worker.due());
        let calls = self.meanwhile(subscription, calls).await;
        for id in self.worker.called(calls) {
            // `None`: it was deleted while its hook ran.
            let Some(expiry) = self.worker.expiry(id) else { continue };
            let publisher = self.worker.publisher.clone();
            match self.meanwhile(subscription, publisher.publish_identified(expiry)).await {
                Ok(_) => self.worker.expired(id),
                // The bus is closed.
                Err(error) => return self.worker.noted(chain(&error)),
            }
        }
        self.worker.show();
    }

    /// Receives events until a future is done.
    async fn meanwhile<T>(
        &mut self,
        subscription: &mut Subscription<subscribers::TtlReaper>,
        doing: impl Future<Output = T>,
    ) -> T {
        let mut doing = pin!(doing);
        loop {
            tokio::select! {
                biased;
                received = subscription.recv(), if self.bus_is_open => self.receive(received),
                done = &mut doing => return done,
            }
        }
    }

    fn receive(&mut self, received: Result<Event<subscribers::TtlReaper>, RecvError>) {
        match received {
            Ok(event) => self.worker.learn(&event),
            Err(RecvError::Closed) => self.bus_is_open = false,
            // Cannot happen: the queue is lossless.
            Err(RecvError::Lagged(_)) => {}
        }
        self.worker.show();
    }
}
