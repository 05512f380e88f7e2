//! One run: open the history, make the bus, give out the rights, listen, tell the story, close, read back.
//!
//! The order at the end is that in which nothing gets lost: the outbox first, then the bus, which waits for the recorder and the handlers; then durable
//! subscriptions, which read what was recorded last; then the history.

use std::sync::Arc;
use std::time::{Duration, Instant};

use aegis_events::bus::EventBus;
use aegis_events::domain::DomainEvent;
use anyhow::{Context, Result};
use tokio_util::sync::CancellationToken;

use crate::database::Database;
use crate::house::House;
use crate::listeners::Listeners;
use crate::report::{HistoryReport, Summary};
use crate::screen::Screen;
use crate::settings::Settings;
use crate::story::Story;

/// How long handlers may take to work off what is waiting for them at the end.
const DRAIN_LIMIT: Duration = Duration::from_secs(10);

/// Runs the orchestrator once. Cancelling `stop` ends it in order, with the summary of what happened until then.
///
/// # Errors
///
/// If the database cannot be opened or read, or a listener not be brought to its end. What goes wrong in the story itself is the summary's `problem`.
///
/// # Cancel safety
///
/// Dropping the future leaves tasks behind that end with the runtime, and with them the temporary volumes.
pub async fn run(settings: Settings, stop: CancellationToken) -> Result<Summary> {
    let start = Instant::now();
    let Settings { folder, bus: config, max_files, database, record, hour, voice } = settings;
    let database = Database::open(&database).await?;
    let before = database.history.last_position().await?;
    let screen = Arc::new(Screen::new(voice));
    screen.heading(&format!("orchestrating on {}", folder.display()));
    screen.heading(&format!("recording to {}", database.history.place()));

    let (bus, publishers) = EventBus::<DomainEvent>::new(config);
    let recorder = database.history.record(&bus);
    let mut listeners = Listeners::start(&bus, &database, &screen, record).await?;
    let house = House::build(publishers, database.pool.clone(), hour);
    house.listen(&bus);
    let swept = CancellationToken::new();
    let sweeper = house.sweep(swept.clone());

    let mut story = Story::new(&house, &bus, max_files);
    let told = stop.run_until_cancelled(story.tell(&folder, &mut listeners)).await;
    let executions = story.into_executions();

    swept.cancel();
    let swept = sweeper.await?;
    // What was committed last comes to its live subscribers before they end; if the database is away, with the next run.
    let _ = tokio::time::timeout(DRAIN_LIMIT, recorder.outbox_relayed()).await;
    let drained = bus.shutdown(DRAIN_LIMIT).await;
    let took = start.elapsed();
    let heard = listeners.end(drained, database.history.last_position().await?).await?;
    let shown = executions.first().map(|line| line.execution_id);
    let history = HistoryReport::read(&database, before, shown, recorder.state()).await;
    let history = history.context("the history cannot be read back")?;
    database.close().await;
    let interrupted = told.is_none();
    let problem = told.unwrap_or(Ok(())).and(swept.map_err(anyhow::Error::from)).err();
    Ok(Summary::new(&bus.stats(), heard, history, executions, interrupted, problem, took))
}
