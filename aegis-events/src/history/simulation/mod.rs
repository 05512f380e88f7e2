//! A history with a simulated database, clock and failures: the same seed gives the same run.
//!
//! A [`Simulation`] is one database, SQLite in memory, and one source of random numbers. A [`Process`] is a history on this database that can be
//! frozen, thawed and killed. Everything runs on one thread with tokio's time paused: hours pass in milliseconds, and no schedule depends on
//! the machine.
//!
//! ```ignore
//! simulate(seed, async |simulation| {
//!     let process = simulation.process().await;
//!     let (bus, publishers) = process.bus();
//!     process.history.record(&bus);
//!     simulation.set_chaos(Chaos::ROUGH);
//!     ..
//!     process.kill();
//!     simulation.set_chaos(Chaos::CALM);
//!     assert_eq!(simulation.numbers("SELECT count(*) FROM domain_events"), [1]);
//! });
//! ```

mod backend;
mod chaos;
mod database;
mod outbox_tests;
mod process;
mod transaction;

/// The small catalog of the simulations.
#[allow(dead_code, reason = "the simulations do not use all of it")]
pub(crate) mod domain {
    /// Every event of the simulations.
    #[aegis_events::domain_events(catalog = "../../../tests/support/catalog.toml")]
    pub enum TestEvent {}
}

pub(crate) use chaos::Chaos;
pub(crate) use process::{BATCH, Life, Process};
pub(crate) use transaction::Transaction;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::DateTime;
use tokio::time::Instant;

use super::backend::Cell;
use super::sql_timestamp::SqlTimestamp;
use crate::bus::MakePublishers;
use crate::catalog::KeyInfo;
use crate::event::{Domain, Filter};
use crate::types::{Timestamp, Uuid};
use database::Database;

/// The time at the start of a simulation.
const START: Timestamp = match DateTime::from_timestamp_secs(1_767_225_600) {
    Some(start) => start,
    None => DateTime::UNIX_EPOCH,
};

/// The default queue capacity of a recorder: more events than any test publishes.
const QUEUE_CAPACITY: usize = 10_000;

/// Runs a simulation to its end.
pub(crate) fn simulate<T>(seed: u64, run: impl AsyncFnOnce(Simulation) -> T) -> T {
    simulate_of::<domain::TestEvent, T>(seed, run)
}

/// As [`simulate`], with the tables of another catalog.
pub(crate) fn simulate_of<D: Domain, T>(seed: u64, run: impl AsyncFnOnce(Simulation) -> T) -> T {
    // Waits between retries are random.
    fastrand::seed(seed);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    let runtime = runtime.expect("a runtime without an I/O driver needs no resources of the system");
    runtime.block_on(async { run(Simulation::new(seed, D::catalog().keys())).await })
}

/// One database and one source of random numbers. Clones share them.
#[derive(Clone)]
pub(crate) struct Simulation {
    world: Arc<World>,
}

/// The state that all processes share.
struct World {
    database: Mutex<Database>,
    rng: Mutex<fastrand::Rng>,
    chaos: Mutex<Chaos>,
    begun: Instant,
    processes: Mutex<u64>,
}

impl World {
    fn database(&self) -> MutexGuard<'_, Database> {
        lock(&self.database)
    }

    fn rng(&self) -> MutexGuard<'_, fastrand::Rng> {
        lock(&self.rng)
    }

    fn chaos(&self) -> Chaos {
        *lock(&self.chaos)
    }

    /// The true time.
    fn now(&self) -> SqlTimestamp {
        let elapsed = self.begun.elapsed().as_micros() as i64;
        SqlTimestamp::from_us(START.timestamp_micros() + elapsed)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Simulation {
    fn new(seed: u64, keys: &'static [KeyInfo]) -> Self {
        let world = World {
            database: Mutex::new(Database::open(keys)),
            rng: Mutex::new(fastrand::Rng::with_seed(seed)),
            chaos: Mutex::new(Chaos::CALM),
            begun: Instant::now(),
            processes: Mutex::new(0),
        };
        Self { world: Arc::new(world) }
    }

    /// Starts a process: a history on the database, which is migrated.
    pub(crate) async fn process(&self) -> Process {
        self.process_with_queue(QUEUE_CAPACITY).await
    }

    /// As [`process`](Self::process), with another catalog.
    pub(crate) async fn process_of<D: MakePublishers + Filter<Domain = D>>(&self) -> Process<D> {
        self.start(QUEUE_CAPACITY).await
    }

    /// As [`process`](Self::process), with another queue capacity of its recorder.
    pub(crate) async fn process_with_queue(&self, queue_capacity: usize) -> Process {
        self.start(queue_capacity).await
    }

    async fn start<D: MakePublishers + Filter<Domain = D>>(&self, queue_capacity: usize) -> Process<D> {
        let number = {
            let mut processes = lock(&self.world.processes);
            *processes += 1;
            *processes
        };
        let process = Process::new(&self.world, number, queue_capacity);
        if number == 1 {
            process.history.migrate().await.expect("a new database can be migrated");
        }
        process
    }

    /// Sets the failures from now on.
    pub(crate) fn set_chaos(&self, chaos: Chaos) {
        *lock(&self.world.chaos) = chaos;
    }

    /// A random choice, from the source of the simulation.
    pub(crate) fn choose<T>(&self, choice: impl FnOnce(&mut fastrand::Rng) -> T) -> T {
        choice(&mut self.world.rng())
    }

    /// The simulated time since the start.
    pub(crate) fn elapsed(&self) -> Duration {
        self.world.begun.elapsed()
    }

    /// The true time.
    pub(crate) fn now(&self) -> Timestamp {
        self.world.now().to_time()
    }

    /// Runs a statement without failures and without taking time. Returns its rows.
    pub(crate) fn sql(&self, sql: &str) -> Vec<Vec<Cell>> {
        let done = self.world.database().run(&[super::backend::Statement::new(sql)]);
        done.expect("the SQL of the test is valid").remove(0).rows
    }

    /// Inserts a row into `domain_events` at the next position. Returns the position.
    pub(crate) fn insert(&self, event: (&str, &str), event_data: &str, execution_id: Option<Uuid>) -> u64 {
        let (family, event_type) = event;
        let position = self.numbers("UPDATE event_positions SET last = last + 1 RETURNING last")[0] as u64;
        let id = Uuid::from_u128(u128::MAX - u128::from(position));
        let execution_id = execution_id.map_or("NULL".into(), |id| format!("'{id}'"));
        let now = self.world.now().to_sql_text();
        self.sql(&format!(
            "INSERT INTO domain_events (position, event_id, event_type, family, publisher, version, occurred_at, \
               created_at, correlation_id, node_id, bus_id, event_data, execution_id) \
             VALUES ({position}, '{id}', '{event_type}', '{family}', 'Fsal', 1, '{now}', '{now}', '{id}', 'local', \
               '{id}', '{event_data}', {execution_id})"
        ));
        position
    }

    /// As [`sql`](Self::sql), for a statement that returns integers.
    pub(crate) fn numbers(&self, sql: &str) -> Vec<i64> {
        self.sql(sql).iter().flatten().map(|cell| cell.as_int().expect("an integer")).collect()
    }
}
