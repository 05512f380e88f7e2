//! How a durable subscription is to be.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use super::cursor::{Cursor, Start};
use super::error::{DurableError, check_name};
use super::handle::DurableHandle;
use super::post::Post;
use super::retry::RetryPolicy;
use super::state::Board;
use super::worker::Worker;
use crate::bus::Handler;
use crate::catalog::KindSet;
use crate::event::{Domain, Filter, KeyOf, Subscriber};
use crate::history::error::HistoryError;
use crate::history::history::History;
use crate::history::listen::listen_until;
use crate::history::reason::clean;
use crate::history::select::Select;
use crate::history::shared::Shared;
use crate::types::Uuid;

/// How long a lease lasts: a process that dies is followed after so long, and a database may be away for nearly as long without a change of
/// hands.
const LEASE: Duration = Duration::from_secs(30);
/// A shorter lease would be lost to a busy machine.
const SHORTEST_LEASE: Duration = Duration::from_millis(100);
/// A longer one would never end for those who wait.
const LONGEST_LEASE: Duration = Duration::from_secs(30 * 24 * 3_600);

/// A durable subscription that is being prepared, made by [`History::durable`].
#[must_use = "nothing happens until `run` is called"]
pub struct Durable<F: Filter> {
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
    /// A durable subscription to the events of a filter: the domain's enum (all), a family's enum, an event's struct, a declared subscriber.
    ///
    /// The name is that of the cursor: whoever uses it again goes on where the last one stopped. A name stands for one purpose: changing the
    /// filter under it is allowed, and holds from the cursor on.
    pub fn durable<F: Filter<Domain = D>>(&self, name: impl Into<String>) -> Durable<F> {
        let catalog = D::catalog();
        Durable {
            shared: Arc::clone(&self.shared),
            name: name.into().into(),
            select: Select::of(catalog, &KindSet::of(F::KINDS, catalog.events().len())),
            start: Start::Behind(0),
            policy: RetryPolicy::default(),
            lease: LEASE,
            holder: None,
            filter: PhantomData,
        }
    }

    /// A durable subscription to what a declared subscriber consumes, under the subscriber's own name.
    pub fn durable_subscriber<S: Subscriber<Domain = D>>(&self) -> Durable<S> {
        self.durable(S::NAME)
    }
}

impl<F: Filter> Durable<F> {
    /// Only events that carry a key's value. Further calls narrow it further.
    pub fn only<K: KeyOf<F>>(mut self, key: K) -> Self {
        self.select.keys.push((K::INDEX, key.as_key().to_value()));
        self
    }

    /// A cursor that does not exist yet begins with the first event of the history. So it is unless set.
    pub fn from_start(mut self) -> Self {
        self.start = Start::Behind(0);
        self
    }

    /// A cursor that does not exist yet begins behind everything that is in the history when [`run`](Self::run) makes it.
    pub fn from_now(mut self) -> Self {
        self.start = Start::Now;
        self
    }

    /// A cursor that does not exist yet begins with the event at a position.
    pub fn from_position(mut self, position: u64) -> Self {
        self.start = Start::Behind(position.saturating_sub(1));
        self
    }

    /// What happens to an event whose handler fails. See [`RetryPolicy`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// How long the lease lasts that keeps others of the same name waiting, from 100 ms to 30 days. It is renewed after a third of it. 30 seconds unless
    /// set.
    pub fn lease(mut self, lease: Duration) -> Self {
        self.lease = lease.clamp(SHORTEST_LEASE, LONGEST_LEASE);
        self
    }

    /// What the cursor's `holder` shows while this process works, for people: a host, a node. The process id unless set. A random part is
    /// added, so that no two are the same.
    pub fn held_by(mut self, holder: impl Into<String>) -> Self {
        self.holder = Some(holder.into());
        self
    }

    /// Makes the cursor if it does not exist, and starts to work, or to wait until the one who works under this name stops.
    ///
    /// The handler is called with one event after the other, in a task of its own. It is async and returns nothing or a `Result`; an error, or a
    /// panic, is a failure. When the lease is lost while the handler runs, its future is dropped at its next `await`.
    ///
    /// # Errors
    ///
    /// [`DurableError::Name`] unless the name has 1 to 128 characters, none of them a control character; [`DurableError::History`] if the database cannot be
    /// reached now. Once it runs, a database that is away is waited for.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the cursor may have been made, and nothing runs.
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
        let made = cursor.made().await;
        let row = made.map_err(|error| HistoryError::database(&*shared.backend, error))?;
        let board = Arc::new(Board::new(row));
        let stop = shared.closed.child_token();
        let handle = DurableHandle { name, board: Arc::clone(&board), stop: stop.clone() };
        let post = Post { cursor, select, policy, board, stop };
        tokio::spawn(Worker::<F, _>::new(post, handler).run());
        let mut watch = handle.board.watch();
        listen_until(&shared, async move {
            // An error says that the subscription is gone.
            let _ = watch.wait_for(|state| state.ended).await;
        });
        Ok(handle)
    }
}

impl<F: Filter> fmt::Debug for Durable<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Durable")
            .field("name", &self.name)
            .field("filter", &F::NAME)
            .field("start", &self.start)
            .field("retry", &self.policy)
            .field("lease", &self.lease)
            .finish_non_exhaustive()
    }
}
