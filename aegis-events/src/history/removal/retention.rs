//! Retention: removal of events that are older than the catalog keeps them.

use std::time::Duration;

use super::batch::{BATCH, Reason, Remover};
use super::report::{RetentionReport, UnreadCursor};
use crate::catalog::{CatalogInfo, EventInfo};
use crate::event::Domain;
use crate::history::backend::{Statement, StoreError};
use crate::history::error::HistoryError;
use crate::history::history::History;
use crate::history::shared::Shared;
use crate::history::sql_timestamp::SqlTimestamp;
use crate::types::Timestamp;

/// Events are nearly in the order of their times: the last expired position is that of the youngest of this many expired events.
const YOUNGEST: u64 = 1_000;

impl<D: Domain> History<D> {
    /// Removes events whose age exceeds the `retention` of their type in the catalog. The age is measured from the publish time.
    ///
    /// It works in small batches with pauses. Events without `retention`, and rows of events that the catalog no longer has, are kept. It does not
    /// wait for durable subscriptions: the report names those that had not read the removed events. Events whose publish times are far out of
    /// order, for example after a clock was set back, may stay until the next pass.
    ///
    /// ```
    /// # use aegis_events::domain::DomainEvent;
    /// # use aegis_events::history::{History, HistoryConfig};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let history = History::<DomainEvent>::open(HistoryConfig::new("sqlite::memory:").with_migrate(true)).await?;
    ///
    /// let report = history.apply_retention().await?;
    /// assert_eq!(report.removed.total(), 0);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`HistoryError::Database`]. Events that were removed before the error stay removed and recorded; call again for the rest.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the pass. Each batch is removed and recorded, or neither.
    pub async fn apply_retention(&self) -> Result<RetentionReport, HistoryError> {
        let report = pass(&self.shared, D::catalog(), self.shared.backend.now().to_time()).await;
        report.map_err(|error| HistoryError::database(&*self.shared.backend, error))
    }
}

/// Events of one family with the same retention.
struct RetentionClass {
    family: &'static str,
    /// Current and former names.
    event_types: Vec<&'static str>,
    retention: Duration,
    /// The detail in `event_removals`: the family, or its events.
    detail: String,
}

/// One pass at a time.
pub(super) async fn pass(
    shared: &Shared,
    catalog: &'static CatalogInfo,
    now: Timestamp,
) -> Result<RetentionReport, StoreError> {
    let cursors = "SELECT name, position FROM event_cursors ORDER BY name";
    let cursors = shared.backend.fetch(Statement::new(cursors)).await?;
    let mut remover = Remover::new(shared, Reason::Retention);
    for class in classes(catalog) {
        let age = chrono::Duration::from_std(class.retention).ok();
        // A retention beyond the range of time keeps everything.
        let Some(cutoff) = age.and_then(|age| now.checked_sub_signed(age)).map(SqlTimestamp::from) else { continue };
        let Some(last) = last_expired(shared, cutoff).await? else { continue };
        remover.remove_all(&class.detail, |after| class.expired(cutoff, after, last)).await?;
    }
    let removed = remover.removed;
    let unread_by = cursors.iter().filter_map(|row| {
        let [name, position] = &row[..] else { return None };
        let cursor = UnreadCursor { name: name.as_text()?.to_owned(), position: position.as_count()?.into() };
        (removed.last_position? > cursor.position).then_some(cursor)
    });
    Ok(RetentionReport { began_at: now, unread_by: unread_by.collect(), removed })
}

/// Approximately the highest position of an expired event: the scan by position ends there and does not read the younger events.
async fn last_expired(shared: &Shared, cutoff: SqlTimestamp) -> Result<Option<u64>, StoreError> {
    let sql = "SELECT max(position) FROM (SELECT position FROM domain_events WHERE created_at < $1 \
                 ORDER BY created_at DESC, position DESC LIMIT $2) AS youngest";
    let rows = shared.backend.fetch(Statement::new(sql).with(cutoff).with(YOUNGEST)).await?;
    Ok(rows.first().and_then(|row| row.first()?.as_count()))
}

fn classes(catalog: &'static CatalogInfo) -> Vec<RetentionClass> {
    let mut classes = Vec::new();
    for family in catalog.families() {
        let events: Vec<&EventInfo> = family.kinds().map(|kind| catalog.event(kind)).collect();
        let mut retentions: Vec<Duration> = events.iter().filter_map(|info| info.retention()).collect();
        retentions.sort_unstable();
        retentions.dedup();
        for retention in retentions {
            let those = || events.iter().filter(move |info| info.retention() == Some(retention));
            let is_whole = those().count() == events.len();
            let names: Vec<_> = those().map(|info| info.event_type()).collect();
            let detail =
                if is_whole { family.name().to_owned() } else { format!("{}.{}", family.name(), names.join(", ")) };
            let former = those().flat_map(|info| info.former_names().iter().copied());
            let event_types = names.iter().copied().chain(former).collect();
            classes.push(RetentionClass { family: family.name(), event_types, retention, detail });
        }
    }
    classes
}

impl RetentionClass {
    /// The next expired events.
    fn expired(&self, cutoff: SqlTimestamp, after: u64, last: u64) -> Statement {
        let mut statement = Statement::new("").with(self.family).with(cutoff).with(after).with(last).with(BATCH);
        let places: Vec<_> = self.event_types.iter().map(|&name| statement.place_for(name)).collect();
        let sql = format!(
            "SELECT position, family, event_type FROM domain_events WHERE family = $1 AND created_at < $2 AND position > $3 AND position <= $4 \
               AND event_type IN ({}) ORDER BY position LIMIT $5",
            places.join(", ")
        );
        Statement { sql: sql.into(), ..statement }
    }
}
