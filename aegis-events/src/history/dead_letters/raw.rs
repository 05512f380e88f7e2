//! Dead letters for tools without a compiled domain.

use std::sync::Arc;

use futures_core::Stream;

use super::listed::{DeadLetter, listed};
use super::requeue::Requeue;
use super::retry::{Retry, RetryReport, unknown};
use crate::catalog::{CatalogInfo, Kind};
use crate::envelope::EventId;
use crate::history::error::HistoryError;
use crate::history::raw::RawHistory;

impl RawHistory {
    /// All dead letters, like [`History::dead_letters`](crate::history::History::dead_letters).
    pub fn dead_letters(&self) -> impl Stream<Item = Result<DeadLetter, HistoryError>> + Send + use<> {
        listed(Arc::clone(self.backend()))
    }

    /// Retries all dead letters, or one, like [`History::retry_all_dead_letters`](crate::history::History::retry_all_dead_letters). `check` returns
    /// an error for a payload that does not fit its event. Programs must be able to read what it accepts: the event is in the history then.
    ///
    /// # Errors
    ///
    /// [`HistoryError::NoDeadLetter`] if none has the id; [`HistoryError::Database`], also on SQLite if the history was opened for reading, with
    /// [`open`](Self::open).
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves each event in the history or a dead letter.
    pub async fn retry_dead_letters(
        &self,
        catalog: &'static CatalogInfo,
        only: Option<EventId>,
        check: impl Fn(Kind, &[u8]) -> Result<(), String>,
    ) -> Result<RetryReport, HistoryError> {
        let backend = &**self.backend();
        let keys = self.inventory().keys.iter().map(|key| &*key.name);
        let requeue = Requeue::new(backend, catalog, keys);
        let check = move |event: &DeadLetter, payload: &[u8]| {
            let kind = catalog.find(&event.family, &event.event_type).ok_or_else(|| unknown(event))?;
            check(kind, payload)
        };
        let retry = Retry { backend, requeue, check };
        match only {
            Some(id) => retry.one(id).await,
            None => retry.all().await.map_err(|error| HistoryError::database(backend, error)),
        }
    }
}
