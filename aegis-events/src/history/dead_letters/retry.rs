//! Retries dead letters.

use super::listed::{DeadLetter, Row, one, page};
use super::requeue::{Requeue, Requeued};
use crate::envelope::EventId;
use crate::event::{Domain, payload_from_json};
use crate::history::backend::{Backend, Change, ErrorKind, Statement, StoreError};
use crate::history::error::HistoryError;
use crate::history::history::History;
use crate::history::reason::kept;
use crate::types::Uuid;

/// The result of a retry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
#[must_use]
pub struct RetryReport {
    /// The events that are in the history now.
    pub recorded: Vec<Requeued>,
    /// The events that still cannot be kept, with the reason of this try.
    pub failed: Vec<DeadLetter>,
}

impl<D: Domain> History<D> {
    /// Retries the dead letters from before the call. An event that can be kept now moves to the history, once, also if several processes
    /// retry. Any other stays a dead letter, with the new reason.
    ///
    /// The event gets the next position: durable subscriptions, which follow positions, get it after events that were published later. It
    /// keeps its id, its times, and its place in the order of its bus, where backfilled subscriptions find it from then on. No bus
    /// delivers it again, and no bus ever delivers one from the outbox.
    ///
    /// ```
    /// # use aegis_events::domain::volume::VolumeDeleted;
    /// # use aegis_events::domain::{DomainEvent, VolumeId};
    /// use aegis_events::history::sqlx::{self, SqlitePool};
    /// # use aegis_events::history::{History, HistoryConfig};
    /// # use aegis_events::{BusConfig, EventBus};
    /// use futures_util::TryStreamExt;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let folder = tempfile::tempdir()?;
    /// # let url = format!("sqlite:{}", folder.path().join("events.db").display());
    /// # let history = History::<DomainEvent>::open(HistoryConfig::new(&*url).with_migrate(true)).await?;
    /// # let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    /// # history.record(&bus);
    /// # let deleted = VolumeDeleted { volume_id: VolumeId::new(), deleted_at: chrono::Utc::now() };
    /// // A trigger on the table refuses the event:
    /// let database = SqlitePool::connect(&url).await?;
    /// let rule = "CREATE TRIGGER rule BEFORE INSERT ON domain_events BEGIN SELECT RAISE(ABORT, 'not today'); END";
    /// sqlx::query(rule).execute(&database).await?;
    /// assert!(publishers.volume_manager.publish_recorded(deleted).await.is_err());
    ///
    /// let waiting: Vec<_> = history.dead_letters().try_collect().await?;
    /// assert_eq!((&*waiting[0].event_type, &*waiting[0].reason), ("VolumeDeleted", "not today"));
    /// assert_eq!(history.retry_all_dead_letters().await?.failed, waiting); // the trigger is still there
    ///
    /// sqlx::query("DROP TRIGGER rule").execute(&database).await?;
    /// let report = history.retry_all_dead_letters().await?;
    /// assert_eq!((report.recorded[0].event_id, report.recorded[0].position), (waiting[0].event_id, 1.into()));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`HistoryError::Database`]. Events that were moved before are in the history; call again for the rest.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future leaves each event in the history or a dead letter.
    pub async fn retry_all_dead_letters(&self) -> Result<RetryReport, HistoryError> {
        let report = self.retry().all().await;
        self.shared.signals.raise(Change::History);
        report.map_err(|error| HistoryError::database(&*self.shared.backend, error))
    }

    /// Retries one dead letter, like [`retry_all_dead_letters`](Self::retry_all_dead_letters).
    ///
    /// # Errors
    ///
    /// [`HistoryError::NoDeadLetter`] if none has the id; [`HistoryError::Database`].
    ///
    /// # Cancel safety
    ///
    /// As [`retry_all_dead_letters`](Self::retry_all_dead_letters).
    pub async fn retry_dead_letter(&self, id: EventId) -> Result<RetryReport, HistoryError> {
        let report = self.retry().one(id).await;
        self.shared.signals.raise(Change::History);
        report
    }

    fn retry(&self) -> Retry<'_, impl Fn(&DeadLetter, &[u8]) -> Result<(), String> + Send + Sync + use<'_, D>> {
        let catalog = D::catalog();
        let check = |event: &DeadLetter, payload: &[u8]| {
            let kind = catalog.find(&event.family, &event.event_type).ok_or_else(|| unknown(event))?;
            payload_from_json::<D>(kind, payload).map(drop).map_err(|error| error.to_string())
        };
        let backend = &*self.shared.backend;
        let keys = catalog.keys().iter().map(|key| key.name());
        Retry { backend, requeue: Requeue::new(backend, catalog, keys), check }
    }
}

/// The reason for a row with an event that is not in the catalog.
pub(super) fn unknown(event: &DeadLetter) -> String {
    format!("the catalog has no event `{}.{}`", event.family, event.event_type)
}

/// A retry.
pub(super) struct Retry<'a, C> {
    pub(super) backend: &'a dyn Backend,
    pub(super) requeue: Requeue<'a>,
    /// Returns an error if a payload does not fit its event.
    pub(super) check: C,
}

impl<C: Fn(&DeadLetter, &[u8]) -> Result<(), String>> Retry<'_, C> {
    pub(super) async fn all(&self) -> Result<RetryReport, StoreError> {
        let mut report = RetryReport::default();
        let mut after = Uuid::nil();
        loop {
            let rows = page(self.backend, after).await?;
            let Some(last) = rows.last() else { return Ok(report) };
            after = last.event.event_id.as_uuid();
            self.rows(rows, &mut report).await?;
        }
    }

    pub(super) async fn one(&self, id: EventId) -> Result<RetryReport, HistoryError> {
        let failed = |error| HistoryError::database(self.backend, error);
        let row = one(self.backend, id.as_uuid()).await.map_err(failed)?;
        let Some(row) = row else {
            return Err(HistoryError::NoDeadLetter { place: self.backend.place().to_owned(), event_id: id });
        };
        let mut report = RetryReport::default();
        self.rows(vec![row], &mut report).await.map_err(failed)?;
        Ok(report)
    }

    /// Moves the rows that are events of the catalog. If the database refuses a row, halves are tried until the row is alone.
    async fn rows(&self, rows: Vec<Row>, report: &mut RetryReport) -> Result<(), StoreError> {
        let mut fit = Vec::new();
        for row in rows {
            match self.check(&row) {
                Ok(()) => fit.push(row),
                Err(reason) => self.still_fails(row, reason, report).await?,
            }
        }
        let mut left = vec![fit];
        while let Some(mut part) = left.pop() {
            if part.is_empty() {
                continue;
            }
            match self.requeue.run(&part).await {
                Ok(requeued) => report.recorded.extend(requeued),
                Err(error) if error.kind == ErrorKind::Row && part.len() > 1 => {
                    let later = part.split_off(part.len() / 2);
                    left.extend([later, part]);
                }
                Err(error) if error.kind == ErrorKind::Row => {
                    for row in part {
                        self.still_fails(row, error.message.to_string(), report).await?;
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn check(&self, row: &Row) -> Result<(), String> {
        // The payload could not be written as JSON, and is lost.
        if row.payload == b"null" {
            return Err(row.event.reason.clone());
        }
        (self.check)(&row.event, &row.payload)
    }

    async fn still_fails(&self, row: Row, reason: String, report: &mut RetryReport) -> Result<(), StoreError> {
        let reason = kept(&reason);
        let is_new = reason != row.event.reason;
        let event = DeadLetter { reason, ..row.event };
        if is_new {
            let sql = "UPDATE event_dead_letters SET reason = $1 WHERE event_id = $2";
            let update = Statement::new(sql).with(&*event.reason).with(event.event_id.as_uuid());
            self.backend.run(vec![update]).await?;
        }
        report.failed.push(event);
        Ok(())
    }
}
