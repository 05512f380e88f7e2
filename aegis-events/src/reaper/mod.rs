//! The TTL reaper: ends ephemeral volumes whose time is up.
//!
//! `VolumeCreated → table of deadlines → on_expired → VolumeExpired`; `VolumeDeleted` and `VolumeExpired` let it forget.
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
//! let history = History::<DomainEvent>::open(HistoryConfig::new("sqlite::memory:").migrate(true)).await?;
//! let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
//! history.record(&bus);
//!
//! let reaper = TtlReaper::new(publishers.ttl_reaper)
//!     .config(ReaperConfig::default().with_hour(Duration::from_millis(5))?) // days pass in no time
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
//! reaper.when(|state| state.expired == 1).await;
//! # reaper.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! # What it promises
//!
//! - **One `VolumeExpired` per volume in the history**, whatever crashes and however many processes try: the event's id is derived from the
//!   volume's ([`expired_id`]), and the recorder does not write an id that it knows.
//! - **None for a volume that was deleted in time.** When something is due, and again before it publishes, the reaper waits until this
//!   process's own events are recorded, and reads everything that the history has. A deletion that comes in after the deadline may still be
//!   followed by a `VolumeExpired`: the two have crossed.
//! - **None early**, by the clock of the process that works. A volume is never given more than its TTL from the moment the reaper saw it,
//!   however far ahead the clock was that stamped its creation.
//! - **Nothing pending is forgotten.** Whenever a process begins to work, at its start or since another one has stopped, it asks the history
//!   which volumes were created and neither deleted nor expired, and ends at once what fell due meanwhile. Of several processes with one
//!   database one works; the others wait for its lease, as durable subscriptions of one name do.
//! - **The hook comes first, at least once per volume**, and the event only after it has succeeded: a crash in between calls it again, so
//!   that no folder is left behind. It must bear being called twice. One that hangs has failed after a while. Whoever wants to act after
//!   the event subscribes to `VolumeExpired`.
//!
//! # Time
//!
//! What is left of a TTL is read off the wall clock once, when a volume is registered, and then counted by tokio's clock, which tests can
//! pause. A machine that was suspended, or whose clock was put forward, counts the wall clock's time as passed, within a minute of waking; a
//! clock that was set back changes nothing.
//!
//! # Without a history
//!
//! [`run_live`](TtlReaper::run_live) is for programs that have none: it is a lossless subscriber of the bus, knows the volumes that are created
//! while it runs, and forgets everything with the process.
//!
//! # What it costs
//!
//! One timer, some 240 bytes per pending volume, and one short query when something is due or new (see docs/benchmarks.md). The start reads
//! every volume that is still there, and lets the database look at every one that ever was. What retention takes away is not known to a
//! process that starts later: keep the family `Volume` longer than the longest TTL.

mod clock;
mod config;
mod error;
mod handle;
mod hook;
mod id;
mod live;
mod recorded;
mod state;
mod table;
#[cfg(all(test, feature = "testing"))]
mod tests;
mod worker;

pub use config::ReaperConfig;
pub use error::ReaperError;
pub use handle::ReaperHandle;
pub use hook::DueVolume;
pub use id::expired_id;
pub use state::ReaperState;

use std::fmt;
use std::future::Future;

use crate::bus::{EventBus, Outcome, Publisher};
use crate::domain::{DomainEvent, publishers};
use crate::history::History;
use hook::Hook;

/// A reaper that is being prepared.
#[must_use = "nothing happens until `run` or `run_live` is called"]
pub struct TtlReaper {
    publisher: Publisher<publishers::TtlReaper>,
    config: ReaperConfig,
    hook: Option<Hook>,
}

impl TtlReaper {
    /// A reaper that publishes with the right of the publisher `TtlReaper`, on that right's bus.
    pub fn new(publisher: Publisher<publishers::TtlReaper>) -> Self {
        Self { publisher, config: ReaperConfig::default(), hook: None }
    }

    /// How it is to work.
    pub fn config(mut self, config: ReaperConfig) -> Self {
        self.config = config;
        self
    }

    /// What is done with a volume whose time is up, before its `VolumeExpired` is published: deleting its folder, say.
    ///
    /// It is async and returns nothing or a `Result`. Where it fails or panics it is called again, after a second at first and after five
    /// minutes in the end, and the event waits for it; a volume that is deleted meanwhile is let go. It may be called again for a volume
    /// that it has dealt with, after a crash.
    ///
    /// A call that takes longer than the [`hook_timeout`](ReaperConfig::with_hook_timeout) is dropped at its `await` and has failed: what hangs
    /// delays the volumes that fall due next by so long, and no longer. What it began elsewhere (on a blocking thread, say) may still be under
    /// way when it is called again. Each call is a task of its own, but it must not block its thread: that nobody can interrupt.
    pub fn on_expired<Fut>(mut self, hook: impl Fn(DueVolume) -> Fut + Send + Sync + 'static) -> Self
    where
        Fut: Future<Output: Outcome> + Send + 'static,
    {
        self.hook = Some(Hook::new(hook));
        self
    }

    /// Begins to work with a history, as the catalog's durable subscriber `TtlReaper`, or to wait until the process that does so stops.
    ///
    /// The bus that the right to publish belongs to must be recorded in that history, [`History::record`].
    ///
    /// # Errors
    ///
    /// [`ReaperError::NoRecorder`] if nothing records the bus; [`ReaperError::Durable`] if the database cannot be reached now. Once it runs, a
    /// database that is away is waited for.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, nothing works, and the cursor of the subscription may have been made.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime with its timer enabled.
    pub async fn run(self, history: &History<DomainEvent>) -> Result<ReaperHandle, ReaperError> {
        recorded::run(self, history).await
    }

    /// Begins to work on a bus alone, as a lossless subscriber: it knows volumes that are created from now on, for as long as the process
    /// lives.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime with its timer enabled.
    pub fn run_live(self, bus: &EventBus<DomainEvent>) -> ReaperHandle {
        live::run(self, bus)
    }
}

impl fmt::Debug for TtlReaper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TtlReaper")
            .field("config", &self.config)
            .field("has_hook", &self.hook.is_some())
            .finish_non_exhaustive()
    }
}
