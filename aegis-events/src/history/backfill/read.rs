//! Reading what a ring has dropped: a page of rows, and among them, in their places, what was set aside.

use std::sync::Arc;

use super::BackfillError;
use crate::envelope::Envelope;
use crate::event::Domain;
use crate::history::backend::{Cell, StoreError};
use crate::history::select::{Select, read_rows};
use crate::history::shared::Shared;
use crate::types::Uuid;

/// Rows per round trip: as many wait in memory while the caller takes them.
const PAGE: u64 = 500;

/// What a subscription wants, as a question to the history of its bus.
pub(super) struct Wanted {
    pub(super) select: Select,
    pub(super) bus_id: Uuid,
}

/// One place in the order, and what stands there.
pub(super) type Found<D> = (u64, Result<Arc<Envelope<D>>, BackfillError>);

/// What stands in the first part of a gap, in order.
pub(super) struct Page<D: Domain> {
    pub(super) found: Vec<Found<D>>,
    /// Everything up to here is in `found`.
    pub(super) through: u64,
}

impl Wanted {
    /// Reads what stands between two places, both excluded, of which there should be so much. Cancel safe.
    pub(super) async fn read<D: Domain>(
        &self,
        shared: &Shared,
        after: u64,
        before: u64,
        expected: u64,
    ) -> Result<Page<D>, StoreError> {
        let limit = expected.clamp(1, PAGE);
        if limit == expected {
            let found = self.rows(shared, after, before, limit).await?;
            if found.len() as u64 == limit {
                // All that there should be: nothing can have been set aside.
                return Ok(Page { found, through: before - 1 });
            }
        }
        // In this order: what is put back in between is in both, and not in neither.
        let dead_letters = self.between(after, before).dead_letters(shared.backend.dialect(), limit);
        let dead_letters: Vec<_> =
            shared.backend.fetch(dead_letters).await?.iter().filter_map(|row| refused(row)).collect();
        let mut found = self.rows(shared, after, before, limit).await?;
        let end = |last: Option<u64>, number: usize| last.filter(|_| number as u64 == limit).unwrap_or(before - 1);
        let through = end(found.last().map(|(sequence, _)| *sequence), found.len())
            .min(end(dead_letters.last().map(|(sequence, _)| *sequence), dead_letters.len()));
        found.retain(|(sequence, _)| *sequence <= through);
        for (sequence, error) in dead_letters.into_iter().filter(|(sequence, _)| *sequence <= through) {
            // What stands in both was recorded after all.
            if let Err(place) = found.binary_search_by_key(&sequence, |(sequence, _)| *sequence) {
                found.insert(place, (sequence, Err(error)));
            }
        }
        Ok(Page { found, through })
    }

    /// The first events between two places, both excluded.
    async fn rows<D: Domain>(
        &self,
        shared: &Shared,
        after: u64,
        before: u64,
        limit: u64,
    ) -> Result<Vec<Found<D>>, StoreError> {
        let mut found: Vec<Found<D>> = Vec::new();
        let select = self.between(after, before);
        let read = read_rows::<D>(&*shared.backend, &select, limit, |row, event| {
            // The selection is by sequence: each row has one.
            let sequence = row.sequence.unwrap_or(after);
            found.push((sequence, event.map_err(|source| BackfillError::Unreadable { sequence, source })));
        });
        read.await?;
        Ok(found)
    }

    fn between(&self, after: u64, before: u64) -> Select {
        let mut select = self.select.clone();
        select.between = Some((self.bus_id, after, before));
        select
    }
}

/// A row that was set aside.
fn refused(row: &[Cell]) -> Option<(u64, BackfillError)> {
    let [sequence, family, event_type, reason] = row else { return None };
    let sequence = sequence.as_count()?;
    let event = format!("{}.{}", family.as_text()?, event_type.as_text()?);
    Some((sequence, BackfillError::DeadLetter { sequence, event, reason: reason.as_text()?.to_owned() }))
}
