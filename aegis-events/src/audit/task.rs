//! The log's task: it takes events, writes and seals them, and retries while the disk fails.

use std::future::pending;
use std::sync::Arc;

use tokio::task::spawn_blocking;
use tokio::time::{Duration, Instant, sleep, sleep_until};

use super::batch::Batch;
use super::checkpoint::Checkpoint;
use super::config::{AuditConfig, OnCheckpoint};
use super::error::AuditError;
use super::line::CatalogName;
use super::state::Shared;
use super::store::Store;
use crate::backoff::Backoff;
use crate::bus::attended::Attended;
use crate::bus::{self, Event, RecvError, Subscription};
use crate::chain::chain;
use crate::event::{Domain as _, Filter};
use crate::task::EndOnDrop;

/// A bug of this crate, or of a disk in a test. The file is intact, and the next start continues it.
const PANICKED: &str = "writing the audit log panicked, and it has ended: events are no longer audited";

/// What the task needs.
pub(super) struct Writer {
    pub(super) store: Store,
    pub(super) shared: Arc<Shared>,
    pub(super) config: AuditConfig,
}

/// Why the task woke up.
enum Woken {
    Events,
    Seal,
    End,
}

/// When unsealed entries must be sealed.
#[derive(Default)]
struct Deadline {
    /// When the oldest unsealed entry was written.
    since: Option<Instant>,
    /// When the last entry was written.
    last: Option<Instant>,
}

impl Writer {
    /// Writes batch after batch. While one is written, the next is gathered and encoded.
    pub(super) async fn drive<F: Filter>(self, mut attended: Attended<F>) {
        let Self { mut store, shared, config } = self;
        let _end = EndOnDrop(|| shared.change(|state| state.ended = true));
        let (every, when_idle) = (config.seal_every, config.seal_when_idle);
        let catalog = CatalogName::of(F::Domain::catalog());
        let subscription = attended.subscription();
        let mut taker = Taker { catalog, index: store.size(), batch: Batch::default() };
        let (mut deadline, mut spare) = (Deadline::default(), Batch::default());
        loop {
            let woken = if taker.batch.is_empty() {
                taker.wait(subscription, &shared, deadline.at(every, when_idle)).await
            } else {
                Woken::Events
            };
            subscription.take_waiting(&mut taker, usize::MAX);
            let batch = std::mem::replace(&mut taker.batch, spare);
            let is_end = matches!(woken, Woken::End);
            let must_seal = match woken {
                // While events keep coming the task never sleeps, so requests for a checkpoint are checked here.
                Woken::Events => {
                    deadline.since.is_some_and(|since| since + every <= Instant::now())
                        || shared.wants_more_than(store.sealed())
                }
                Woken::Seal | Woken::End => true,
            };
            let any = !batch.is_empty();
            let writing = write(&config, store, batch, must_seal, &shared);
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
    /// Waits for an event, the time to seal, a request to seal, or the end.
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

/// Writes a batch, and seals if it is time to. It retries until it succeeds, and returns the emptied batch; `None` if the runtime shuts down.
async fn write(
    config: &AuditConfig,
    mut store: Store,
    mut batch: Batch,
    must_seal: bool,
    shared: &Shared,
) -> Option<(Store, Batch)> {
    let (mut backoff, through) = (Backoff::default(), batch.through);
    loop {
        let (most, on_checkpoint) = (config.seal_every_entries as u64, config.on_checkpoint.clone());
        let done = spawn_blocking(move || {
            store.push(&mut batch);
            // The store keeps what it has taken even if writing fails.
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
                let error = format!("{}; {}", chain(&error), error.help().unwrap_or_default());
                shared.failed(&error);
                let tries = backoff.tries();
                tracing::warn!(error, tries, ?wait, "cannot write the audit log; retrying");
                sleep(wait).await;
            }
        }
    }
}

/// Writes what the store has taken, and seals it if requested or if enough entries are unsealed.
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
