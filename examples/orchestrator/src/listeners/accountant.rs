//! `accountant`, durable: adds up the sizes of volumes, from the first run to this one.
//!
//! It reads the history by position and stores its position in the database, so the next run continues where this one stopped. The
//! position is written a little after the work. After a crash an event can therefore arrive again; the account stores the last counted
//! position and counts no event twice.

use std::time::Duration;

use aegis_events::bus::Event;
use aegis_events::domain::DomainEvent;
use aegis_events::domain::volume::VolumeCreated;
use aegis_events::history::{DurableHandle, DurableState, History};
use anyhow::{Context, Result};

use crate::database::Pool;

/// Time after which another run takes over from a killed one.
const LEASE: Duration = Duration::from_secs(2);
/// Time limit for catching up at the end.
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

/// Provisioned volumes since the first run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Number of volumes.
    pub volumes: u64,
    /// Their limits, in bytes.
    pub bytes: u64,
    /// The state of the durable subscription.
    pub state: DurableState,
}

impl Accountant {
    /// Opens the account if there is none, and continues where the last run stopped.
    pub(super) async fn listen(history: &History<DomainEvent>, pool: &Pool) -> Result<Self> {
        pool.execute(OPEN, &[]).await.context("cannot open the account")?;
        let account = pool.clone();
        let subscription = history.durable::<VolumeCreated>("accountant").lease(LEASE).run(move |event| {
            let account = account.clone();
            async move { enter(&account, &event).await }
        });
        Ok(Self { subscription: subscription.await?, pool: pool.clone() })
    }

    /// Waits until everything up to a position is counted, and stops. If another process holds the lease, or time runs out, the next run
    /// counts the rest.
    pub(super) async fn end(self, position: u64) -> Result<Account> {
        let _ = tokio::time::timeout(
            LAST_WAIT,
            self.subscription.wait_for(|state| !state.holds_lease || state.position >= position),
        )
        .await;
        let state = self.subscription.stop().await;
        let rows = self.pool.rows(READ).await.context("cannot read the account")?;
        let number = |column: usize| rows.first()?.get(column)?.as_deref()?.parse().ok();
        let (volumes, bytes) = number(0).zip(number(1)).context("the account is missing")?;
        Ok(Account { volumes, bytes, state })
    }
}

async fn enter(account: &Pool, event: &Event<VolumeCreated>) -> Result<(), sqlx::Error> {
    let numbers = [event.size_limit_bytes, event.position().map(u64::from).unwrap_or_default()];
    account.execute(ENTER, &numbers.map(|number| i64::try_from(number).unwrap_or(i64::MAX))).await.map(drop)
}
