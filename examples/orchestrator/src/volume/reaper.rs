//! TtlReaper: ends ephemeral volumes whose time is up.
//!
//! It learns of volumes from events alone: `VolumeCreated` carries what it needs, `VolumeDeleted` and `VolumeExpired` let it
//! forget. An hour of a volume's TTL is as long as the settings say, so that one can watch it pass.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aegis_events::bus::{Cause, Event, EventBus, PublishError, Publisher};
use aegis_events::domain::subscribers::{self, TtlReaperEvent};
use aegis_events::domain::volume::{VolumeCreated, VolumeExpired};
use aegis_events::domain::{DomainEvent, StorageClass, VolumeId, publishers};
use chrono::Utc;
use tokio::time::Instant;

use super::table::Volumes;

/// The component.
pub(crate) struct TtlReaper {
    event_bus: Publisher<publishers::TtlReaper>,
    volumes: Arc<Volumes>,
    hour: Duration,
    ends: Mutex<HashMap<VolumeId, End>>,
}

/// When a volume expires, and the event that said so.
#[derive(Clone, Copy)]
struct End {
    at: Instant,
    cause: Cause,
}

impl TtlReaper {
    pub(crate) fn new(event_bus: Publisher<publishers::TtlReaper>, volumes: Arc<Volumes>, hour: Duration) -> Arc<Self> {
        Arc::new(Self { event_bus, volumes, hour, ends: Mutex::default() })
    }

    /// Begins to listen.
    pub(crate) fn listen(self: &Arc<Self>, bus: &EventBus<DomainEvent>) {
        let reaper = Arc::clone(self);
        bus.run::<subscribers::TtlReaper>("TtlReaper", move |event| {
            reaper.note(&event);
            async {}
        });
    }

    fn note(&self, event: &Event<subscribers::TtlReaper>) {
        let mut ends = self.lock();
        match event.view() {
            TtlReaperEvent::VolumeCreated(created) => {
                if let Some(ttl) = self.ttl(created) {
                    ends.insert(created.volume_id, End { at: Instant::now() + ttl, cause: event.into() });
                }
            }
            TtlReaperEvent::VolumeDeleted(deleted) => {
                ends.remove(&deleted.volume_id);
            }
            TtlReaperEvent::VolumeExpired(expired) => {
                ends.remove(&expired.volume_id);
            }
        }
    }

    fn ttl(&self, created: &VolumeCreated) -> Option<Duration> {
        let hours = created.ttl_hours.filter(|_| created.storage_class == StorageClass::Ephemeral)?;
        self.hour.checked_mul(hours)
    }

    /// Ends the volumes whose time is up.
    pub(crate) async fn sweep(&self) -> Result<(), PublishError> {
        let now = Instant::now();
        let due: Vec<_> = self.lock().iter().filter(|(_, end)| end.at <= now).map(|(&id, &end)| (id, end)).collect();
        for (volume_id, end) in due {
            self.lock().remove(&volume_id);
            if let Some(folder) = self.volumes.remove(volume_id) {
                // A folder that cannot be deleted now is deleted by nobody later: the volume has expired all the same.
                let _ = tokio::task::spawn_blocking(move || drop(folder)).await;
                let event = VolumeExpired { volume_id, expired_at: Utc::now() };
                self.event_bus.caused_by(end.cause).publish_wait(event).await?;
            }
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<VolumeId, End>> {
        self.ends.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
