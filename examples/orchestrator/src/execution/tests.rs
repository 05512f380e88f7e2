//! Executions that are stopped while their state is being written to the database.
//!
//! A lock on the database extends this moment.

use std::future::pending;

use aegis_events::BusConfig;
use aegis_events::bus::EventBus;
use aegis_events::domain::{AgentId, AgentManifest, DomainEvent, ExecutionId, TenantId};
use aegis_events::history::HistoryConfig;
use sqlx::{Sqlite, SqlitePool, Transaction};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::yield_now;

use super::{Executions, Feedback, Job, Mind, Stuck, Toolbox};
use crate::agent::Run;
use crate::database::{Address, Database, Pool};
use crate::house::House;

/// All components, on an empty database.
struct Setup {
    folder: TempDir,
    database: Database,
    house: House,
    agent_id: AgentId,
    _bus: EventBus<DomainEvent>,
}

impl Setup {
    async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("events.db");
        let recorder = HistoryConfig::new(format!("sqlite:{}", file.display())).with_migrate(true);
        let database = Database::open(&Address::of_file(&file).unwrap(), recorder).await.unwrap();
        let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
        let (house, _) = House::build(publishers, database.pool.clone());
        let agent_id = house.deploy.deploy(TenantId::new(), manifest(), vec!["reader"]).await.unwrap();
        Self { folder, database, house, agent_id, _bus: bus }
    }

    async fn job(&self) -> Job {
        let (input, _) = self.house.volumes.lend(self.folder.path()).await.unwrap();
        Job {
            run: Run { agent_id: self.agent_id, execution_id: ExecutionId::new() },
            input,
            contexts: &["reader"],
            workspace_bytes: 1 << 20,
            link: None,
            validator: None,
            most_iterations: 1,
        }
    }

    fn executions(&self) -> &Executions {
        &self.house.cancel.executions
    }

    /// Blocks other writers until it is dropped.
    async fn lock(&self) -> Transaction<'static, Sqlite> {
        lock(&self.sqlite()).await
    }

    fn sqlite(&self) -> SqlitePool {
        match &self.database.pool {
            Pool::Sqlite(pool) => pool.clone(),
            Pool::Postgres(_) => unreachable!("it was opened on a file"),
        }
    }

    /// The states of all executions, and the number of events in the outbox.
    async fn written(&self) -> (Vec<String>, String) {
        let mut states = self.database.pool.rows("SELECT status FROM executions").await.unwrap();
        let outbox = self.database.pool.rows("SELECT CAST(count(*) AS text) FROM event_outbox").await.unwrap();
        let states = states.iter_mut().map(|row| row.remove(0).unwrap()).collect();
        (states, outbox[0][0].clone().unwrap())
    }
}

async fn lock(pool: &SqlitePool) -> Transaction<'static, Sqlite> {
    pool.begin_with("BEGIN IMMEDIATE").await.unwrap()
}

fn manifest() -> AgentManifest {
    AgentManifest {
        name: "tester".to_owned(),
        version: "1.0.0".to_owned(),
        description: None,
        runtime: "native:1".to_owned(),
        tools: Vec::new(),
        labels: [].into(),
    }
}

/// Locks the database, reports that, and then returns or hangs.
struct LockingMind {
    pool: SqlitePool,
    locked: Option<oneshot::Sender<Transaction<'static, Sqlite>>>,
    ends: bool,
}

impl Mind for LockingMind {
    fn plan(&self) -> String {
        String::new()
    }

    fn action(&self) -> String {
        "lock the database".to_owned()
    }

    async fn iterate(&mut self, _: &Toolbox) -> Result<String, Stuck> {
        let lock = lock(&self.pool).await;
        self.locked.take().unwrap().send(lock).unwrap();
        if self.ends { Ok("done".to_owned()) } else { pending().await }
    }

    fn refine(&mut self, _: &Feedback<'_>) -> bool {
        false
    }
}

fn locking(setup: &Setup, ends: bool) -> (LockingMind, oneshot::Receiver<Transaction<'static, Sqlite>>) {
    let (locked, lock) = oneshot::channel();
    (LockingMind { pool: setup.sqlite(), locked: Some(locked), ends }, lock)
}

/// Polls a future until a condition holds, and then drops it.
async fn stop_when<T>(work: impl Future<Output = T>, mut is_so: impl FnMut() -> bool) {
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            biased;
            _ = &mut work => panic!("the work ended early"),
            () = yield_now() => {}
        }
        if is_so() {
            return;
        }
    }
}

#[tokio::test]
async fn an_execution_stopped_while_its_end_is_written_has_ended() {
    let setup = Setup::new().await;
    let (mind, mut locked) = locking(&setup, true);
    let mut lock = None;
    let executing = setup.house.launcher.execute(setup.job().await, mind);
    stop_when(executing, || {
        lock = lock.take().or_else(|| locked.try_recv().ok());
        lock.is_some() && setup.executions().running().is_empty()
    })
    .await;
    assert_eq!(setup.written().await, (vec!["running".to_owned()], "0".to_owned()), "the lock delays the end");
    lock.unwrap().rollback().await.unwrap();
    assert_eq!(setup.house.end().await.unwrap(), 0, "there is nothing left to cancel");
    assert_eq!(setup.written().await, (vec!["completed".to_owned()], "1".to_owned()));
}

#[tokio::test]
async fn an_execution_stopped_while_its_start_is_written_is_cancelled() {
    let setup = Setup::new().await;
    let lock = setup.lock().await;
    let (mind, _locked) = locking(&setup, false);
    let executing = setup.house.launcher.execute(setup.job().await, mind);
    stop_when(executing, || !setup.executions().steps.is_empty()).await;
    assert_eq!(setup.executions().running(), []);
    lock.rollback().await.unwrap();
    assert_eq!(setup.house.end().await.unwrap(), 1);
    assert_eq!(setup.written().await, (vec!["cancelled".to_owned()], "1".to_owned()));
}

#[tokio::test]
async fn a_cancellation_stopped_while_it_is_written_completes() {
    let setup = Setup::new().await;
    let (mind, mut locked) = locking(&setup, false);
    let job = setup.job().await;
    let execution_id = job.run.execution_id;
    let mut executing = Box::pin(setup.house.launcher.execute(job, mind));
    let mut lock = None;
    stop_when(&mut executing, || {
        lock = lock.take().or_else(|| locked.try_recv().ok());
        lock.is_some()
    })
    .await;
    stop_when(setup.house.cancel.run(execution_id, None), || setup.executions().running().is_empty()).await;
    lock.unwrap().rollback().await.unwrap();
    // The agent is stopped, too.
    assert_eq!(executing.await.unwrap().outcome.as_str(), "cancelled");
    assert_eq!(setup.written().await, (vec!["cancelled".to_owned()], "1".to_owned()));
}

#[tokio::test]
async fn a_panic_in_a_step_reaches_its_caller() {
    let executions = Executions::default();
    let step = executions.see_through::<(), _>(async { panic!("in a test") });
    assert!(tokio::spawn(step).await.unwrap_err().is_panic());
    executions.settled().await;
}
