//! Following the history by position, without a cursor: for clients that keep their position themselves.
//!
//! What enters is an interest and a position; what leaves are pages of what stands behind it, and the moment at which there may be more.
//! It never writes, and never passes over a row: one that is no event is an error in its place.

use std::marker::PhantomData;
use std::sync::Arc;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::backend::Change;
use super::error::HistoryError;
use super::history::History;
use super::listen::listen_until;
use super::select::{Read, Select, read_page};
use super::shared::Shared;
use crate::catalog::KindSet;
use crate::event::{Domain, KeyValue};
use crate::types::Uuid;

/// Rows per round trip: as many wait in memory for a client that reads slowly.
const PAGE: u64 = 256;

/// A place in the history that moves forward.
pub(crate) struct Follower<D: Domain> {
    shared: Arc<Shared>,
    select: Select,
    after: u64,
    hints: watch::Receiver<u64>,
    domain: PhantomData<fn() -> D>,
}

impl<D: Domain> History<D> {
    /// Follows events of some kinds, with values of keys, behind a position.
    pub(crate) fn follow(&self, kinds: &KindSet, keys: &[(usize, KeyValue)], after: u64) -> Follower<D> {
        let mut select = Select::of(D::catalog(), kinds);
        select.keys = keys.to_vec();
        let hints = self.shared.signals.watch(Change::History);
        Follower { shared: Arc::clone(&self.shared), select, after, hints, domain: PhantomData }
    }

    /// Hears what other processes record, until `end`.
    pub(crate) fn listen_until(&self, end: impl Future<Output = ()> + Send + 'static) {
        listen_until(&self.shared, end);
    }

    /// The last position behind which stands every matching event of a bus that comes after a place in its order, or has no place yet. Cancel
    /// safe.
    pub(crate) async fn position_before(
        &self,
        kinds: &KindSet,
        keys: &[(usize, KeyValue)],
        bus_id: Uuid,
        sequence: u64,
    ) -> Result<u64, HistoryError> {
        // Asked for first: what is recorded between the two questions stands behind it.
        let last = self.last_position().await?.get();
        let mut select = Select::of(D::catalog(), kinds);
        select.keys = keys.to_vec();
        select.after_sequence = Some((bus_id, sequence));
        let page = read_page::<D>(&*self.shared.backend, &select, 1).await?;
        Ok(page.last_position.map_or(last, |position| last.min(position - 1)))
    }
}

impl<D: Domain> Follower<D> {
    /// The next rows; none if there is nothing behind the position now. Cancel safe.
    pub(crate) async fn page(&mut self) -> Result<Vec<Read<D>>, HistoryError> {
        // What comes after this is heard of by the next hint.
        self.hints.mark_unchanged();
        self.select.after_position = Some(self.after);
        let page = read_page::<D>(&*self.shared.backend, &self.select, PAGE).await?;
        self.after = page.last_position.unwrap_or(self.after);
        Ok(page.rows)
    }

    /// The position behind which the next page begins.
    pub(crate) fn after(&self) -> u64 {
        self.after
    }

    /// Waits until there may be more. Cancel safe.
    pub(crate) async fn hinted(&mut self) {
        // The senders live as long as `shared`. Without a hint it looks all the same: a notification can be lost.
        let _ = tokio::time::timeout(self.shared.settings.poll_interval, self.hints.changed()).await;
    }

    /// Whether the program has closed the history.
    pub(crate) fn is_closed(&self) -> bool {
        self.shared.closed.is_cancelled()
    }

    /// Cancelled when the program closes the history.
    pub(crate) fn closing(&self) -> CancellationToken {
        self.shared.closed.clone()
    }
}
