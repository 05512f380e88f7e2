//! One batch: delete rows and write down that they were deleted, in one transaction.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::report::Removed;
use crate::history::backend::{Arg, Cell, Dialect, Done, ErrorKind, Statement, StoreError};
use crate::history::retry::run_with_retries;
use crate::history::shared::Shared;

/// Rows per transaction: some milliseconds, in which others wait.
pub(super) const BATCH: u64 = 500;
/// Positions that one row of `event_removals` speaks of, at most.
pub(super) const SPAN: u64 = 100_000;
/// The longest rest between two batches.
const LONGEST_REST: Duration = Duration::from_secs(1);

/// Why events are removed, as `event_removals` has it.
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

/// What the statements of a transaction did.
pub(super) struct Ran {
    pub(super) done: Vec<Done>,
    /// An answer was lost on the way: a former try may have done the work, so that this one found less to do.
    pub(super) is_doubtful: bool,
}

/// An event that is to be removed: position, family and event type.
type Doomed = (u64, String, String);

/// Removes events, and adds up what it removed.
pub(super) struct Remover<'a> {
    pub(super) shared: &'a Shared,
    reason: Reason,
    /// Statements around each transaction, where the dialect has any.
    before: Vec<Statement>,
    after: Vec<Statement>,
    pub(super) removed: Removed,
}

impl<'a> Remover<'a> {
    pub(super) fn new(shared: &'a Shared, reason: Reason) -> Self {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        match (shared.backend.dialect(), reason) {
            // Whoever removes waits here for whoever else does, so that nobody writes down what another has removed. Readers and
            // recorders take no such lock.
            (Dialect::Postgres, Reason::Retention | Reason::Erasure) => {
                before.push(Statement::new("LOCK TABLE event_removals IN SHARE ROW EXCLUSIVE MODE"));
            }
            // Otherwise the rows' bytes stay in the file, in pages that are free. Only here, since it writes each page that it clears.
            (Dialect::Sqlite, Reason::Erasure) => {
                before.push(Statement::new("PRAGMA secure_delete = ON"));
                after.push(Statement::new("PRAGMA secure_delete = OFF"));
            }
            (Dialect::Sqlite, Reason::Retention) => {}
        }
        Self { shared, reason, before, after, removed: Removed::default() }
    }

    /// Runs statements in one transaction that removes something, again if the database is busy.
    pub(super) async fn run(&self, script: Vec<Statement>) -> Result<Ran, StoreError> {
        let began = Instant::now();
        let all: Vec<_> = [&self.before[..], &script, &self.after].concat();
        let (done, failures) = run_with_retries(&*self.shared.backend, &all, |kind| kind == ErrorKind::Away).await?;
        // Others come first now, also those of other processes, whom no queue lets in.
        tokio::time::sleep(began.elapsed().min(LONGEST_REST)).await;
        let done = done.into_iter().skip(self.before.len()).take(script.len()).collect();
        Ok(Ran { done, is_doubtful: failures > 0 })
    }

    /// Removes all events of a selection, whose statement gives position, family and event type in ascending order, at most [`BATCH`] of them,
    /// behind the position that it is given.
    pub(super) async fn remove_all(
        &mut self,
        detail: &str,
        select: impl Fn(u64) -> Statement,
    ) -> Result<(), StoreError> {
        let mut after = 0;
        loop {
            let rows = self.shared.backend.fetch(select(after)).await?;
            let doomed: Vec<Doomed> = rows.iter().filter_map(|row| doomed(row)).collect();
            let Some(&(last, ..)) = doomed.last() else { return Ok(()) };
            for part in doomed.chunk_by(|(a, ..), (b, ..)| span_of(*a) == span_of(*b)) {
                self.remove(detail, part).await?;
            }
            if (doomed.len() as u64) < BATCH {
                return Ok(());
            }
            after = last;
        }
    }

    /// Removes events of one span. Those that another process has removed meanwhile are its own to write down.
    async fn remove(&mut self, detail: &str, part: &[Doomed]) -> Result<(), StoreError> {
        let Some(&(first, ..)) = part.first() else { return Ok(()) };
        let ints: Arc<[i64]> = part.iter().map(|&(position, ..)| position as i64).collect();
        let among = among(self.shared.backend.dialect());
        let statement = |sql: String| Statement::new(sql).with(Arg::Ints(Arc::clone(&ints)));
        let recorded = |sql: String| {
            let (from, to) = span_bounds(span_of(first));
            let statement = statement(sql).with(self.shared.backend.now()).with(self.reason.text()).with(detail);
            statement.with(from).with(to)
        };
        let there = format!(
            "(SELECT min(position) AS lowest, max(position) AS highest, count(*) AS number \
               FROM domain_events WHERE position {among}) AS there"
        );
        let same = "reason = $3 AND detail = $4 AND first_position >= $5 AND last_position <= $6";
        let extend = format!(
            "UPDATE event_removals SET removed_at = $2, events = events + there.number, \
               first_position = CASE WHEN there.lowest < first_position THEN there.lowest ELSE first_position END, \
               last_position = CASE WHEN there.highest > last_position THEN there.highest ELSE last_position END \
             FROM {there} WHERE {same} AND there.number > 0"
        );
        let begin = format!(
            "INSERT INTO event_removals (removed_at, reason, detail, first_position, last_position, events) \
             SELECT $2, $3, $4, there.lowest, there.highest, there.number FROM {there} \
             WHERE there.number > 0 AND NOT EXISTS (SELECT 1 FROM event_removals WHERE {same})"
        );
        let delete = format!("DELETE FROM domain_events WHERE position {among} RETURNING position, family, event_type");
        let script = vec![
            recorded(extend),
            recorded(begin),
            statement(format!("DELETE FROM event_parked WHERE position {among}")),
            statement(delete),
        ];
        let Ran { done, is_doubtful } = self.run(script).await?;
        if let [_, _, parked, events] = &done[..] {
            self.removed.parked += parked.affected;
            if is_doubtful {
                // They were there, and are gone: by a try whose answer was lost, unless another process came in between.
                part.iter().for_each(|one| self.removed.add(one));
            } else {
                events.rows.iter().filter_map(|row| doomed(row)).for_each(|one| self.removed.add(&one));
            }
        }
        Ok(())
    }
}

fn doomed(row: &[Cell]) -> Option<Doomed> {
    let [position, family, event_type] = row else { return None };
    Some((position.as_count()?, family.as_text()?.to_owned(), event_type.as_text()?.to_owned()))
}

/// Which of the spans, from 0, a position lies in.
pub(super) fn span_of(position: u64) -> u64 {
    position.saturating_sub(1) / SPAN
}

/// The first and the last position of a span.
pub(super) fn span_bounds(span: u64) -> (u64, u64) {
    (span * SPAN + 1, (span + 1) * SPAN)
}

/// The condition that a value is in the list `$1`.
pub(super) fn among(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres => "= ANY($1)",
        Dialect::Sqlite => "IN (SELECT value FROM json_each($1))",
    }
}
