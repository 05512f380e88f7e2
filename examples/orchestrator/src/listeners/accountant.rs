//! `accountant`, durable, of one event: adds up the room that volumes were given, from the first run to this one.
//!
//! It reads the history by position and keeps its place in the database: what a run did not get done, the next one does. A place is
//! written a little after the work, so that an event may come again when a process dies in between; the account knows the position that
//! it has come to, and counts no event twice.

use std::time::Duration;

use aegis_events::bus::Event;
use aegis_events::domain::DomainEvent;
use aegis_events::domain::volume::VolumeCreated;
use aegis_events::history::{DurableHandle, DurableState, History};
use anyhow::{Context, Result};

use crate::database::Pool;

/// How soon another run takes over from one that was killed.
const LEASE: Duration = Duration::from_secs(2);
/// How long it may take at the end to catch up.
const LAST_WAIT: Duration = Duration::from_secs(5);

const OPEN: &str = "INSERT INTO accounts (account, volumes, bytes, position) VALUES ('accountant', 0, 0, 0)
    ON CONFLICT (account) DO NOTHING";
const ENTER: &str = "UPDATE accounts SET volumes = volumes + 1, bytes = bytes + $1, position = $2
    WHERE account = 'accountant' AND position < $2";
const READ: &str = "SELECT volumes, bytes FROM accounts WHERE account = 'accountant'";

/// The subscriber.
pub(super) struct Accountant {
    subscription: DurableHandle,
    pool: Pool,
}

/// What was provisioned, since the first run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Volumes.
    pub volumes: u64,
    /// Their limits, in bytes.
    pub bytes: u64,
    /// What the durable subscription came to.
    pub state: DurableState,
}

impl Accountant {
    /// Opens the account if there is none, and goes on where the last run stopped.
    pub(super) async fn listen(history: &History<DomainEvent>, pool: &Pool) -> Result<Self> {
        pool.execute(OPEN, &[]).await.context("the account cannot be opened")?;
        let account = pool.clone();
        let subscription = history.durable::<VolumeCreated>("accountant").lease(LEASE).run(move |event| {
            let account = account.clone();
            async move { enter(&account, &event).await }
        });
        Ok(Self { subscription: subscription.await?, pool: pool.clone() })
    }

    /// Waits until everything up to a position is counted, and stops. If another process does the work, or the database does not get it
    /// done in time, the rest is left to the next run.
    pub(super) async fn end(self, position: u64) -> Result<Account> {
        let _ = tokio::time::timeout(
            LAST_WAIT,
            self.subscription.when(|state| !state.holds_lease || state.position >= position),
        )
        .await;
        let state = self.subscription.stop().await;
        let rows = self.pool.rows(READ).await.context("the account cannot be read")?;
        let number = |column: usize| rows.first()?.get(column)?.as_deref()?.parse().ok();
        let (volumes, bytes) = number(0).zip(number(1)).context("the account is gone")?;
        Ok(Account { volumes, bytes, state })
    }
}

async fn enter(account: &Pool, event: &Event<VolumeCreated>) -> Result<(), sqlx::Error> {
    let numbers = [event.size_limit_bytes, event.position().map(u64::from).unwrap_or_default()];
    account.execute(ENTER, &numbers.map(|number| i64::try_from(number).unwrap_or(i64::MAX))).await.map(drop)
}
