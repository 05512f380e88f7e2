//! Reading lost events: a page of recorded events, with the dead letters in their places.

use std::sync::Arc;

use super::error::BackfillError;
use crate::envelope::Envelope;
use crate::event::Domain;
use crate::history::backend::{Cell, StoreError};
use crate::history::select::{Select, read_rows};
use crate::history::shared::Shared;
use crate::types::Uuid;

/// Rows per round trip. All of them are in memory until the caller has taken them.
const PAGE: u64 = 500;

/// The events that a subscription selects, in the history of its bus.
pub(super) struct Wanted {
    pub(super) select: Select,
    pub(super) bus_id: Uuid,
}

/// A lost event that was found, or the error in its place.
pub(super) struct Found<D: Domain> {
    sequence: u64,
    pub(super) event: Result<Arc<Envelope<D>>, BackfillError>,
}

/// The first events of a gap, in order.
pub(super) struct Page<D: Domain> {
    pub(super) found: Vec<Found<D>>,
    /// `found` has all events up to this sequence.
    pub(super) through: u64,
}

impl Wanted {
    /// Reads events between two sequences, both exclusive. `expected` is their number. Cancel safe.
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
                // All of them are recorded: none is a dead letter.
                return Ok(Page { found, through: before - 1 });
            }
        }
        // In this order: an event that is retried in between is in both results, instead of in none.
        let dead_letters = self.between(after, before).dead_letters(shared.backend.dialect(), limit);
        let dead_letters: Vec<_> =
            shared.backend.fetch(dead_letters).await?.iter().filter_map(|row| dead_letter(row)).collect();
        let mut found = self.rows(shared, after, before, limit).await?;
        let end = |last: Option<u64>, number: usize| last.filter(|_| number as u64 == limit).unwrap_or(before - 1);
        let through = end(found.last().map(|found| found.sequence), found.len())
            .min(end(dead_letters.last().map(|found| found.sequence), dead_letters.len()));
        found.retain(|found| found.sequence <= through);
        for dead_letter in dead_letters.into_iter().filter(|found| found.sequence <= through) {
            // An event in both results is recorded now.
            if let Err(place) = found.binary_search_by_key(&dead_letter.sequence, |found| found.sequence) {
                found.insert(place, dead_letter);
            }
        }
        Ok(Page { found, through })
    }

    /// The first recorded events between two sequences, both exclusive.
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
            let event = event.map_err(|source| BackfillError::Unreadable { sequence: sequence.into(), source });
            found.push(Found { sequence, event });
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

fn dead_letter<D: Domain>(row: &[Cell]) -> Option<Found<D>> {
    let [sequence, family, event_type, reason] = row else { return None };
    let sequence = sequence.as_count()?;
    let event = format!("{}.{}", family.as_text()?, event_type.as_text()?);
    let reason = reason.as_text()?.to_owned();
    let error = BackfillError::DeadLetter { sequence: sequence.into(), event, reason };
    Some(Found { sequence, event: Err(error) })
}
