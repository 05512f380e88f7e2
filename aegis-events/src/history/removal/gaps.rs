//! The report of gaps: positions without a row, and whether a removal explains them.

use std::collections::BTreeMap;

use super::batch::{SPAN, span_bounds, span_of};
use crate::envelope::Position;
use crate::event::Domain;
use crate::history::backend::{Statement, StoreError};
use crate::history::error::HistoryError;
use crate::history::history::History;
use crate::history::shared::Shared;

/// The state of all assigned positions, from [`History::gaps`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
#[must_use]
pub struct GapReport {
    /// The last assigned position: the counter in `event_positions`.
    pub last_position: Position,
    /// Events in the history.
    pub present: u64,
    /// Events that retention removed.
    pub removed_by_retention: u64,
    /// Events that were erased.
    pub erased: u64,
    /// Gaps that no removal explains. Empty unless rows were deleted by other means.
    pub unexplained: Vec<UnexplainedGap>,
    /// Unexpected rows: after the last position, or at removed positions. 0 unless rows were inserted by other means.
    pub surplus: u64,
}

/// A gap that no removal explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnexplainedGap {
    /// The first position that may belong to the gap.
    pub first_position: Position,
    /// The last position that may belong to the gap.
    pub last_position: Position,
    /// The number of unexplained missing rows in this range. Fewer than its positions if removals made gaps in the same range: which of the
    /// positions were removed is unknown.
    pub missing: u64,
}

impl GapReport {
    /// Whether each position has a row or is explained by a removal, and there are no unexpected rows.
    pub fn is_sound(&self) -> bool {
        self.unexplained.is_empty() && self.surplus == 0
    }

    /// The number of unexplained missing rows.
    pub fn unexplained_total(&self) -> u64 {
        self.unexplained.iter().map(|gap| gap.missing).sum()
    }
}

impl<D: Domain> History<D> {
    /// Compares the assigned positions with the rows in the history and with the removals in `event_removals`.
    ///
    /// It reads a whole index on one snapshot and blocks nothing; on PostgreSQL about ten million rows per second.
    ///
    /// ```
    /// # use aegis_events::domain::DomainEvent;
    /// # use aegis_events::history::{History, HistoryConfig};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let history = History::<DomainEvent>::open(HistoryConfig::new("sqlite::memory:").with_migrate(true)).await?;
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

/// The numbers of one span.
#[derive(Default)]
struct Span {
    present: u64,
    removed: u64,
}

async fn gaps(shared: &Shared) -> Result<GapReport, StoreError> {
    // One statement is one snapshot: concurrent changes do not look like gaps.
    let sql = format!(
        "SELECT 'last', 0, max(last) FROM event_positions \
         UNION ALL SELECT 'beyond', 0, count(*) FROM domain_events \
           WHERE position > (SELECT max(last) FROM event_positions) \
         UNION ALL SELECT 'present', (position - 1) / {SPAN}, count(*) FROM domain_events \
           WHERE position <= (SELECT max(last) FROM event_positions) GROUP BY (position - 1) / {SPAN} \
         UNION ALL SELECT reason, (first_position - 1) / {SPAN}, CAST(sum(events) AS bigint) FROM event_removals \
           GROUP BY reason, (first_position - 1) / {SPAN}"
    );
    let rows = shared.backend.fetch(Statement::new(sql)).await?;
    let mut gaps = GapReport::default();
    let mut spans = BTreeMap::<u64, Span>::new();
    for row in &rows {
        let [what, span, number] = &row[..] else { continue };
        let (Some(what), Some(span)) = (what.as_text(), span.as_count()) else { continue };
        let number = number.as_count().unwrap_or(0);
        match what {
            "last" => gaps.last_position = number.into(),
            "beyond" => gaps.surplus += number,
            "present" => {
                gaps.present += number;
                spans.entry(span).or_default().present += number;
            }
            reason => {
                *(if reason == "erasure" { &mut gaps.erased } else { &mut gaps.removed_by_retention }) += number;
                spans.entry(span).or_default().removed += number;
            }
        }
    }
    gaps.present += gaps.surplus;
    let last_position = gaps.last_position.get();
    if last_position > 0 {
        for at in 0..=span_of(last_position) {
            let (first, last) = span_bounds(at);
            let last = last.min(last_position);
            let assigned = last + 1 - first;
            let Span { present, removed } = spans.remove(&at).unwrap_or_default();
            if present + removed < assigned {
                gaps.unexplained.extend(inspect_span(shared, first, last).await?);
            }
            gaps.surplus += (present + removed).saturating_sub(assigned);
        }
    }
    // Removals after the last position: the counter was set back.
    gaps.surplus += spans.values().map(|span| span.removed).sum::<u64>();
    Ok(gaps)
}

/// Finds the unexplained gaps of a span. A gap that no removal overlaps is certain; other missing rows are somewhere in the remaining gaps.
async fn inspect_span(shared: &Shared, first: u64, last: u64) -> Result<Vec<UnexplainedGap>, StoreError> {
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
            Some("removal") => removals.push(Removal { first: from, last: to, events: number }),
            _ if number > 0 => {
                gaps.push(UnexplainedGap { first_position: from.into(), last_position: to.into(), missing: number })
            }
            _ => {}
        }
    }
    Ok(unexplained(gaps, &removals))
}

/// A number of removed events within a range of positions.
struct Removal {
    first: u64,
    last: u64,
    events: u64,
}

/// The gaps that the removals do not explain.
fn unexplained(mut gaps: Vec<UnexplainedGap>, removals: &[Removal]) -> Vec<UnexplainedGap> {
    gaps.sort_unstable_by_key(|gap| gap.first_position);
    let missing: u64 = gaps.iter().map(|gap| gap.missing).sum();
    let explained: u64 = removals.iter().map(|removal| removal.events).sum();
    let overlaps = |gap: &UnexplainedGap| {
        removals.iter().any(|removal| gap.last_position >= removal.first && gap.first_position <= removal.last)
    };
    let (uncertain, mut certain): (Vec<_>, Vec<_>) = gaps.into_iter().partition(overlaps);
    let of_certain: u64 = certain.iter().map(|gap| gap.missing).sum();
    let rest = missing.saturating_sub(explained).saturating_sub(of_certain);
    if let (Some(first), Some(last)) = (uncertain.first(), uncertain.last())
        && rest > 0
    {
        let (first_position, last_position) = (first.first_position, last.last_position);
        certain.push(UnexplainedGap { first_position, last_position, missing: rest });
        certain.sort_unstable_by_key(|gap| gap.first_position);
    }
    certain
}
