//! The reaper with a history.
//!
//! The durable subscription says who works, and that there is something new; what is pending is always read from the history itself, by
//! this task alone: a cursor tells what was handled and not what is still to come. Whenever the cursor changes hands, the whole table is read
//! anew, since whoever had it meanwhile may have ended volumes.

use std::pin::pin;
use std::sync::Arc;

use futures_util::StreamExt;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::error::ReaperError;
use super::state::Board;
use super::worker::Worker;
use super::{ReaperHandle, TtlReaper};
use crate::backoff::Backoff;
use crate::bus::{Event, Handler, PublishError, Recording};
use crate::domain::subscribers::{self, TtlReaperEvent};
use crate::domain::volume::{VolumeCreated, VolumeDeleted, VolumeExpired};
use crate::domain::{DomainEvent, VolumeId};
use crate::envelope::{DeadLetter, Ticket};
use crate::history::{DurableHandle, DurableState, History, HistoryError};
use crate::task::{EndOnDrop, LastError};

/// Begins to work, or to wait for the lease.
pub(super) async fn run(reaper: TtlReaper, history: &History<DomainEvent>) -> Result<ReaperHandle, ReaperError> {
    let recorder = reaper.publisher.recorder().ok_or(ReaperError::NoRecorder)?;
    let shared = Arc::clone(&history.shared);
    let worker = Worker::new(reaper, move || shared.backend.now().to_time());
    let news = Arc::new(Notify::new());
    let handler = handler(Arc::clone(&worker.board), Arc::clone(&news), worker.stop.clone());
    // What happened before the cursor was made is read anyway.
    let durable = history.durable_subscriber::<subscribers::TtlReaper>().from_now().lease(worker.config.lease);
    let durable = durable.run(handler).await?;
    let handle = worker.handle();
    let recorded = Recorded { worker, history: history.clone(), recorder, durable, news, epoch: None, position: 0 };
    tokio::spawn(recorded.run());
    Ok(handle)
}

/// An event is handled once the table knows it.
fn handler(board: Arc<Board>, news: Arc<Notify>, stop: CancellationToken) -> impl Handler<subscribers::TtlReaper> {
    move |event: Event<subscribers::TtlReaper>| {
        let (board, stop) = (Arc::clone(&board), stop.clone());
        news.notify_one();
        async move {
            let position = event.position().unwrap_or(0);
            let known = board.when(|state| state.position >= position);
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
    /// The lease that the table was read under.
    epoch: Option<u64>,
    /// Everything up to here is in the table.
    position: u64,
}

/// Why the work does not simply go on.
enum Halt {
    /// The bus or the history is closed.
    Ended,
    /// The database is away, or not as it should be.
    Failed(String),
}

impl From<HistoryError> for Halt {
    fn from(error: HistoryError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<PublishError> for Halt {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::Closed { .. } => Self::Ended,
            other => Self::Failed(other.to_string()),
        }
    }
}

impl Recorded {
    async fn run(mut self) {
        let board = Arc::clone(&self.worker.board);
        let _end = EndOnDrop(|| board.ended());
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
        // The handler may be waiting for a table that is not read any more.
        stop.cancel();
        self.durable.stop().await;
    }

    /// Works, or waits until it may, until the history is closed. Cancel safe.
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
                        _ = self.durable.when(|lease| held(lease) != epoch) => {}
                        () = self.news.notified() => {}
                        () = self.worker.wait() => {}
                    }
                }
                Err(Halt::Ended) => return,
                Err(Halt::Failed(error)) => {
                    tracing::warn!(error, "the TTL reaper cannot use the history; trying again");
                    self.worker.noted(error);
                    tokio::time::sleep(backoff.next()).await;
                }
            }
        }
    }

    /// Learns what is new and ends what is due.
    async fn step(&mut self) -> Result<(), Halt> {
        let lease = self.durable.state();
        if lease.ended {
            return Err(Halt::Ended);
        }
        let epoch = held(&lease);
        if epoch != self.epoch {
            self.worker.table.clear();
            self.epoch = None;
            self.worker.board.change(|state| state.works = false);
            // What took the lease away is why nothing works.
            if let Some(LastError { at, message }) = lease.last_error {
                self.worker.board.noted(at, message);
            }
            if epoch.is_some() {
                self.read_all().await?;
                self.epoch = epoch;
                self.worker.board.change(|state| state.works = true);
            }
        }
        if self.epoch.is_some() {
            self.read_on().await?;
            while self.end_some().await? {}
        }
        Ok(())
    }

    /// Reads what is pending in the whole history.
    async fn read_all(&mut self) -> Result<(), Halt> {
        let head = self.history.last_position().await?;
        self.register_pending(0, head).await?;
        self.known(head);
        tracing::info!(pending = self.worker.table.len(), position = head, "the TTL reaper knows what is pending");
        Ok(())
    }

    /// Reads what was recorded since.
    async fn read_on(&mut self) -> Result<(), Halt> {
        let (mut last, mut any_created) = (self.position, false);
        let mut rows = pin!(self.history.events::<subscribers::TtlReaper>().after_position(self.position).stream());
        while let Some(read) = rows.next().await {
            match read {
                Ok(event) => {
                    match event.view() {
                        TtlReaperEvent::VolumeCreated(_) => any_created = true,
                        _ => self.worker.learn(&event),
                    }
                    last = event.position().unwrap_or(last);
                }
                Err(error) => last = self.pass_over(error)?,
            }
        }
        if any_created {
            // Asked for and not simply taken: an outbox can bring a creation into the history behind the volume's deletion.
            self.register_pending(self.position, last).await?;
        }
        self.known(last);
        Ok(())
    }

    /// Enters the volumes that were created behind one position and up to another, and that have no end anywhere in the history.
    async fn register_pending(&mut self, after: u64, up_to: u64) -> Result<(), Halt> {
        let pending = self.history.events::<VolumeCreated>().after_position(after).through_position(up_to);
        let pending = pending.without::<VolumeDeleted, VolumeId>().without::<VolumeExpired, VolumeId>();
        let mut rows = pin!(pending.stream());
        while let Some(read) = rows.next().await {
            match read {
                Ok(created) => self.worker.register(&created, (&created).into()),
                Err(error) => drop(self.pass_over(error)?),
            }
        }
        Ok(())
    }

    fn known(&mut self, position: u64) {
        self.position = position;
        self.worker.board.change(|state| state.position = position);
    }

    /// Passes over a row that is no event of the catalog, and gives its position.
    fn pass_over(&self, error: HistoryError) -> Result<u64, Halt> {
        let (HistoryError::Decode { position, .. } | HistoryError::UnknownEvent { position, .. }) = error else {
            return Err(error.into());
        };
        tracing::error!(%error, "the TTL reaper cannot read an event, and knows nothing of its volume");
        self.worker.noted(error.to_string());
        Ok(position)
    }

    /// Ends some of the volumes that are due; says whether there may be more.
    async fn end_some(&mut self) -> Result<bool, Halt> {
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

    /// Learns everything that this process has published, and everything that the history has.
    async fn catch_up(&mut self) -> Result<(), Halt> {
        let published = self.worker.publisher.last_published();
        if self.recorder.reached(published).await.sequence < published {
            return Err(Halt::Ended);
        }
        self.read_on().await
    }

    /// Publishes, and waits until all of it is in the history.
    async fn publish(&mut self, ready: Vec<VolumeId>) -> Result<(), Halt> {
        let mut tickets = Vec::with_capacity(ready.len());
        for id in ready {
            let ticket = Arc::new(Ticket::default());
            // `None`: it was deleted while its hook was called.
            if let Some(publishing) = self.worker.publish(id, Some(Arc::clone(&ticket))) {
                publishing.await?;
                tickets.push((id, ticket));
            }
        }
        for (id, ticket) in tickets {
            let answer = tokio::select! {
                // The answer comes before the end.
                biased;
                answer = ticket.answered() => answer,
                () = self.recorder.ended() => return Err(Halt::Ended),
            };
            self.worker.expired(id);
            if let Err(DeadLetter(reason)) = answer {
                self.worker.noted(format!(
                    "the `VolumeExpired` of volume {id} was set aside in `event_dead_letters`: {reason}"
                ));
            }
        }
        Ok(())
    }
}

/// The lease that this process has, if it has one.
fn held(lease: &DurableState) -> Option<u64> {
    Some(lease.epoch).filter(|_| lease.holds_lease && !lease.ended)
}
