//! The report of the TTL reaper.

use aegis_events::domain::DomainEvent;
use aegis_events::domain::volume::VolumeExpired;
use aegis_events::history::{History, HistoryError};
use aegis_events::reaper::ReaperState;

/// The report of the TTL reaper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumesReport {
    /// Volumes expired since the first run.
    pub expired: u64,
    /// The reaper of this run.
    pub reaper: ReaperState,
}

impl VolumesReport {
    pub(crate) async fn read(history: &History<DomainEvent>, reaper: ReaperState) -> Result<Self, HistoryError> {
        Ok(Self { expired: history.events::<VolumeExpired>().count().await?, reaper })
    }
}
