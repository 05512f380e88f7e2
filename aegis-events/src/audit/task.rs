//! The log's own task: take, write, seal; and again while the disk does not want to.

use std::future::pending;
use std::sync::Arc;

use tokio::task::spawn_blocking;
use tokio::time::{Duration, Instant, sleep, sleep_until};

use super::batch::Batch;
use super::checkpoint::Checkpoint;
use super::config::OnCheckpoint;
use super::error::AuditError;
use super::line::CatalogName;
use super::state::Shared;
use super::store::Store;
use crate::backoff::Backoff;
use crate::bus::{self, Attended, Event, RecvError, Subscription};
use crate::event::{Domain as _, Filter};
use crate::task::EndOnDrop;

/// A bug of ours, or of a disk in a test. What the file has is whole: the next start goes on with it.
const PANICKED: &str = "writing the audit log panicked, and it has ended: events are not audited any more\n  start the program again, and report it";

/// What the task runs on.
pub(super) struct Writer {
    pub(super) store: Store,
    pub(super) shared: Arc<Shared>,
    pub(super) seal_every_entries: u64,
    pub(super) seal_every: Duration,
    pub(super) seal_when_idle: Duration,
    pub(super) on_checkpoint: Option<OnCheckpoint>,
}

/// Why the task goes on.
enum Woken {
    Events,
    Seal,
    End,
}

/// When what is not sealed yet must be.
#[derive(Default)]
struct Deadline {
    /// Since when an entry waits.
    since: Option<Instant>,
    /// When the last one came.
    last: Option<Instant>,
}

impl Writer {
    /// Writes batch after batch. While one is being written the next one gathers and is encoded.
    pub(super) async fn drive<F: Filter>(self, mut attended: Attended<F>) {
        let Self { mut store, shared, .. } = self;
        let _end = EndOnDrop(|| shared.change(|state| state.ended = true));
        let (every, when_idle) = (self.seal_every, self.seal_when_idle);
        let job = Job { seal_every_entries: self.seal_every_entries, on_checkpoint: self.on_checkpoint };
        let catalog = CatalogName::of(F::Domain::catalog());
        let subscription = attended.subscription();
        let mut taker = Taker { catalog, index: store.size(), batch: Batch::default() };
        let (mut deadline, mut spare) = (Deadline::default(), Batch::default());
        loop {
            let woken = match taker.batch.is_empty() {
                true => taker.wait(subscription, &shared, deadline.at(every, when_idle)).await,
                false => Woken::Events,
            };
            subscription.take_waiting(&mut taker, usize::MAX);
            let batch = std::mem::replace(&mut taker.batch, spare);
            let is_end = matches!(woken, Woken::End);
            let must_seal = match woken {
                // While events keep coming it is never asleep: whoever wants a checkpoint is seen here.
                Woken::Events => {
                    deadline.since.is_some_and(|since| since + every <= Instant::now())
                        || shared.wants_more_than(store.sealed())
                }
                Woken::Seal | Woken::End => true,
            };
            let any = !batch.is_empty();
            let writing = job.run(store, batch, must_seal, &shared);
            let written = subscription.gather_while(&mut taker, writing).await;
            let Some(written) = written else { return };
            (store, spare) = written;
            deadline.wrote(any, store.size() > store.sealed());
            if is_end {
                return;
            }
        }
    }
}

/// Encodes events.
struct Taker {
    catalog: CatalogName,
    /// The index of the next entry.
    index: u64,
    batch: Batch,
}

impl<F: Filter> bus::Batch<F> for Taker {
    fn add(&mut self, event: &Event<F>) {
        self.batch.add(event, &self.catalog, self.index);
        self.index += 1;
    }

    fn is_full(&self) -> bool {
        self.batch.is_full()
    }
}

impl Taker {
    /// Waits for an event, for the time to seal, for somebody who wants that, or for the end.
    async fn wait<F: Filter>(
        &mut self,
        subscription: &mut Subscription<F>,
        shared: &Shared,
        deadline: Option<Instant>,
    ) -> Woken {
        let time = async {
            match deadline {
                Some(deadline) => sleep_until(deadline).await,
                None => pending().await,
            }
        };
        tokio::select! {
            biased;
            received = subscription.recv() => match received {
                Ok(event) => {
                    bus::Batch::add(self, &event);
                    Woken::Events
                }
                Err(RecvError::Closed) => Woken::End,
                Err(RecvError::Lagged(_)) => Woken::Events,
            },
            () = shared.woken.notified() => Woken::Seal,
            () = time => Woken::Seal,
        }
    }
}

impl Deadline {
    fn at(&self, every: Duration, when_idle: Duration) -> Option<Instant> {
        Some((self.since? + every).min(self.last? + when_idle))
    }

    fn wrote(&mut self, any: bool, is_unsealed: bool) {
        let now = Instant::now();
        if any {
            self.last = Some(now);
        }
        self.since = if is_unsealed { self.since.or(Some(now)) } else { None };
    }
}

/// What is the same for each batch.
struct Job {
    seal_every_entries: u64,
    on_checkpoint: Option<OnCheckpoint>,
}

impl Job {
    /// Writes a batch, and seals if it is time to; tries again until it works, and gives the batch back, empty. `None` if the runtime is
    /// going down.
    async fn run(
        &self,
        mut store: Store,
        mut batch: Batch,
        must_seal: bool,
        shared: &Shared,
    ) -> Option<(Store, Batch)> {
        let (mut backoff, through) = (Backoff::default(), batch.through);
        loop {
            let (most, on_checkpoint) = (self.seal_every_entries, self.on_checkpoint.clone());
            let done = spawn_blocking(move || {
                store.push(&mut batch);
                // What the store has taken, it has also if writing fails.
                batch.clear();
                let written = step(&mut store, must_seal, most, on_checkpoint.as_ref());
                (store, batch, written)
            })
            .await;
            let written;
            (store, batch, written) = match done {
                Ok(done) => done,
                Err(error) => {
                    if error.is_panic() {
                        shared.failed(PANICKED);
                        tracing::error!("{PANICKED}");
                    }
                    return None;
                }
            };
            match written {
                Ok(checkpoint) => {
                    shared.change(|state| state.wrote(&store, through, checkpoint));
                    return Some((store, batch));
                }
                Err(error) => {
                    let wait = backoff.next();
                    shared.failed(&error.to_string());
                    let tries = backoff.tries();
                    tracing::warn!(%error, tries, ?wait, "the audit log cannot be written; trying again");
                    sleep(wait).await;
                }
            }
        }
    }
}

/// Writes what the store has taken; seals where that is wanted, or enough waits for it.
fn step(
    store: &mut Store,
    must_seal: bool,
    most: u64,
    on_checkpoint: Option<&OnCheckpoint>,
) -> Result<Option<Checkpoint>, AuditError> {
    store.write()?;
    if !must_seal && store.size() - store.sealed() < most {
        return Ok(None);
    }
    let checkpoint = store.seal()?;
    OnCheckpoint::report(on_checkpoint, checkpoint.as_ref());
    Ok(checkpoint)
}
