//! The reaper with a history.
//!
//! The durable subscription decides which process works, and signals new events. Pending volumes are always read from the history itself, by this
//! task alone: a cursor records what was handled, not what is still to come. Whenever the lease changes hands, the whole table is read again, since
//! the process that had it may have ended volumes.

use std::pin::pin;
use std::sync::Arc;

use futures_util::StreamExt;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::builder::TtlReaper;
use super::error::ReaperError;
use super::handle::ReaperHandle;
use super::state::StatusCell;
use super::table::Table;
use super::worker::Worker;
use crate::backoff::Backoff;
use crate::bus::{Event, Handler, PublishError, Recording};
use crate::chain::chain;
use crate::domain::subscribers::{self, TtlReaperEvent};
use crate::domain::volume::{VolumeCreated, VolumeDeleted, VolumeExpired};
use crate::domain::{DomainEvent, VolumeId};
use crate::envelope::{DeadLetter, Envelope, Position, Ticket};
use crate::history::{DurableHandle, DurableState, History, HistoryError};
use crate::task::{EndOnDrop, LastError};

impl TtlReaper {
    /// Starts to work with a history, as the catalog's durable subscriber `TtlReaper`, or waits until the process that does so stops.
    ///
    /// The bus of its publisher must be recorded in that history, with [`History::record`].
    ///
    /// # Errors
    ///
    /// [`ReaperError::NoRecorder`] if the bus is not recorded; [`ReaperError::Durable`] if the database cannot be reached now. Once the reaper runs,
    /// it waits for a database that is unavailable.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, nothing runs. The cursor of the subscription may have been created.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime with its timer enabled.
    pub async fn run(self, history: &History<DomainEvent>) -> Result<ReaperHandle, ReaperError> {
        run(self, history).await
    }
}

/// Starts to work, or to wait for the lease.
async fn run(reaper: TtlReaper, history: &History<DomainEvent>) -> Result<ReaperHandle, ReaperError> {
    let recorder = reaper.publisher.recorder().ok_or(ReaperError::NoRecorder)?;
    let shared = Arc::clone(&history.shared);
    let worker = Worker::new(reaper, move || shared.backend.now().to_time());
    let news = Arc::new(Notify::new());
    let handler = handler(Arc::clone(&worker.status), Arc::clone(&news), worker.stop.clone());
    // Earlier events are read from the history in any case.
    let durable = history.durable_subscriber::<subscribers::TtlReaper>().from_now().lease(worker.config.lease);
    let durable = durable.run(handler).await?;
    let handle = worker.handle();
    let recorded = Recorded { worker, history: history.clone(), recorder, durable, news, epoch: None, position: 0 };
    tokio::spawn(recorded.run());
    Ok(handle)
}

/// An event is handled once the table contains it.
fn handler(
    status: Arc<StatusCell>,
    news: Arc<Notify>,
    stop: CancellationToken,
) -> impl Handler<subscribers::TtlReaper> {
    move |event: Event<subscribers::TtlReaper>| {
        let (status, stop) = (Arc::clone(&status), stop.clone());
        news.notify_one();
        async move {
            let position = event.position().map_or(0, Position::get);
            let known = status.wait_for(|state| state.position.get() >= position);
            stop.run_until_cancelled(known).await;
        }
    }
}

struct Recorded {
    worker: Worker,
    history: History<DomainEvent>,
    recorder: Arc<Recording>,
    durable: DurableHandle,
    news: Arc<Notify>,
    /// The epoch of the lease under which the table was read.
    epoch: Option<u64>,
    /// Everything up to this position is in the table.
    position: u64,
}

/// Why a step failed.
enum StopReason {
    /// The bus or the history is closed.
    Ended,
    /// The database is unavailable, or in an unexpected state.
    Failed(String),
}

impl From<HistoryError> for StopReason {
    fn from(error: HistoryError) -> Self {
        Self::Failed(chain(&error))
    }
}

impl From<PublishError> for StopReason {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::Closed { .. } => Self::Ended,
            other => Self::Failed(chain(&other)),
        }
    }
}

impl Recorded {
    async fn run(mut self) {
        let status = Arc::clone(&self.worker.status);
        let _end = EndOnDrop(|| status.ended());
        let (stop, publisher) = (self.worker.stop.clone(), self.worker.publisher.clone());
        let until_end = async {
            tokio::select! {
                // Simulations want the same run each time.
                biased;
                () = stop.cancelled() => {}
                () = publisher.bus_closed() => {}
            }
        };
        tokio::select! {
            biased;
            () = until_end => {}
            () = self.work() => {}
        }
        // The handler may wait for a table that is no longer read.
        stop.cancel();
        self.durable.stop().await;
    }

    /// Works while it has the lease, until the history is closed. Cancel safe.
    async fn work(&mut self) {
        let mut backoff = Backoff::default();
        loop {
            let step = self.step().await;
            self.worker.show();
            match step {
                Ok(()) => {
                    backoff.reset();
                    let epoch = self.epoch;
                    tokio::select! {
                        biased;
                        _ = self.durable.wait_for(|lease| held(lease) != epoch) => {}
                        () = self.news.notified() => {}
                        () = self.worker.wait() => {}
                    }
                }
                Err(StopReason::Ended) => return,
                Err(StopReason::Failed(error)) => {
                    tracing::warn!(error, "the TTL reaper cannot use the history; trying again");
                    self.worker.noted(error);
                    tokio::time::sleep(backoff.next()).await;
                }
            }
        }
    }

    /// Reads new events and ends volumes that are due.
    async fn step(&mut self) -> Result<(), StopReason> {
        let lease = self.durable.state();
        if lease.ended {
            return Err(StopReason::Ended);
        }
        let epoch = held(&lease);
        if epoch != self.epoch {
            self.worker.table = Table::default();
            self.epoch = None;
            self.worker.status.change(|state| state.works = false);
            // The error that cost the lease is why the reaper does not work.
            if let Some(LastError { at, message }) = lease.last_error {
                self.worker.status.noted(at, message);
            }
            if epoch.is_some() {
                self.read_all().await?;
                self.epoch = epoch;
                self.worker.status.change(|state| state.works = true);
            }
        }
        if self.epoch.is_some() {
            self.read_on().await?;
            while self.end_some().await? {}
        }
        Ok(())
    }

    /// Reads the pending volumes of the whole history.
    async fn read_all(&mut self) -> Result<(), StopReason> {
        let head = self.history.last_position().await?.get();
        self.register_pending(0, head).await?;
        self.known(head);
        tracing::info!(
            pending = self.worker.table.len(),
            position = head,
            "the TTL reaper has read the pending volumes"
        );
        Ok(())
    }

    /// Reads the events recorded since.
    async fn read_on(&mut self) -> Result<(), StopReason> {
        let (mut last, mut any_created) = (self.position, false);
        let mut rows = pin!(self.history.events::<subscribers::TtlReaper>().after_position(self.position).stream());
        while let Some(read) = rows.next().await {
            match read {
                Ok(event) => {
                    match event.view() {
                        TtlReaperEvent::VolumeCreated(_) => any_created = true,
                        _ => self.worker.learn(&event),
                    }
                    last = event.position().map_or(last, Position::get);
                }
                Err(error) => last = self.skip(error)?,
            }
        }
        if any_created {
            // By a query, since an outbox can record a creation after the volume's deletion.
            self.register_pending(self.position, last).await?;
        }
        self.known(last);
        Ok(())
    }

    /// Registers the volumes that were created between two positions and have no end anywhere in the history.
    async fn register_pending(&mut self, after: u64, up_to: u64) -> Result<(), StopReason> {
        let pending = self.history.events::<VolumeCreated>().after_position(after).through_position(up_to);
        let pending = pending.without::<VolumeDeleted, VolumeId>().without::<VolumeExpired, VolumeId>();
        let mut rows = pin!(pending.stream());
        while let Some(read) = rows.next().await {
            match read {
                Ok(created) => self.worker.register(&created, (&created).into()),
                Err(error) => drop(self.skip(error)?),
            }
        }
        Ok(())
    }

    fn known(&mut self, position: u64) {
        self.position = position;
        self.worker.status.change(|state| state.position = position.into());
    }

    /// Skips a row that is no event of the catalog, and returns its position.
    fn skip(&self, error: HistoryError) -> Result<u64, StopReason> {
        let (HistoryError::Decode { position, .. } | HistoryError::UnknownEvent { position, .. }) = error else {
            return Err(error.into());
        };
        tracing::error!(%error, "the TTL reaper cannot read an event; its volume is not ended");
        self.worker.noted(chain(&error));
        Ok(position.get())
    }

    /// Ends some of the volumes that are due; returns whether there may be more.
    async fn end_some(&mut self) -> Result<bool, StopReason> {
        if self.worker.due().is_empty() {
            return Ok(false);
        }
        // After the deadline, so that every deletion before it is seen.
        self.catch_up().await?;
        let due = self.worker.due();
        let mut ready = due.clone();
        if self.worker.hook.is_some() && !due.is_empty() {
            let calls = self.worker.calls(due).await;
            ready = self.worker.called(calls);
            self.catch_up().await?;
        }
        if held(&self.durable.state()) != self.epoch {
            return Ok(false);
        }
        self.publish(ready).await?;
        Ok(true)
    }

    /// Waits until everything that this process has published is recorded, and reads the history to its end.
    async fn catch_up(&mut self) -> Result<(), StopReason> {
        let published = self.worker.publisher.last_published();
        if self.recorder.reached(published).await.sequence < published {
            return Err(StopReason::Ended);
        }
        self.read_on().await
    }

    /// Publishes, and waits until all of it is in the history.
    async fn publish(&mut self, ready: Vec<VolumeId>) -> Result<(), StopReason> {
        let mut tickets = Vec::with_capacity(ready.len());
        for id in ready {
            // `None`: it was deleted while its hook was called.
            let Some(expiry) = self.worker.expiry(id) else { continue };
            let ticket = Arc::new(Ticket::default());
            let expiry = Envelope { ticket: Some(Arc::clone(&ticket)), ..expiry };
            self.worker.publisher.publish_identified(expiry).await?;
            tickets.push((id, ticket));
        }
        for (id, ticket) in tickets {
            let answer = tokio::select! {
                // The answer comes before the end.
                biased;
                answer = ticket.answered() => answer,
                () = self.recorder.ended() => return Err(StopReason::Ended),
            };
            self.worker.expired(id);
            if let Err(DeadLetter(reason)) = answer {
                self.worker.noted(format!("the `VolumeExpired` of volume {id} is in `event_dead_letters`: {reason}"));
            }
        }
        Ok(())
    }
}

/// The epoch of the lease, if this process has it.
fn held(lease: &DurableState) -> Option<u64> {
    Some(lease.epoch).filter(|_| lease.holds_lease && !lease.ended)
}
