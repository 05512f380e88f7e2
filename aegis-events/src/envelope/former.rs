//! The names of publishers that are no longer in the catalog. The history adds them when it reads rows of such publishers.

use std::sync::{Mutex, PoisonError};

use crate::catalog::PublisherId;

/// The name at index `n` belongs to the id `u32::MAX - n`.
pub(super) static PUBLISHERS: Mutex<Vec<&'static str>> = Mutex::new(Vec::new());

/// The name of a publisher that is no longer in the catalog.
pub(super) fn publisher(id: PublisherId) -> &'static str {
    let names = PUBLISHERS.lock().unwrap_or_else(PoisonError::into_inner);
    names.get(u32::MAX as usize - id.index()).copied().unwrap_or("")
}
