//! The connection to the simulated database: each call takes time and may fail.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use futures_util::future::BoxFuture;

use super::World;
use super::chaos::Failure;
use super::database::Database;
use super::process::Life;
use crate::history::backend::{
    Answer, Backend, Cell, Change, Dialect, Done, EachRow, ErrorKind, Place, Source, Statement, StoreError,
};
use crate::history::row::NewRow;
use crate::history::sql_timestamp::SqlTimestamp;

/// The connection of one process.
pub(crate) struct SimulatedBackend {
    world: Arc<World>,
    pub(super) life: Arc<Life>,
    /// How far the clock of the process is ahead.
    skew_us: AtomicI64,
}

impl SimulatedBackend {
    pub(super) fn new(world: &Arc<World>) -> Self {
        Self { world: Arc::clone(world), life: Arc::new(Life::new()), skew_us: AtomicI64::new(0) }
    }

    /// Sets how far the clock is ahead. Returns the former value.
    pub(super) fn skew(&self, by_us: i64) -> i64 {
        self.skew_us.swap(by_us, Ordering::Relaxed)
    }

    /// The act itself is atomic; the call may be delayed or fail before and after it.
    async fn call<T>(
        &self,
        is_read: bool,
        act: impl FnOnce(&mut Database) -> Result<T, StoreError> + Send,
    ) -> Result<T, StoreError> {
        self.life.goes_on().await;
        let fate = self.world.chaos().fate(&mut self.world.rng(), is_read);
        if !fate.before.is_zero() {
            tokio::time::sleep(fate.before).await;
            self.life.goes_on().await;
        }
        if fate.failure == Some(Failure::Before) {
            return Err(StoreError::new(ErrorKind::Away, "simulated: the database is away"));
        }
        let done = act(&mut self.world.database());
        if !fate.after.is_zero() {
            tokio::time::sleep(fate.after).await;
            self.life.goes_on().await;
        }
        if fate.failure == Some(Failure::After) {
            return Err(StoreError::new(ErrorKind::Away, "simulated: the answer was lost"));
        }
        done
    }
}

impl Backend for SimulatedBackend {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn place(&self) -> &str {
        "a simulated database"
    }

    fn now(&self) -> SqlTimestamp {
        SqlTimestamp::from_us(self.world.now().us() + self.skew_us.load(Ordering::Relaxed))
    }

    fn append<'a>(&'a self, rows: &'a [NewRow], source: Source) -> Answer<'a, Vec<Place>> {
        Box::pin(self.call(false, move |database| database.append(rows, source)))
    }

    fn rows<'a>(&'a self, select: Statement, each: &'a mut EachRow<'a>) -> Answer<'a, ()> {
        Box::pin(self.call(true, move |database| database.rows(&select, each)))
    }

    fn fetch(&self, select: Statement) -> Answer<'_, Vec<Vec<Cell>>> {
        Box::pin(self.call(true, move |database| database.fetch(&select)))
    }

    fn run(&self, script: Vec<Statement>) -> Answer<'_, Vec<Done>> {
        Box::pin(self.call(false, move |database| database.run(&script)))
    }

    fn changed(&self) -> Answer<'_, Change> {
        Box::pin(pending())
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}
