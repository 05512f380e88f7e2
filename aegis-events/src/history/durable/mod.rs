//! Durable subscriptions: handlers that continue where they stopped, across restarts.
//!
//! `history → page → handler → cursor`
//!
//! A durable subscription has a name, and a cursor in the database under this name. It reads all events from the history by position, old and
//! new ones alike, so that there is no transition from catching up to following at which an event could be lost or repeated.
//!
//! ```
//! use aegis_events::domain::volume::VolumeDeleted;
//! use aegis_events::domain::{DomainEvent, VolumeEvent, VolumeId};
//! use aegis_events::history::{History, HistoryConfig};
//! use aegis_events::{BusConfig, EventBus};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let history = History::<DomainEvent>::open(HistoryConfig::new("sqlite::memory:").with_migrate(true)).await?;
//! let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
//! history.record(&bus);
//!
//! let billing = history.durable::<VolumeEvent>("billing").run(|event| async move {
//!     println!("{:?}: {}", event.position(), event.event_type());
//!     Ok::<(), std::io::Error>(())
//! });
//! let billing = billing.await?;
//!
//! let event = VolumeDeleted { volume_id: VolumeId::new(), deleted_at: chrono::Utc::now() };
//! let recorded = publishers.volume_manager.publish_recorded(event).await?;
//! billing.reached(recorded.position).await?; // handled, and written to the cursor: not delivered again
//!
//! let state = billing.stop().await;
//! assert_eq!(state.position, 1);
//! assert_eq!((state.delivered, state.parked), (1, 0));
//! # Ok(())
//! # }
//! ```
//!
//! # Guarantees
//!
//! - **At least once, by position, one event at a time.** An event is done when the handler has returned `()` or `Ok`. The cursor never moves
//!   past an event that is not done. It is written within 100 ms while the database answers; after the death of a process, its successor
//!   repeats the last events. Handlers that must not act twice compare `event.position()` or `event.id()`.
//! - **One worker per name.** The lease in the cursor's row names the worker. Other subscriptions with the same name wait, in this process or
//!   another: after a clean stop they continue at once, after a death when the lease has expired. Each change of the holder increments the
//!   row's epoch, and every write carries it: a process that was frozen may finish its current call of the handler, but cannot move the cursor.
//! - **A failing event does not block later ones for ever.** It is tried again according to the [`RetryPolicy`], and then parked: written to
//!   `event_parked` with the reason, in the transaction that moves the cursor past it. *Parking ends strict order*: later events are handled
//!   before the parked one. For strict order, use [`RetryPolicy::unlimited_attempts`].
//! - **A row that is not an event of the catalog** is parked at once, without a call of the handler.
//! - **Gaps are reported.** [`DurableState::removed`] counts events that retention or erasure removed before they were read.
//! - **If the database is away,** the subscription waits for it, and no event is lost.
//!
//! # Limits
//!
//! A lease does not lock the world outside the database. After a process freezes, and until it notices that its lease has expired, another one
//! may already work. Protect effects that must not happen twice where they happen.

mod builder;
mod cursor;
mod cursors;
mod deliver;
mod error;
mod gaps;
mod handle;
mod lease;
mod parked;
mod retry;
mod status;
#[cfg(all(test, feature = "testing"))]
mod tests;
mod worker;
mod worker_context;

pub use builder::DurableBuilder;
pub use cursors::CursorInfo;
pub use error::DurableError;
pub use handle::DurableHandle;
pub use parked::ParkedEvent;
pub use retry::RetryPolicy;
pub use status::DurableState;
