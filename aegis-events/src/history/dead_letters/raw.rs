//! The same for tools that have no compiled domain.

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
    /// The events that recorder and relay have set aside, as [`History::dead_letters`](crate::history::History::dead_letters) lists them.
    pub fn dead_letters(&self) -> impl Stream<Item = Result<DeadLetter, HistoryError>> + Send + use<> {
        listed(Arc::clone(self.backend()))
    }

    /// Tries again what was set aside, all of it or one event, as
    /// [`History::retry_all_dead_letters`](crate::history::History::retry_all_dead_letters) does. `check` says whether a payload is one of an event
    /// of the catalog, or why not: what it lets through is in the history from then on, and programs have to be able to read it.
    ///
    /// # Errors
    ///
    /// [`HistoryError::NotSetAside`] if there is no event of the id among them; [`HistoryError::Database`], also if the history was opened
    /// for reading, by [`open`](Self::open), on SQLite.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves each event in the history or set aside.
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
