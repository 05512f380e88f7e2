//! The log's own task: take, write, seal; and again while the disk does not want to.

use std::future::pending;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;

use futures_util::future::{Either, select};
use tokio::task::spawn_blocking;
use tokio::time::{Duration, Instant, sleep, sleep_until};

use super::checkpoint::Checkpoint;
use super::error::AuditError;
use super::line::CatalogName;
use super::settings::OnCheckpoint;
use super::state::Shared;
use super::store::Store;
use crate::bus::{Attended, Event, RecvError, Subscription};
use crate::event::{Domain as _, Filter};
use crate::history::Backoff;

/// The most events in one go: some megabytes in memory.
const BATCH: usize = 4_096;
/// How many events are taken before others get their turn.
const AT_ONCE: usize = 256;

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

/// Tells everybody that the log has ended, however it ends.
struct EndOnDrop(Arc<Shared>);

impl Drop for EndOnDrop {
    fn drop(&mut self) {
        self.0.change(|state| state.ended = true);
    }
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
    /// Writes batch after batch. While one is being written the next one gathers.
    pub(super) async fn drive<F: Filter>(self, mut attended: Attended<F>) {
        let _end = EndOnDrop(Arc::clone(&self.shared));
        let catalog = Arc::new(CatalogName::of(F::Domain::catalog()));
        let subscription = attended.subscription();
        let Self { mut store, shared, .. } = self;
        let (every, when_idle) = (self.seal_every, self.seal_when_idle);
        let job = Job { catalog, seal_every_entries: self.seal_every_entries, on_checkpoint: self.on_checkpoint };
        let mut next: Vec<Event<F>> = Vec::new();
        let mut deadline = Deadline::default();
        loop {
            let woken = match next.is_empty() {
                true => wait(subscription, &mut next, &shared, deadline.at(every, when_idle)).await,
                false => Woken::Events,
            };
            take_waiting(subscription, &mut next, BATCH);
            let taken = std::mem::take(&mut next);
            let through = taken.last().map(Event::sequence);
            let must_seal = match woken {
                Woken::Events => deadline.since.is_some_and(|since| since + every <= Instant::now()),
                Woken::Seal | Woken::End => true,
            };
            let is_end = matches!(woken, Woken::End);
            let written = {
                let gathering = pin!(gather(subscription, &mut next, is_end));
                match select(pin!(job.run(store, taken, must_seal, through, &shared)), gathering).await {
                    Either::Left((written, _)) => written,
                    Either::Right(((), writing)) => writing.await,
                }
            };
            let Some(written) = written else { return };
            store = written;
            deadline.wrote(through.is_some(), store.size() > store.sealed());
            if is_end {
                return;
            }
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

/// Waits for an event, for the time to seal, for somebody who wants that, or for the end.
async fn wait<F: Filter>(
    subscription: &mut Subscription<F>,
    next: &mut Vec<Event<F>>,
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
                next.push(event);
                Woken::Events
            }
            Err(RecvError::Closed) => Woken::End,
            // A queue loses nothing.
            Err(RecvError::Lagged(_)) => Woken::Events,
        },
        () = shared.wanted.notified() => Woken::Seal,
        () = time => Woken::Seal,
    }
}

fn take_waiting<F: Filter>(subscription: &mut Subscription<F>, next: &mut Vec<Event<F>>, most: usize) {
    while next.len() < most
        && let Ok(event) = subscription.try_recv()
    {
        next.push(event);
    }
}

/// Takes what comes, as far as there is room; ends at the end of the bus. Cancel safe.
async fn gather<F: Filter>(subscription: &mut Subscription<F>, next: &mut Vec<Event<F>>, is_end: bool) {
    if is_end {
        return;
    }
    loop {
        if next.len() >= BATCH {
            pending::<()>().await;
        }
        match subscription.recv().await {
            Ok(event) => next.push(event),
            Err(RecvError::Closed) => return,
            Err(RecvError::Lagged(_)) => {}
        }
        take_waiting(subscription, next, BATCH.min(next.len() + AT_ONCE));
        tokio::task::yield_now().await;
    }
}

/// What is the same for each batch.
struct Job {
    catalog: Arc<CatalogName>,
    seal_every_entries: u64,
    on_checkpoint: Option<OnCheckpoint>,
}

impl Job {
    /// Writes a batch, and seals if it is time to; tries again until it works. `None` if the runtime is going down.
    async fn run<F: Filter>(
        &self,
        mut store: Store,
        taken: Vec<Event<F>>,
        must_seal: bool,
        through: Option<u64>,
        shared: &Arc<Shared>,
    ) -> Option<Store> {
        let mut backoff = Backoff::default();
        let (catalog, most) = (Arc::clone(&self.catalog), self.seal_every_entries);
        let on_checkpoint = self.on_checkpoint.clone();
        let mut written;
        (store, written) = spawn_blocking(move || {
            let mut works = true;
            for event in taken {
                store.push(event.envelope(), &catalog);
                if works && store.wants_to_write() {
                    // What went wrong, the step below meets again.
                    works = store.write().is_ok();
                }
            }
            let written = step(&mut store, must_seal, most, on_checkpoint.as_ref());
            (store, written)
        })
        .await
        .ok()?;
        loop {
            match written {
                Ok(checkpoint) => {
                    shared.change(|state| state.wrote(&store, through, checkpoint));
                    return Some(store);
                }
                Err(error) => {
                    let wait = backoff.next();
                    shared.failed(&error.to_string());
                    let tries = backoff.tries();
                    tracing::warn!(%error, tries, ?wait, "the audit log cannot be written; trying again");
                    sleep(wait).await;
                }
            }
            let on_checkpoint = self.on_checkpoint.clone();
            (store, written) = spawn_blocking(move || {
                let written = step(&mut store, must_seal, most, on_checkpoint.as_ref());
                (store, written)
            })
            .await
            .ok()?;
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
    if let (Some(checkpoint), Some(call)) = (&checkpoint, on_checkpoint)
        && catch_unwind(AssertUnwindSafe(|| call(checkpoint))).is_err()
    {
        tracing::error!(size = checkpoint.size(), "what the audit log calls with each checkpoint has panicked");
    }
    Ok(checkpoint)
}
