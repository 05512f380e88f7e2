//! The options of a durable subscription.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use super::cursor::{Cursor, Start};
use super::error::{DurableError, check_name};
use super::handle::DurableHandle;
use super::retry::RetryPolicy;
use super::status::StatusCell;
use super::worker::Worker;
use super::worker_context::WorkerContext;
use crate::bus::Handler;
use crate::catalog::KindSet;
use crate::envelope::Position;
use crate::event::{Domain, Filter, KeyOf, Subscriber};
use crate::history::error::HistoryError;
use crate::history::history::History;
use crate::history::listen::listen_until;
use crate::history::reason::clean;
use crate::history::select::Select;
use crate::history::shared::Shared;
use crate::types::Uuid;

/// The default lease: another process continues this long after a death, and the database may be away nearly as long without a change of
/// the holder.
const LEASE: Duration = Duration::from_secs(30);
/// A busy machine would lose a shorter lease.
const SHORTEST_LEASE: Duration = Duration::from_millis(100);
/// A longer lease of a dead process would block the subscription for good.
const LONGEST_LEASE: Duration = Duration::from_secs(30 * 24 * 3_600);

/// The options of a durable subscription, from [`History::durable`]. [`run`](Self::run) starts it.
#[must_use = "nothing happens until `run` is called"]
pub struct DurableBuilder<F: Filter> {
    shared: Arc<Shared>,
    name: Arc<str>,
    select: Select,
    start: Start,
    policy: RetryPolicy,
    lease: Duration,
    holder: Option<String>,
    filter: PhantomData<fn() -> F>,
}

impl<D: Domain> History<D> {
    /// A durable subscription to the events of a filter: the domain's enum (all events), a family's enum, an event's struct, or a declared
    /// subscriber.
    ///
    /// The name is that of the cursor. A subscription with a known name continues where the last one stopped, also with another filter.
    pub fn durable<F: Filter<Domain = D>>(&self, name: impl Into<String>) -> DurableBuilder<F> {
        let catalog = D::catalog();
        DurableBuilder {
            shared: Arc::clone(&self.shared),
            name: name.into().into(),
            select: Select::of(catalog, &KindSet::of(F::KINDS, catalog.events().len())),
            start: Start::After(0),
            policy: RetryPolicy::default(),
            lease: LEASE,
            holder: None,
            filter: PhantomData,
        }
    }

    /// A durable subscription of a declared subscriber, under the subscriber's name.
    pub fn durable_subscriber<S: Subscriber<Domain = D>>(&self) -> DurableBuilder<S> {
        self.durable(S::NAME)
    }
}

impl<F: Filter> DurableBuilder<F> {
    /// Only events with this value of a key. Further calls narrow further.
    pub fn only<K: KeyOf<F>>(mut self, key: K) -> Self {
        self.select.keys.push((K::INDEX, key.as_key().to_value()));
        self
    }

    /// A new cursor begins with the first event of the history. This is the default.
    pub fn from_start(mut self) -> Self {
        self.start = Start::After(0);
        self
    }

    /// A new cursor begins after the events that the history has when [`run`](Self::run) creates it.
    pub fn from_now(mut self) -> Self {
        self.start = Start::Now;
        self
    }

    /// A new cursor begins after this position.
    pub fn after_position(mut self, position: impl Into<Position>) -> Self {
        self.start = Start::After(position.into().get());
        self
    }

    /// What happens to an event whose handler fails.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// How long the lease lasts, from 100 ms to 30 days. It is renewed after a third of this time. 30 seconds by default.
    pub fn lease(mut self, lease: Duration) -> Self {
        self.lease = lease.clamp(SHORTEST_LEASE, LONGEST_LEASE);
        self
    }

    /// The name of this process in [`CursorInfo::holder`](super::CursorInfo::holder), such as its host or node. The process id by default. A
    /// random part is added to make it unique.
    pub fn held_by(mut self, holder: impl Into<String>) -> Self {
        self.holder = Some(holder.into());
        self
    }

    /// Creates the cursor if it is missing, and starts to work, or to wait until the holder of the lease stops.
    ///
    /// The handler runs in a task, and is called with one event after the other. It is async and returns `()` or a `Result`; an error or a panic
    /// is a failure. If the lease is lost while the handler runs, its future is dropped at its next `await`.
    ///
    /// # Errors
    ///
    /// [`DurableError::InvalidName`] unless the name has 1 to 128 characters without control characters; [`DurableError::History`] if the
    /// database cannot be reached now. A running subscription waits for a database that is away.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the cursor may have been created; nothing runs.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub async fn run(self, handler: impl Handler<F>) -> Result<DurableHandle, DurableError> {
        let Self { shared, name, select, start, policy, lease, holder, .. } = self;
        check_name(&name)?;
        let holder = holder.unwrap_or_else(|| format!("process {}", std::process::id()));
        let random = Uuid::new_v4().simple().to_string();
        let holder = format!("{} [{}]", clean(&holder), &random[..12]).into();
        let cursor = Cursor { shared: Arc::clone(&shared), name: Arc::clone(&name), holder, lease, start };
        let row = cursor.read_or_create().await;
        let row = row.map_err(|error| HistoryError::database(&*shared.backend, error))?;
        let status = Arc::new(StatusCell::new(row));
        let stop = shared.closed.child_token();
        let handle = DurableHandle { name, status: Arc::clone(&status), stop: stop.clone() };
        let mut watch = status.watch();
        let context = WorkerContext { cursor, select, policy, status, stop };
        tokio::spawn(Worker::<F, _>::new(context, handler).run());
        listen_until(&shared, async move {
            // An error means that the subscription is gone.
            let _ = watch.wait_for(|state| state.ended).await;
        });
        Ok(handle)
    }
}

impl<F: Filter> fmt::Debug for DurableBuilder<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DurableBuilder")
            .field("name", &self.name)
            .field("filter", &F::NAME)
            .field("start", &self.start)
            .field("retry", &self.policy)
            .field("lease", &self.lease)
            .finish_non_exhaustive()
    }
}
