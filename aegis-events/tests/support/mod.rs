//! A small domain for the tests of the bus, and functions that create its events.

#![allow(dead_code, unreachable_pub, unused_imports, reason = "each test uses its own part")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use aegis_events::types::Uuid;
use aegis_events::{BusConfig, EventBus};

/// Every event of the tests.
#[aegis_events::domain_events(catalog = "catalog.toml")]
pub enum TestEvent {}

pub use publishers::{Fsal, Judge, VolumeManager};
pub use score::Scored;
pub use storage::{FileRead, FileWritten};
pub use subscribers::{Audit, Reaper, Recorder};
pub use volume::{VolumeCreated, VolumeDeleted};

impl ExecutionId {
    /// The same number gives the same id.
    pub fn of(n: u128) -> Self {
        Self(Uuid::from_u128(n))
    }
}

impl VolumeId {
    /// The same number gives the same id.
    pub fn of(n: u128) -> Self {
        Self(Uuid::from_u128(n))
    }
}

/// A bus whose rings and queues hold so many events.
pub fn bus(capacity: usize) -> (EventBus<TestEvent>, Publishers) {
    EventBus::new(BusConfig::default().with_capacity(capacity).unwrap())
}

/// A `FileRead` of execution 1 and volume 1.
pub fn read(n: u64) -> FileRead {
    FileRead { execution_id: ExecutionId::of(1), volume_id: VolumeId::of(1), n }
}

/// A `FileWritten` of execution 1 and volume 1.
pub fn written(n: u64) -> FileWritten {
    FileWritten { execution_id: ExecutionId::of(1), volume_id: VolumeId::of(1), n }
}

/// A `VolumeCreated` of execution 1.
pub fn created(volume: u128) -> VolumeCreated {
    VolumeCreated {
        volume_id: VolumeId::of(volume),
        execution_id: ExecutionId::of(1),
        created_at: "2026-01-02T03:04:05Z".parse().unwrap(),
    }
}

/// A `VolumeDeleted`.
pub fn deleted(volume: u128) -> VolumeDeleted {
    VolumeDeleted { volume_id: VolumeId::of(volume) }
}
