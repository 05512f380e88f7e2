//! PostgreSQL becomes unreachable and comes back while recorder, relay, durable and backfilled subscriptions run: each continues
//! where it was.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aegis_events::domain::{DomainEvent, Publishers, VolumeEvent, VolumeId};
use aegis_events::history::{DurableHandle, History, HistoryConfig, Recorder};
use aegis_events::{BusConfig, EventBus, PublishError};
use aegis_events_test_servers::Postgres;
use expect_test::expect;
use tokio::task::{JoinHandle, block_in_place};
use tokio_util::sync::CancellationToken;

use super::books::balance;
use super::database::{Database, HostPool, described};
use super::load::{Load, Outcome, deleted};
use super::waiting::{DEADLINE, eventually, soon};

/// Small, so that publishers soon get back pressure when nothing is written.
const QUEUE: usize = 40;
/// Smaller than the queue, so that the backfilled subscription lags.
const RING: usize = 8;
/// The number of confirmations of each kind before the next fault, and after the last one.
const PROGRESS: usize = 30;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_tasks_wait_for_a_server_that_was_stopped() {
    let server = Postgres::start();
    let work = Work::begin(&server).await;
    for _ in 0..2 {
        work.makes_progress().await;
        block_in_place(|| server.stop());
        work.is_blocked().await;
        block_in_place(|| server.start_again());
    }
    work.stop_and_check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_tasks_wait_for_a_server_that_was_killed() {
    let server = Postgres::start();
    let work = Work::begin(&server).await;
    for _ in 0..2 {
        work.makes_progress().await;
        block_in_place(|| server.kill());
        work.is_blocked().await;
        block_in_place(|| server.start_again());
    }
    work.stop_and_check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cut_connections_are_replaced() {
    let server = Postgres::start();
    let work = Work::begin(&server).await;
    for _ in 0..5 {
        work.makes_progress().await;
        let retries = work.recorder.state().retries;
        // Between two batches of the recorder a cut causes no retry, so it is repeated.
        eventually("the recorder finds its connection cut", async || {
            block_in_place(|| server.cut_connections(work.name()));
            work.may_read.cancel();
            (work.recorder.state().retries > retries).then_some(())
        })
        .await;
        assert!(work.recorder.state().last_error.is_some());
    }
    work.stop_and_check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn opening_without_a_running_server_is_an_error_at_once() {
    let server = Postgres::start();
    let url = server.url();
    server.stop();
    let opened = soon("opening fails", History::<DomainEvent>::open(url.as_str())).await;
    let text = described(&opened.err().unwrap(), "; ");
    let port = url.rsplit_once(':').unwrap().1.split_once('/').unwrap().0;
    let text = text.replace(port, "PORT");
    expect!["PostgreSQL at 127.0.0.1:PORT, database `postgres`: the history cannot be opened: the server refuses connections: Connection refused (os error 111); check that it runs, and that host and port are right"].assert_eq(&text);
}

/// All tasks that use one database.
struct Work<'s> {
    database: Database<'s>,
    history: History<DomainEvent>,
    bus: EventBus<DomainEvent>,
    publishers: Arc<Publishers>,
    recorder: Recorder<DomainEvent>,
    load: Load,
    durable: DurableHandle,
    /// The positions that the durable subscription handled.
    handled: Arc<Mutex<Vec<u64>>>,
    /// The sequences that the backfilled subscription returned.
    backfilled: JoinHandle<(u64, Vec<u64>)>,
    /// Cancelled when the backfilled subscription begins to read. By then its ring has dropped events.
    may_read: CancellationToken,
}

impl<'s> Work<'s> {
    async fn begin(server: &'s Postgres) -> Self {
        let database = Database::postgres(server);
        block_in_place(|| server.query(database_of(&database), super::database::STATE));
        let config = HistoryConfig::new(database.url())
            .with_migrate(true)
            .with_queue_capacity(QUEUE)
            .unwrap()
            .with_batch(20)
            .unwrap();
        let history = History::open(config.with_poll_interval(Duration::from_millis(20)).unwrap()).await.unwrap();
        let config = BusConfig::default().with_capacity(RING).unwrap();
        let (bus, publishers) = EventBus::<DomainEvent>::new(config);
        let recorder = history.record(&bus);
        let handled = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&handled);
        let durable = history.durable::<DomainEvent>("away").run(move |event| {
            kept.lock().unwrap().push(event.position().map(u64::from).unwrap());
            std::future::ready(())
        });
        let mut subscription = bus.subscription::<VolumeEvent>().backfilled_from(&history);
        let may_read = CancellationToken::new();
        let read_from_here = may_read.clone();
        let backfilled = tokio::spawn(async move {
            read_from_here.cancelled().await;
            let mut sequences = Vec::new();
            while let Some(event) = subscription.next().await {
                sequences.push(event.unwrap().sequence().get());
            }
            (subscription.stats().backfilled, sequences)
        });
        let publishers = Arc::new(publishers);
        let load = Load::start(&publishers, HostPool::new(&database.url()));
        let durable = durable.await.unwrap();
        Self { database, history, bus, publishers, recorder, load, durable, handled, backfilled, may_read }
    }

    fn name(&self) -> &str {
        &database_of(&self.database).name
    }

    /// Waits until every task has made progress from now on.
    async fn makes_progress(&self) {
        let begun = [Outcome::Published, Outcome::Committed].map(|outcome| (outcome, self.load.count(outcome)));
        let (recorded, delivered) = (self.recorder.state().recorded, self.durable.state().delivered);
        eventually("work goes on", async || {
            let load = begun.iter().all(|(outcome, begun)| self.load.count(*outcome) >= begun + PROGRESS);
            let recorder = self.recorder.state();
            let is_recorded = recorder.recorded >= recorded + PROGRESS as u64 && recorder.failing == 0;
            let is_handled = self.durable.state().delivered >= delivered + PROGRESS as u64;
            (load && is_recorded && is_handled).then_some(())
        })
        .await;
    }

    /// Waits until the recorder reports that the database is unreachable, and publishers get back pressure from its queue.
    async fn is_blocked(&self) {
        let state = eventually("the recorder reports an error", async || {
            let state = self.recorder.state();
            (state.failing > 0).then_some(state)
        })
        .await;
        assert!(state.retries > 0 && !state.last_error.unwrap().message.is_empty());
        let error = eventually("the recorder's queue is full", async || {
            self.publishers.volume_manager.publish(deleted(VolumeId::new())).err()
        })
        .await;
        let PublishError::Backpressure { subscriber, capacity, .. } = error else { panic!("{error}") };
        assert_eq!((&*subscriber, capacity), ("EventRecorder", QUEUE));
        // Events that it missed are backfilled when the database is back.
        self.may_read.cancel();
    }

    /// Continues for a while, stops, and checks what was recorded, handled and backfilled.
    async fn stop_and_check(self) {
        self.makes_progress().await;
        let outcomes = self.load.stop().await;
        let outbox = async || (self.database.value("SELECT count(*) FROM event_outbox") == "0").then_some(());
        eventually("the outbox is delivered", outbox).await;
        let report = self.bus.shutdown(DEADLINE).await;
        assert!(report.is_drained(), "{report}");
        let state = self.recorder.ended().await;
        assert_eq!((state.failing, state.dead_letters), (0, 0), "{state:?}");

        let total = balance(&self.database, &self.history, &outcomes).await;
        assert!(soon("the durable subscription reaches the end", self.durable.reached(total)).await.is_ok());
        self.durable.stop().await;
        let handled: BTreeSet<_> = self.handled.lock().unwrap().iter().copied().collect();
        assert!(handled.into_iter().eq(1..=total), "every position was handled");

        let (backfilled, sequences) = soon("the backfilled subscription ends", self.backfilled).await.unwrap();
        let missed = (1..).zip(&sequences).find(|(expected, sequence)| expected != *sequence);
        assert_eq!((missed, sequences.len() as u64), (None, self.bus.sequence().get()), "without a duplicate or a gap");
        assert!(backfilled > 0, "the small ring has lagged");
        self.history.close().await;
    }
}

fn database_of<'d>(database: &'d Database<'_>) -> &'d aegis_events_test_servers::Database {
    match database {
        Database::Postgres { database, .. } => database,
        Database::Sqlite { .. } => unreachable!("only PostgreSQL goes away"),
    }
}
