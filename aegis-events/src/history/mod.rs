//! The recorded history: every event in a database, and back out as typed events.
//!
//! `recorder → domain_events → {queries, durable subscriptions, backfilled subscriptions}`
//!
//! ```
//! use aegis_events::domain::volume::VolumeDeleted;
//! use aegis_events::domain::{DomainEvent, VolumeId};
//! use aegis_events::history::{History, HistoryConfig};
//! use aegis_events::{BusConfig, EventBus};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let history = History::<DomainEvent>::open(HistoryConfig::new("sqlite::memory:").with_migrate(true)).await?;
//! let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
//! history.record(&bus);
//!
//! let event = VolumeDeleted { volume_id: VolumeId::new(), deleted_at: chrono::Utc::now() };
//! let recorded = publishers.volume_manager.publish_recorded(event).await?;
//! assert_eq!(recorded.position, 1);
//! # Ok(())
//! # }
//! ```
//!
//! # Positions
//!
//! An event's position is its permanent place in the history. Positions start at 1, are assigned without gaps, and become visible in their
//! order, also if several processes write: a reader that follows positions misses nothing. Retention and erasure leave gaps; nothing is
//! renumbered.
//!
//! # Fidelity
//!
//! Events and their envelopes are read back equal to what was published, to the last bit of a float and the last character of a text, NUL
//! included. There is one exception, on PostgreSQL: in a field of type `Json`, a whole number that was written as a float of sixteen digits or
//! more, `1e16`, may come back as the integer `10000000000000000`, since `jsonb` stores the value and not its spelling.
//!
//! # Writers
//!
//! Only the recorder of a bus, the relay of its outbox, and a retry of dead letters write events. Several processes may write to one
//! PostgreSQL.

mod backend;
mod backfill;
mod dead_letters;
mod durable;
mod error;
mod escape;
#[cfg(feature = "grpc")]
mod follow;
#[expect(clippy::module_inception, reason = "the module has the name of its handle")]
mod history;
mod listen;
mod open;
mod outbox;
mod publish;
mod query;
mod raw;
mod reason;
mod recorder;
mod removal;
mod retry;
mod row;
mod schema;
mod select;
mod settings;
mod shared;
mod signals;
#[cfg(all(test, feature = "testing"))]
pub(crate) mod simulation;
mod sql_timestamp;
mod takeover;

pub use backend::Dialect;
pub use backfill::{BackfillError, BackfillStats, BackfilledSubscription};
pub use dead_letters::{DeadLetter, Requeued, RetryReport};
pub use durable::{CursorInfo, DurableBuilder, DurableError, DurableHandle, DurableState, ParkedEvent, RetryPolicy};
pub use error::{HistoryError, RecordError};
pub use history::History;
pub use outbox::{OutboxTransaction, Outboxed};
pub use publish::Recorded;
pub use query::{EventCount, Query, RawQuery, StoredEvent, StoredEventCount};
pub use raw::RawHistory;
pub use recorder::{Recorder, RecorderState};
pub use removal::{
    ErasureReport, GapReport, Removed, RetentionReport, RetentionTask, UnexplainedGap, UnreadCursor, WalCleanup,
};
pub use schema::{Inventory, KeyColumn, MigrationPlan, SchemaError, migration_sql, schema_sql};
pub(crate) use settings::Settings;
pub use settings::{HistoryConfig, Synchronous};

/// The `sqlx` whose transactions [`record_in`](crate::Publisher::record_in) takes.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use sqlx;

#[cfg(feature = "grpc")]
pub(crate) use follow::Follower;
