//! The beginning: whatever can fail first, then whoever only listens, then those who act.

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
use crate::standing::{Audit, Metrics, Stream, open_log};

/// Everything that is open and at work.
pub(crate) struct Orchestrator {
    pub(super) screen: Arc<Screen>,
    pub(super) database: Database,
    /// The last position of the history before.
    pub(super) before: u64,
    pub(super) bus: EventBus<DomainEvent>,
    pub(super) house: House,
    pub(super) sweeper: Sweeper,
    pub(super) listeners: Listeners,
    pub(super) recorder: Recorder<DomainEvent>,
    pub(super) audit: Audit,
    pub(super) metrics: Metrics,
    pub(super) stream: Stream,
    pub(super) reaper: ReaperHandle,
}

/// What there is to do.
pub(crate) struct Assignment {
    pub(super) folder: PathBuf,
    pub(super) max_files: usize,
    pub(super) work: Work,
}

/// The task that lets sessions and locks end.
pub(super) struct Sweeper {
    pub(super) stop: CancellationToken,
    pub(super) task: JoinHandle<Result<(), PublishError>>,
}

impl Orchestrator {
    pub(super) async fn open(settings: Settings) -> Result<(Self, Assignment)> {
        let Settings { folder, work, bus, max_files, database, standing, record, voice, .. } = settings;
        let StandingSettings { recorder, audit, metrics, grpc, reaper } = standing;
        let place = std::path::absolute(audit.folder())?;
        let database = Database::open(&database, recorder).await?;
        let log = open_log(audit).await?;
        let before = database.history.last_position().await?;

        let (bus, publishers) = EventBus::<DomainEvent>::new(bus);
        let (house, due) = House::build(publishers, database.pool.clone());
        let recorder = database.history.record(&bus);
        let audit = Audit::begin(&bus, log, place.clone());
        let metrics = Metrics::begin(&bus, &database.history, &recorder, &audit, metrics).await?;
        let mut stream = Stream::begin(&bus, &database.history, grpc).await?;

        let screen = Arc::new(Screen::new(voice));
        screen.heading(&format!("orchestrating on {}", folder.display()));
        screen.heading(&format!("recording to {}, and an audit log to {}", database.history.place(), place.display()));
        for place in
            [Some(format!("gRPC on {}", stream.address())), metrics.url().map(|url| format!("metrics on {url}"))]
        {
            let place = place.unwrap_or_else(|| "metrics are not served".to_owned());
            if work == Work::Once { screen.heading(&place) } else { screen.say(&place) }
        }
        let listeners = Listeners::start(&bus, &database, &screen, record).await?;
        house.listen(&bus);
        if work == Work::Once {
            stream.connect_a_client().await?;
        }
        // Volumes that fell due before this run began expire now, and everybody is there to hear it.
        let reaper = due.config(reaper).run(&database.history).await?;
        let stop = CancellationToken::new();
        let sweeper = Sweeper { task: house.sweep(stop.clone()), stop };
        let orchestrator =
            Self { screen, database, before, bus, house, sweeper, listeners, recorder, audit, metrics, stream, reaper };
        Ok((orchestrator, Assignment { folder, max_files, work }))
    }
}
