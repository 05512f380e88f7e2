//! A slow subscriber to a rare event under a storage firehose: what it loses on each kind of bus.
//!
//! 50,000 events a second, one in 2,000 of them, at random, the start of an execution, which the subscriber takes 30 ms to handle: it is busy
//! three quarters of the time and could keep up. Rings hold 1,000 events (1,024, since tokio rounds up) on both sides.

mod support;

use std::time::Duration;

use aegis_events::domain::execution::ExecutionStarted;
use aegis_events::domain::{DomainEvent, ExecutionEvent, StorageEvent};
use aegis_events::{BusConfig, EventBus};
use tokio::runtime::Builder;
use tokio::sync::broadcast;
use tokio::time::{MissedTickBehavior, interval, sleep};

use support::{Ready, execution_started, file_read, publish, table};

const PER_MS: u64 = 50;
const SECONDS: u64 = 6;
const ONE_IN: u64 = 2_000;
const HANDLING: Duration = Duration::from_millis(30);

/// What the slow subscriber got.
struct Outcome {
    published: u64,
    rare: u64,
    handled: u64,
    reported: String,
}

/// Publishes at a steady pace; gives how many events, and how many rare ones.
async fn firehose(mut publish: impl FnMut(Ready)) -> (u64, u64) {
    let mut ticks = interval(Duration::from_millis(1));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let (mut published, mut rare) = (0, 0);
    // The same arrivals for all contenders: a linear congruential generator, by Knuth's numbers.
    let mut random = 1_u64;
    for _ in 0..SECONDS * 1_000 {
        ticks.tick().await;
        for _ in 0..PER_MS {
            published += 1;
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            if (random >> 33).is_multiple_of(ONE_IN) {
                rare += 1;
                publish(Ready::Other(execution_started(rare).into()));
            } else {
                publish(Ready::Read(file_read(published)));
            }
        }
    }
    (published, rare)
}

async fn today() -> Outcome {
    let (sender, mut receiver) = broadcast::channel::<DomainEvent>(1_000);
    let mut storage = sender.subscribe();
    tokio::spawn(async move { while storage.recv().await != Err(broadcast::error::RecvError::Closed) {} });
    let slow = tokio::spawn(async move {
        let (mut handled, mut skipped) = (0, 0);
        loop {
            match receiver.recv().await {
                Ok(DomainEvent::Execution(ExecutionEvent::ExecutionStarted(_))) => {
                    sleep(HANDLING).await;
                    handled += 1;
                }
                Ok(_) => {}
                Err(broadcast::error::RecvError::Lagged(n)) => skipped += n,
                Err(broadcast::error::RecvError::Closed) => return (handled, skipped),
            }
        }
    });
    let (published, rare) = firehose(move |event| drop(sender.send(event.into()))).await;
    let (handled, skipped) = slow.await.expect("the subscriber does not panic");
    Outcome { published, rare, handled, reported: format!("{skipped} events of any kind") }
}

async fn ours() -> Outcome {
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    bus.run::<StorageEvent>("storage", |_| async {});
    let slow = bus.run::<ExecutionStarted>("slow", |_| sleep(HANDLING));
    let (published, rare) = firehose(|event| publish(&publishers, event).expect("the bus is open")).await;
    bus.shutdown(Duration::from_secs(5)).await;
    let stats = slow.stats();
    Outcome { published, rare, handled: stats.delivered, reported: format!("{} of its events", stats.lost) }
}

fn main() {
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_time().build().expect("a runtime");
    let outcomes =
        [("one broadcast", runtime.block_on(async { today().await })), ("aegis-events", runtime.block_on(ours()))];
    let rows = outcomes.map(|(name, Outcome { published, rare, handled, reported })| {
        let lost = 100.0 * (rare - handled) as f64 / rare as f64;
        let rate = published / SECONDS;
        vec![name.into(), format!("{rate}"), format!("{rare}"), format!("{handled}"), format!("{lost:.0} %"), reported]
    });
    table(
        "A slow subscriber (30 ms an event) to a rare event under a storage firehose",
        &["", "events/s", "rare events published", "handled", "lost", "loss reported to it"],
        &rows,
    );
}
