//! The bus through its public API, on a small test catalog.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../support/mod.rs"]
mod support;

use aegis_events::EventBus;
use aegis_events::event::Domain;

mod accounting;
mod cancelling;
mod closing;
mod dropping;
mod handlers;
mod lanes;
mod lossless;
mod order;
mod own_types;
mod places;
mod pressure;
mod publishing;
mod receiving;
mod reporting;
mod types;

/// The rings and the queues of a bus.
fn lane_counts<D: Domain>(bus: &EventBus<D>) -> (usize, usize) {
    let lanes = bus.lanes();
    (lanes.rings, lanes.queues)
}
