//! One batch: delete rows and record the removal, in one transaction.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::report::Removed;
use crate::history::backend::{Arg, Cell, Dialect, Done, ErrorKind, Statement, StoreError};
use crate::history::retry::run_with_retries;
use crate::history::shared::Shared;

/// Rows per transaction: other writers wait for it some milliseconds.
pub(super) const BATCH: u64 = 500;
/// The most positions that one row of `event_removals` covers.
pub(super) const SPAN: u64 = 100_000;
/// The longest pause between two batches.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// The reason of a removal in `event_removals`.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reason {
    Retention,
    Erasure,
}

impl Reason {
    fn text(self) -> &'static str {
        match self {
            Self::Retention => "retention",
            Self::Erasure => "erasure",
        }
    }
}

/// The result of a batch.
pub(super) struct BatchResult {
    pub(super) done: Vec<Done>,
    /// An answer was lost: a former try may have removed rows that this one did not find.
    pub(super) is_doubtful: bool,
}

/// A row that is deleted.
#[derive(Clone)]
struct DeletedRow {
    position: u64,
    /// `Family.Event`.
    event: String,
}

/// Removes events, and counts them.
pub(super) struct Remover<'a> {
    pub(super) shared: &'a Shared,
    reason: Reason,
    /// Statements at the beginning and the end of each transaction.
    before: Vec<Statement>,
    after: Vec<Statement>,
    pub(super) removed: Removed,
}

impl<'a> Remover<'a> {
    pub(super) fn new(shared: &'a Shared, reason: Reason) -> Self {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        match (shared.backend.dialect(), reason) {
            // Removals take turns, so that each event is counted once. Readers and recorders do not take this lock.
            (Dialect::Postgres, _) => {
                before.push(Statement::new("LOCK TABLE event_removals IN SHARE ROW EXCLUSIVE MODE"));
            }
            // Overwrites the bytes of the rows in the file. Only for erasure, since it writes each freed page.
            (Dialect::Sqlite, Reason::Erasure) => {
                before.push(Statement::new("PRAGMA secure_delete = ON"));
                after.push(Statement::new("PRAGMA secure_delete = OFF"));
            }
            (Dialect::Sqlite, Reason::Retention) => {}
        }
        Self { shared, reason, before, after, removed: Removed::default() }
    }

    /// Runs statements in one transaction, again if the database is away.
    pub(super) async fn run(&self, script: Vec<Statement>) -> Result<BatchResult, StoreError> {
        let began = Instant::now();
        let all: Vec<_> = [&self.before[..], &script, &self.after].concat();
        let (done, failures) = run_with_retries(&*self.shared.backend, &all, |kind| kind == ErrorKind::Away).await?;
        // Lets other writers in, also those of other processes.
        tokio::time::sleep(began.elapsed().min(LONGEST_PAUSE)).await;
        let done = done.into_iter().skip(self.before.len()).take(script.len()).collect();
        Ok(BatchResult { done, is_doubtful: failures > 0 })
    }

    /// Removes all events that statements select. A statement returns position, family and event type of the next events after a position, in
    /// ascending order, at most [`BATCH`].
    pub(super) async fn remove_all(
        &mut self,
        detail: &str,
        select: impl Fn(u64) -> Statement,
    ) -> Result<(), StoreError> {
        let mut after = 0;
        loop {
            let rows = self.shared.backend.fetch(select(after)).await?;
            let found: Vec<_> = rows.iter().filter_map(|row| DeletedRow::of(row)).collect();
            for part in found.chunk_by(|a, b| span_of(a.position) == span_of(b.position)) {
                self.remove(detail, part).await?;
            }
            match found.last() {
                Some(last) if found.len() as u64 == BATCH => after = last.position,
                _ => return Ok(()),
            }
        }
    }

    /// Removes events of one span, but those that another process has removed in the meantime.
    async fn remove(&mut self, detail: &str, part: &[DeletedRow]) -> Result<(), StoreError> {
        let Some(first) = part.first() else { return Ok(()) };
        let ints: Arc<[i64]> = part.iter().map(|row| row.position as i64).collect();
        let among = among(self.shared.backend.dialect());
        let statement = |sql: String| Statement::new(sql).with(Arg::Ints(Arc::clone(&ints)));
        let recorded = |sql: String| {
            let (from, to) = span_bounds(span_of(first.position));
            let statement = statement(sql).with(self.shared.backend.now()).with(self.reason.text()).with(detail);
            statement.with(from).with(to)
        };
        let matching = format!(
            "(SELECT min(position) AS lowest, max(position) AS highest, count(*) AS number \
               FROM domain_events WHERE position {among}) AS matching"
        );
        let same = "reason = $3 AND detail = $4 AND first_position >= $5 AND last_position <= $6";
        let extend = format!(
            "UPDATE event_removals SET removed_at = $2, events = events + matching.number, \
               first_position = CASE WHEN matching.lowest < first_position THEN matching.lowest ELSE first_position END, \
               last_position = CASE WHEN matching.highest > last_position THEN matching.highest ELSE last_position END \
             FROM {matching} WHERE {same} AND matching.number > 0"
        );
        let begin = format!(
            "INSERT INTO event_removals (removed_at, reason, detail, first_position, last_position, events) \
             SELECT $2, $3, $4, matching.lowest, matching.highest, matching.number FROM {matching} \
             WHERE matching.number > 0 AND NOT EXISTS (SELECT 1 FROM event_removals WHERE {same})"
        );
        let delete = format!("DELETE FROM domain_events WHERE position {among} RETURNING position, family, event_type");
        let script = vec![
            recorded(extend),
            recorded(begin),
            statement(format!("DELETE FROM event_parked WHERE position {among}")),
            statement(delete),
        ];
        let BatchResult { done, is_doubtful } = self.run(script).await?;
        if let [_, _, parked, events] = &done[..] {
            self.removed.parked += parked.affected;
            let count = |row: DeletedRow| self.removed.add(row.position.into(), row.event);
            if is_doubtful {
                // The rows are gone: removed by a former try, or by another process.
                part.iter().cloned().for_each(count);
            } else {
                events.rows.iter().filter_map(|row| DeletedRow::of(row)).for_each(count);
            }
        }
        Ok(())
    }
}

impl DeletedRow {
    fn of(row: &[Cell]) -> Option<Self> {
        let [position, family, event_type] = row else { return None };
        let event = format!("{}.{}", family.as_text()?, event_type.as_text()?);
        Some(Self { position: position.as_count()?, event })
    }
}

/// The span of a position, from 0.
pub(super) fn span_of(position: u64) -> u64 {
    position.saturating_sub(1) / SPAN
}

/// The first and the last position of a span.
pub(super) fn span_bounds(span: u64) -> (u64, u64) {
    (span * SPAN + 1, (span + 1) * SPAN)
}

/// The condition that a column is in the list `$1`.
pub(super) fn among(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres => "= ANY($1)",
        Dialect::Sqlite => "IN (SELECT value FROM json_each($1))",
    }
}
