//! Two writers on one database, like two processes. Their commits interleave while readers follow by position.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use aegis_events::domain::DomainEvent;
use aegis_events::history::{History, HistoryConfig};
use aegis_events::{BusConfig, EventBus};
use tokio::task::block_in_place;

use super::books::balance;
use super::database::{Database, HostPool};
use super::load::{Load, Outcome};
use super::waiting::{DEADLINE, eventually, soon};

/// The confirmations per writer while the readers follow: published events, and transactions, which wait long for the lock of SQLite.
const ENOUGH: [(Outcome, usize); 2] = [(Outcome::Published, 300), (Outcome::Committed, 10)];
/// Small, so that there are many commits to interleave.
const BATCH: usize = 7;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_by_position_miss_no_event_of_two_writers() {
    for database in Database::both() {
        database.prepare().await;
        let writers = [Writer::start(&database, "one").await, Writer::start(&database, "other").await];

        let reader = database.open().await;
        let in_order = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&in_order);
        let durable = reader.durable::<DomainEvent>("follows").run(move |event| {
            kept.lock().unwrap().push(event.position().map(u64::from).unwrap());
            std::future::ready(())
        });
        let durable = durable.await.unwrap();
        let is_over = Arc::new(AtomicBool::new(false));
        let follower = tokio::spawn(follow(reader.clone(), Arc::clone(&is_over)));

        eventually("both writers have written enough", async || {
            writers.iter().all(Writer::has_written_enough).then_some(())
        })
        .await;
        let mut outcomes = Vec::new();
        for writer in writers {
            outcomes.extend(writer.stop(&database).await);
        }
        is_over.store(true, Ordering::Release);
        let total = balance(&database, &reader, &outcomes).await;
        let followed = soon("the follower comes to the end", follower).await.unwrap();
        assert_eq!(followed, total, "followed to the end, without a gap");
        assert!(soon("the durable subscription reaches the end", durable.reached(total)).await.is_ok());
        durable.stop().await;
        assert!(in_order.lock().unwrap().iter().copied().eq(1..=total), "every position once, in order");
        reader.close().await;
    }
}

/// Repeatedly reads the events after the last position. Positions have no gaps, so a position that becomes visible after a later one
/// shows here as a gap. A reader that continues after the later one would miss it.
async fn follow(history: History<DomainEvent>, is_over: Arc<AtomicBool>) -> u64 {
    let mut last = 0;
    loop {
        let was_over = is_over.load(Ordering::Acquire);
        let page = history.events::<DomainEvent>().after_position(last).limit(50).fetch_all().await.unwrap();
        for event in &page {
            let position = event.position().map(u64::from).unwrap();
            assert_eq!(position, last + 1, "positions became visible out of order");
            last = position;
        }
        if was_over && page.is_empty() {
            return last;
        }
    }
}

/// A history, a bus and a node, as another process would have them.
struct Writer {
    history: History<DomainEvent>,
    bus: EventBus<DomainEvent>,
    node: &'static str,
    load: Load,
}

impl Writer {
    async fn start(database: &Database<'_>, node: &'static str) -> Self {
        let history = History::open(HistoryConfig::new(database.url()).with_batch(BATCH).unwrap()).await.unwrap();
        let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default().with_node_id(node).unwrap());
        history.record(&bus);
        let load = Load::start(&Arc::new(publishers), HostPool::new(&database.url()));
        Self { history, bus, node, load }
    }

    fn has_written_enough(&self) -> bool {
        ENOUGH.iter().all(|(outcome, enough)| self.load.count(*outcome) >= *enough)
    }

    async fn stop(self, database: &Database<'_>) -> Vec<(Outcome, aegis_events::domain::VolumeId)> {
        let outcomes = self.load.stop().await;
        let count = format!("SELECT count(*) FROM event_outbox WHERE node_id = '{}'", self.node);
        let outbox = async || (block_in_place(|| database.value(&count)) == "0").then_some(());
        eventually("the outbox is delivered", outbox).await;
        assert!(self.bus.shutdown(DEADLINE).await.is_drained());
        self.history.close().await;
        outcomes
    }
}
