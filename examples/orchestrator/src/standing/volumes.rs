//! TtlReaper: what it came to. It is begun where its right to publish was given out, and knows volumes from the history.

use aegis_events::domain::DomainEvent;
use aegis_events::domain::volume::VolumeExpired;
use aegis_events::history::{History, HistoryError};
use aegis_events::reaper::ReaperState;

/// What the TTL reaper came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumesReport {
    /// Volumes that have expired since the first run.
    pub expired: u64,
    /// What the reaper of this run came to.
    pub reaper: ReaperState,
}

impl VolumesReport {
    pub(crate) async fn read(history: &History<DomainEvent>, reaper: ReaperState) -> Result<Self, HistoryError> {
        Ok(Self { expired: history.events::<VolumeExpired>().count().await?, reaper })
    }
}
