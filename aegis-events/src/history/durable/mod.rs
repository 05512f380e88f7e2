//! Durable subscriptions: a place in the history that outlives the process.
//!
//! `history → page → handler → cursor`
//!
//! A durable subscription has a name, and under that name a cursor in the database. Everything it gives is read from the history by position,
//! what happened long ago as well as what happens now, so that there is no seam between catching up and following where an event
//! could be skipped or come twice.
//!
//! ```
//! use aegis_events::domain::volume::VolumeDeleted;
//! use aegis_events::domain::{DomainEvent, VolumeEvent, VolumeId};
//! use aegis_events::history::{History, HistoryConfig};
//! use aegis_events::{BusConfig, EventBus};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let history = History::<DomainEvent>::open(HistoryConfig::new("sqlite::memory:").migrate(true)).await?;
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
//! billing.reached(recorded.position).await; // handled, and kept: it will not come again
//!
//! let state = billing.stop().await;
//! assert_eq!((state.position, state.delivered, state.parked), (1, 1, 0));
//! # Ok(())
//! # }
//! ```
//!
//! # What it promises
//!
//! - **At least once, in order of positions, one event at a time.** An event is done when the handler has returned `()` or `Ok`. The cursor never
//!   moves past an event that is not done; it is written a little later (100 ms at most while the database answers), so that a process which dies
//!   gives the last events again to its successor. Handlers that must not act twice compare `event.position()` or `event.id()`.
//! - **One worker per name.** A lease in the cursor's row says who works. Others with the same name, in this process or another, wait: a clean
//!   stop hands over at once, a death when the lease has run out. Each take-over raises the row's epoch, and every write carries it: a process
//!   that was frozen and wakes up may finish the call of its handler that it is in, but it can no longer move the cursor.
//! - **A failing event does not stop the rest for ever.** It is tried again as the [`RetryPolicy`] says, and then parked in `event_parked` with the
//!   reason, in the transaction that moves the cursor past it. *Parking ends strict order*: events behind the parked one are handled before it.
//!   Whoever depends on order sets `attempts` to `u32::MAX` and lets the subscription wait.
//! - **A row that is not an event of the catalog** is parked at once; the handler never sees it.
//! - **GapReport are told.** What retention or erasure took away before the subscription read it is counted in [`DurableState::removed`].
//! - **A database that is away** is waited for; nothing is lost by it.
//!
//! # What it does not promise
//!
//! A lease is no lock on the world outside: between the moment a process freezes and the moment it notices that its lease has run out,
//! another one may already be working. Effects that must not happen twice need a guard where they happen.

mod admin;
mod builder;
mod claim;
mod cursor;
mod deliver;
mod error;
mod handle;
mod parked;
mod post;
mod removed;
mod retry;
mod state;
#[cfg(all(test, feature = "testing"))]
mod tests;
mod worker;

pub use admin::CursorInfo;
pub use builder::Durable;
pub use error::DurableError;
pub use handle::DurableHandle;
pub use parked::Parked;
pub use retry::RetryPolicy;
pub use state::DurableState;
