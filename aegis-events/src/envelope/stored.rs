//! Names in old rows that this process does not know: publishers removed from the catalog, buses of earlier runs.
//!
//! Envelopes hold both as static references. Each is kept once, for as long as the process lives: some 50 bytes per run that is read and
//! per publisher that is no longer declared.

use std::sync::{Mutex, PoisonError};

use hashbrown::HashMap;

use super::Origin;
use super::former::PUBLISHERS;
use crate::catalog::PublisherId;
use crate::types::Uuid;

static ORIGINS: Mutex<Option<HashMap<Uuid, Vec<&'static Origin>>>> = Mutex::new(None);

/// The id of a publisher that is no longer in the catalog. They count down from the end, where no catalog reaches.
pub(crate) fn former_publisher(name: &str) -> PublisherId {
    let mut names = PUBLISHERS.lock().unwrap_or_else(PoisonError::into_inner);
    let place = names.iter().position(|known| *known == name).unwrap_or_else(|| {
        names.push(Box::leak(name.into()));
        names.len() - 1
    });
    PublisherId::new(u32::MAX - place as u32)
}

/// The origin of an event of the history: the same reference each time.
pub(crate) fn origin_of(node_id: &str, bus_id: Uuid) -> &'static Origin {
    let mut origins = ORIGINS.lock().unwrap_or_else(PoisonError::into_inner);
    let of_bus = origins.get_or_insert_with(HashMap::new).entry(bus_id).or_default();
    if let Some(known) = of_bus.iter().find(|origin| origin.node_id() == node_id) {
        return known;
    }
    let origin = Origin::leaked(node_id, bus_id);
    of_bus.push(origin);
    origin
}
