//! Which positions have no row, and whether anybody knows why.

use std::collections::BTreeMap;

use super::batch::{span_bounds, span_of};
use crate::event::Domain;
use crate::history::backend::{Statement, StoreError};
use crate::history::error::HistoryError;
use crate::history::history::History;
use crate::history::shared::Shared;

/// What became of the positions that were given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GapReport {
    /// The last position that was given: the counter in `event_positions`.
    pub last_position: u64,
    /// Events that are there.
    pub present: u64,
    /// Events that retention removed.
    pub retained_away: u64,
    /// Events that were erased.
    pub erased: u64,
    /// Positions without a row that `event_removals` does not speak of. Empty, unless somebody has deleted rows by hand.
    pub unexplained: Vec<UnexplainedGap>,
    /// Rows that should not be there: above the counter, or at positions that were removed. 0, unless somebody has inserted rows by hand.
    pub surplus: u64,
}

/// A hole that nobody knows of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnexplainedGap {
    /// The first position that may be part of it.
    pub first_position: u64,
    /// The last position that may be part of it.
    pub last_position: u64,
    /// How many rows are missing without a reason between the two. All of them, or fewer where removal has made gaps in the same
    /// range: which of those positions they were cannot be told.
    pub missing: u64,
}

impl GapReport {
    /// Whether every position has its row or its reason.
    pub fn is_sound(&self) -> bool {
        self.unexplained.is_empty() && self.surplus == 0
    }

    /// How many positions have neither row nor reason.
    pub fn unexplained_total(&self) -> u64 {
        self.unexplained.iter().map(|hole| hole.missing).sum()
    }
}

impl<D: Domain> History<D> {
    /// Compares the positions that were given with the rows that are there and with what `event_removals` says was removed.
    ///
    /// It reads an index from end to end, on one snapshot, and disturbs nobody; on PostgreSQL some ten million rows a second.
    ///
    /// ```
    /// # use aegis_events::domain::DomainEvent;
    /// # use aegis_events::history::{History, HistoryConfig};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let history = History::<DomainEvent>::open(HistoryConfig::new("sqlite::memory:").migrate(true)).await?;
    /// let gaps = history.gaps().await?;
    /// assert!(gaps.is_sound(), "rows were deleted by hand: {:?}", gaps.unexplained);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`HistoryError::Database`].
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn gaps(&self) -> Result<GapReport, HistoryError> {
        gaps(&self.shared).await.map_err(|error| HistoryError::database(&*self.shared.backend, error))
    }
}

/// One span's numbers.
#[derive(Default)]
struct Span {
    present: u64,
    removed: u64,
}

async fn gaps(shared: &Shared) -> Result<GapReport, StoreError> {
    // One statement is one snapshot: what is recorded or removed meanwhile does not make gaps.
    let size = super::batch::SPAN;
    let sql = format!(
        "SELECT 'last', 0, max(last) FROM event_positions \
         UNION ALL SELECT 'beyond', 0, count(*) FROM domain_events \
           WHERE position > (SELECT max(last) FROM event_positions) \
         UNION ALL SELECT 'present', (position - 1) / {size}, count(*) FROM domain_events \
           WHERE position <= (SELECT max(last) FROM event_positions) GROUP BY (position - 1) / {size} \
         UNION ALL SELECT reason, (first_position - 1) / {size}, CAST(sum(events) AS bigint) FROM event_removals \
           GROUP BY reason, (first_position - 1) / {size}"
    );
    let rows = shared.backend.fetch(Statement::new(sql)).await?;
    let mut gaps = GapReport::default();
    let mut spans = BTreeMap::<u64, Span>::new();
    for row in &rows {
        let [what, span, number] = &row[..] else { continue };
        let (Some(what), Some(span)) = (what.as_text(), span.as_count()) else { continue };
        let number = number.as_count().unwrap_or(0);
        match what {
            "last" => gaps.last_position = number,
            "beyond" => gaps.surplus += number,
            "present" => {
                gaps.present += number;
                spans.entry(span).or_default().present += number;
            }
            reason => {
                *(if reason == "erasure" { &mut gaps.erased } else { &mut gaps.retained_away }) += number;
                spans.entry(span).or_default().removed += number;
            }
        }
    }
    gaps.present += gaps.surplus;
    if gaps.last_position > 0 {
        for at in 0..=span_of(gaps.last_position) {
            let (first, last) = span_bounds(at);
            let given = last.min(gaps.last_position) + 1 - first;
            let Span { present, removed } = spans.remove(&at).unwrap_or_default();
            if present + removed < given {
                gaps.unexplained.extend(look_into(shared, first, last.min(gaps.last_position)).await?);
            }
            gaps.surplus += (present + removed).saturating_sub(given);
        }
    }
    // Removed above the counter: the counter was set back.
    gaps.surplus += spans.values().map(|span| span.removed).sum::<u64>();
    Ok(gaps)
}

/// Finds the unexplained gaps of a span: those that no removal reaches into are certain; what is missing besides lies somewhere in the others.
async fn look_into(shared: &Shared, first: u64, last: u64) -> Result<Vec<UnexplainedGap>, StoreError> {
    let sql = "SELECT 'gap', previous + 1, position - 1, position - 1 - previous FROM \
                 (SELECT position, lag(position, 1, $3) OVER (ORDER BY position) AS previous FROM domain_events \
                   WHERE position >= $1 AND position <= $2) AS rows_of_span WHERE position > previous + 1 \
               UNION ALL SELECT 'end', coalesce(max(position), $3) + 1, $2, $2 - coalesce(max(position), $3) \
                 FROM domain_events WHERE position >= $1 AND position <= $2 \
               UNION ALL SELECT 'removal', first_position, last_position, events FROM event_removals \
                 WHERE first_position >= $1 AND first_position <= $2";
    let rows = shared.backend.fetch(Statement::new(sql).with(first).with(last).with(first - 1)).await?;
    let (mut gaps, mut removals) = (Vec::new(), Vec::new());
    for row in &rows {
        let [what, from, to, number] = &row[..] else { continue };
        let (Some(from), Some(to), Some(number)) = (from.as_count(), to.as_count(), number.as_count()) else {
            continue;
        };
        match what.as_text() {
            Some("removal") => removals.push((from, to, number)),
            _ if number > 0 => gaps.push(UnexplainedGap { first_position: from, last_position: to, missing: number }),
            _ => {}
        }
    }
    Ok(unexplained(gaps, &removals))
}

/// Which of the gaps are without a reason, given what was removed: first and last position, and how many events.
fn unexplained(mut gaps: Vec<UnexplainedGap>, removals: &[(u64, u64, u64)]) -> Vec<UnexplainedGap> {
    gaps.sort_unstable_by_key(|gap| gap.first_position);
    let missing: u64 = gaps.iter().map(|gap| gap.missing).sum();
    let explained: u64 = removals.iter().map(|(_, _, events)| events).sum();
    let reached = |gap: &UnexplainedGap| {
        removals.iter().any(|(first, last, _)| *first <= gap.last_position && gap.first_position <= *last)
    };
    let (vague, mut certain): (Vec<_>, Vec<_>) = gaps.into_iter().partition(reached);
    let of_certain: u64 = certain.iter().map(|gap| gap.missing).sum();
    let rest = missing.saturating_sub(explained).saturating_sub(of_certain);
    if let (Some(first), Some(last)) = (vague.first(), vague.last())
        && rest > 0
    {
        let (first_position, last_position) = (first.first_position, last.last_position);
        certain.push(UnexplainedGap { first_position, last_position, missing: rest });
        certain.sort_unstable_by_key(|gap| gap.first_position);
    }
    certain
}
