//! The reaper in simulations: random schedules, and one test per claim.

mod claims;
mod hooks;
mod live;
mod schedules;

use std::time::Duration;

use crate::bus::EventBus;
use crate::domain::volume::{VolumeCreated, VolumeDeleted};
use crate::domain::{DomainEvent, Publishers, StorageClass, VolumeId};
use crate::history::simulation::{Process, Simulation, simulate_of};
use crate::reaper::{ReaperConfig, ReaperHandle, TtlReaper};
use crate::types::{Timestamp, Uuid};

/// An hour of a TTL. Processes look around five times a second: real hours would take minutes to simulate.
const HOUR: Duration = Duration::from_secs(20);
/// Short, compared with it.
const SECOND: Duration = Duration::from_secs(1);
/// A lease that schedules can wait for.
const LEASE: Duration = Duration::from_secs(2);

fn simulate<T>(seed: u64, run: impl AsyncFnOnce(Simulation) -> T) -> T {
    simulate_of::<DomainEvent, T>(seed, run)
}

fn volume(n: u128) -> VolumeId {
    VolumeId(Uuid::from_u128(n))
}

fn ephemeral(n: u128, ttl_hours: u32, created_at: Timestamp) -> VolumeCreated {
    VolumeCreated {
        volume_id: volume(n),
        execution_id: None,
        storage_class: StorageClass::Ephemeral,
        ttl_hours: Some(ttl_hours),
        remote_path: format!("/volumes/{n}"),
        size_limit_bytes: 1,
        created_at,
    }
}

fn deleted(n: u128, deleted_at: Timestamp) -> VolumeDeleted {
    VolumeDeleted { volume_id: volume(n), deleted_at }
}

/// A process that records and publishes; dropping its bus closes it.
struct Host {
    process: Process<DomainEvent>,
    bus: EventBus<DomainEvent>,
    publishers: Publishers,
}

async fn host(simulation: &Simulation) -> Host {
    let process = simulation.process_of().await;
    let (bus, publishers) = process.bus();
    process.history.record(&bus);
    Host { process, bus, publishers }
}

impl Host {
    fn reaper(&self) -> TtlReaper {
        let config = ReaperConfig::default().with_hour(HOUR).and_then(|config| config.with_lease(LEASE));
        TtlReaper::new(self.publishers.ttl_reaper.clone()).with_config(config.expect("it is allowed"))
    }

    async fn run(&self) -> ReaperHandle {
        self.reaper().run(&self.process.history).await.expect("the database answers")
    }

    /// Creates an ephemeral volume; it is in the history afterwards.
    async fn create(&self, n: u128, ttl_hours: u32, now: Timestamp) {
        let created = ephemeral(n, ttl_hours, now);
        self.publishers.volume_manager.publish_recorded(created).await.expect("the database takes it");
    }

    async fn delete(&self, n: u128, now: Timestamp) {
        self.publishers.volume_manager.publish_recorded(deleted(n, now)).await.expect("the database takes it");
    }
}

/// How often each volume has expired in the history, and when, in whole seconds of the simulation.
fn expired(simulation: &Simulation) -> Vec<(u128, i64)> {
    let sql = "SELECT volume_id, occurred_at FROM domain_events WHERE event_type = 'VolumeExpired' ORDER BY position";
    let rows = simulation.sql(sql);
    let begun = simulation.now() - simulation.elapsed();
    let read = rows.iter().map(|row| {
        let id: Uuid = row[0].as_text().expect("a text").parse().expect("an id");
        let at: Timestamp = row[1].as_text().expect("a text").parse().expect("a time");
        (id.as_u128(), (at - begun).num_seconds())
    });
    read.collect()
}

/// Waits for what must come.
async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(100 * HOUR, future).await.expect("it comes")
}
