//! The start: first what can fail, then the observers, then the components.

use std::path::PathBuf;
use std::sync::Arc;

use aegis_events::bus::{EventBus, PublishError};
use aegis_events::domain::DomainEvent;
use aegis_events::history::Recorder;
use aegis_events::reaper::ReaperHandle;
use anyhow::Result;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::database::Database;
use crate::house::House;
use crate::listeners::Listeners;
use crate::screen::Screen;
use crate::settings::{Settings, StandingSettings, Work};
use crate::standing::{Log, Standing};

/// Everything that is open and running.
pub(crate) struct Orchestrator {
    pub(super) screen: Arc<Screen>,
    pub(super) database: Database,
    /// The last position before this run.
    pub(super) before: u64,
    pub(super) bus: EventBus<DomainEvent>,
    pub(super) house: House,
    pub(super) sweeper: Sweeper,
    pub(super) listeners: Listeners,
    pub(super) recorder: Recorder<DomainEvent>,
    pub(super) standing: Standing,
    pub(super) reaper: ReaperHandle,
}

/// The work of a run.
pub(crate) struct Assignment {
    pub(super) folder: PathBuf,
    pub(super) max_files: usize,
    pub(super) work: Work,
}

/// The task that ends expired sessions and locks.
pub(super) struct Sweeper {
    pub(super) stop: CancellationToken,
    pub(super) task: JoinHandle<Result<(), PublishError>>,
}

impl Orchestrator {
    pub(super) async fn open(database: Database, settings: Settings) -> Result<(Self, Assignment)> {
        let Settings { folder, work, bus, max_files, standing, record, voice, .. } = settings;
        let StandingSettings { audit, metrics, grpc, reaper, .. } = standing;
        let screen = Arc::new(Screen::new(voice));
        let log = Log::open(audit).await?;
        let before = database.history.last_position().await?.get();

        let (bus, publishers) = EventBus::<DomainEvent>::new(bus);
        let (house, due) = House::build(publishers, database.pool.clone());
        let recorder = database.history.record(&bus);
        let mut standing = Standing::begin(&bus, &database.history, &recorder, log, metrics, grpc).await?;
        screen.heading(&format!("orchestrating on {}", folder.display()));
        let (place, log) = (database.history.place(), standing.audit.folder().display());
        screen.heading(&format!("recording to {place}, and an audit log to {log}"));
        let is_once = work == Work::Once;
        for place in standing.places() {
            if is_once { screen.heading(&place) } else { screen.say(&place) }
        }

        let listeners = Listeners::start(&bus, &database, &screen, record).await?;
        house.listen(&bus);
        // A single run has no other client.
        if is_once && let Some(stream) = &mut standing.stream {
            stream.connect_a_client().await?;
        }
        // Volumes that expired before this run are ended now, when all subscribers exist.
        let reaper = due.with_config(reaper).run(&database.history).await?;
        let stop = CancellationToken::new();
        let sweeper = Sweeper { task: house.sweep(stop.clone()), stop };
        let orchestrator =
            Self { screen, database, before, bus, house, sweeper, listeners, recorder, standing, reaper };
        Ok((orchestrator, Assignment { folder, max_files, work }))
    }
}
