//! The TTL reaper: ends ephemeral volumes when their TTL is over.
//!
//! `VolumeCreated → table of deadlines → on_expired → VolumeExpired`; `VolumeDeleted` and `VolumeExpired` remove a volume from the table.
//!
//! ```
//! use std::time::Duration;
//!
//! use aegis_events::domain::volume::VolumeCreated;
//! use aegis_events::domain::{DomainEvent, StorageClass, VolumeId};
//! use aegis_events::history::{History, HistoryConfig};
//! use aegis_events::reaper::{ReaperConfig, TtlReaper};
//! use aegis_events::{BusConfig, EventBus};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let history = History::<DomainEvent>::open(HistoryConfig::new("sqlite::memory:").with_migrate(true)).await?;
//! let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
//! history.record(&bus);
//!
//! let reaper = TtlReaper::new(publishers.ttl_reaper)
//!     .with_config(ReaperConfig::default().with_hour(Duration::from_millis(5))?) // for the example
//!     .on_expired(|volume| async move { println!("deleting {}", volume.remote_path) })
//!     .run(&history)
//!     .await?;
//!
//! let volume = VolumeCreated {
//!     volume_id: VolumeId::new(),
//!     execution_id: None,
//!     storage_class: StorageClass::Ephemeral,
//!     ttl_hours: Some(2),
//!     remote_path: "/volumes/scratch".into(),
//!     size_limit_bytes: 1 << 30,
//!     created_at: chrono::Utc::now(),
//! };
//! publishers.volume_manager.publish(volume)?;
//! reaper.wait_for(|state| state.expired == 1).await;
//! # reaper.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! # What it promises
//!
//! - **One `VolumeExpired` per volume in the history**, after any crash and with any number of processes. The event's id is derived from the
//!   volume's id ([`expired_id`]), and the recorder writes an id only once.
//! - **None for a volume that was deleted in time.** When a volume is due, and again before it publishes, the reaper waits until the events of
//!   its own process are recorded, and reads the rest of the history. A deletion that is recorded after the deadline may still be followed by a
//!   `VolumeExpired`.
//! - **None early**, by the clock of the process that works. A volume never gets more than its TTL from the moment when the reaper saw it, even
//!   if the clock that stamped its creation was ahead.
//! - **No pending volume is forgotten.** When a process starts to work, it asks the history which volumes were created and neither deleted nor
//!   expired, and ends at once those that are due. Of several processes with one database one works; the others wait for its lease, like durable
//!   subscriptions of one name.
//! - **The hook runs first, at least once per volume.** The event is published only after it has succeeded. After a crash in between, the hook is
//!   called again: it must be idempotent. It times out after five minutes, unless configured otherwise. To act after the event, subscribe to
//!   `VolumeExpired`.
//!
//! # Time
//!
//! The rest of a TTL is taken from the wall clock once, when a volume is registered, and then counted by tokio's clock, which tests can pause.
//! If the machine was suspended, or its clock was set forward, that time counts as passed within a minute. A clock that was set back changes
//! nothing.
//!
//! # Without a history
//!
//! [`run_live`](TtlReaper::run_live) is for programs without a history. It is a lossless subscriber of the bus, knows the volumes that are created
//! while it runs, and forgets them when the process ends. `run` needs a database, the feature `sqlite` or `postgres`.
//!
//! # Costs
//!
//! One timer, some 240 bytes per pending volume, and one short query when a volume is due or new (see docs/benchmarks.md). The start reads every
//! volume that still exists, with a query over all that ever existed. Volumes that retention has removed are unknown to a process that starts
//! later: keep the family `Volume` longer than the longest TTL.

mod builder;
mod clock;
mod config;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod error;
mod handle;
mod hook;
mod id;
mod live;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod recorded;
mod state;
mod table;
#[cfg(all(test, feature = "testing", any(feature = "sqlite", feature = "postgres")))]
mod tests;
mod worker;

pub use builder::TtlReaper;
pub use config::ReaperConfig;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use error::ReaperError;
pub use handle::ReaperHandle;
pub use hook::DueVolume;
pub use id::expired_id;
pub use state::ReaperState;
