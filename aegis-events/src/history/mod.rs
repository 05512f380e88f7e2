//! The recorded history: every event in a database, and back out as typed events.
//!
//! `recorder → domain_events → {queries, durable subscriptions, healing}`
//!
//! ```
//! use aegis_events::domain::volume::VolumeDeleted;
//! use aegis_events::domain::{DomainEvent, VolumeId};
//! use aegis_events::history::{History, HistoryConfig};
//! use aegis_events::{BusConfig, EventBus};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let history = History::<DomainEvent>::open(HistoryConfig::new("sqlite::memory:").migrate(true)).await?;
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
//! An event's position is its place in the history, for good: from 1, without gaps when given, and given in the order of commits, so that
//! whoever follows by position misses nothing, also when several processes write. Retention and erasure leave gaps and never renumber.
//!
//! # What comes back
//!
//! Events are read back equal to what was published, to the last bit of a float and the last character of a text, NUL included, and so are
//! their envelopes. With one exception, on PostgreSQL: in a field of type `Json`, a whole number that was written as a float of sixteen
//! digits or more, `1e16`, may come back as the integer `10000000000000000`, since `jsonb` keeps the value and not how it was written.
//!
//! # What is one writer's
//!
//! Only the recorder of a bus and the relay of its outbox write events, and a retry puts back what they have set aside. Several processes
//! may do so to one PostgreSQL.

mod backend;
mod backfill;
mod dead_letters;
mod durable;
mod error;
mod escape;
#[cfg(feature = "grpc")]
mod follow;
#[expect(clippy::module_inception, reason = "the handle of the history is what this module is called after")]
mod history;
mod listen;
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
mod section;
mod select;
mod settings;
mod shared;
mod signals;
#[cfg(all(test, feature = "testing"))]
pub(crate) mod simulation;
mod sql_timestamp;
mod table;

pub use backend::Dialect;
pub use backfill::{BackfillError, BackfillStats, BackfilledSubscription};
pub use dead_letters::{DeadLetter, RetryReport};
pub use durable::{CursorInfo, Durable, DurableError, DurableHandle, DurableState, ParkedEvent, RetryPolicy};
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
pub(crate) use section::Settings;
pub use settings::{HistoryConfig, Synchronous};

/// The `sqlx` whose transactions [`record_in`](crate::Publisher::record_in) takes.
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use sqlx;

#[cfg(feature = "grpc")]
pub(crate) use follow::Follower;
