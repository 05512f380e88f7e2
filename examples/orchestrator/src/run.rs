//! One run: make the bus, give out the rights, listen, tell the story, close, count.

use std::sync::Arc;
use std::time::{Duration, Instant};

use aegis_events::bus::EventBus;
use aegis_events::domain::DomainEvent;
use anyhow::Result;
use tokio_util::sync::CancellationToken;

use crate::house::House;
use crate::listeners::Listeners;
use crate::report::Summary;
use crate::screen::Screen;
use crate::settings::Settings;
use crate::story::Story;

/// How long handlers may take to work off what is waiting for them at the end.
const DRAIN_LIMIT: Duration = Duration::from_secs(10);

/// Runs the orchestrator once. Cancelling `stop` ends it in order, with the summary of what happened until then.
///
/// # Errors
///
/// If a listener cannot be brought to its end. What goes wrong in the story itself is the summary's `problem`.
///
/// # Cancel safety
///
/// Dropping the future leaves tasks behind that end with the runtime, and with them the temporary volumes.
pub async fn run(settings: Settings, stop: CancellationToken) -> Result<Summary> {
    let start = Instant::now();
    let Settings { folder, bus: config, max_files, record, hour, voice } = settings;
    let screen = Arc::new(Screen::new(voice));
    screen.heading(&format!("orchestrating on {}", folder.display()));

    let (bus, publishers) = EventBus::<DomainEvent>::new(config);
    let mut listeners = Listeners::start(&bus, &screen, record);
    let house = House::build(publishers, hour);
    house.listen(&bus);
    let swept = CancellationToken::new();
    let sweeper = house.sweep(swept.clone());

    let mut story = Story::new(&house, &bus, max_files);
    let told = stop.run_until_cancelled(story.tell(&folder, &mut listeners)).await;
    let executions = story.into_executions();

    swept.cancel();
    let swept = sweeper.await?;
    let drained = bus.shutdown(DRAIN_LIMIT).await;
    let heard = listeners.end(drained).await?;
    let interrupted = told.is_none();
    let problem = told.unwrap_or(Ok(())).and(swept.map_err(anyhow::Error::from)).err();
    Ok(Summary::new(&bus.stats(), heard, executions, interrupted, problem, start.elapsed()))
}
