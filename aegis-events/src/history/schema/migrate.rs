//! A database is compared with the catalog, and migrated to it.

use std::time::Duration;

use super::error::SchemaError;
use super::plan::MigrationPlan;
use super::table::VERSION;
use super::{compare, inspect, rename, stale, table, view};
use crate::backoff::Backoff;
use crate::catalog::CatalogInfo;
use crate::history::backend::{Backend, Dialect, ErrorKind, Statement, StoreError};

/// The advisory lock that PostgreSQL migrations take: `aegis_ev` in ASCII, so that no other program has the same by chance.
const LOCK: i64 = 0x6165_6769_735f_6576;
/// How long a migration may wait for tables in use. While it waits, all later statements on them wait for it.
const LOCK_TIMEOUT: &str = "SET LOCAL lock_timeout = '10s'";
/// Tries while the database is busy or away.
const MAX_TRIES: u32 = 5;
/// The pause before the second try. It doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Returns what a migration would do.
pub(crate) async fn plan(backend: &dyn Backend, catalog: &'static CatalogInfo) -> Result<MigrationPlan, SchemaError> {
    let failed = |error: StoreError| SchemaError::database(backend, &error);
    let mut found = inspect::inspect(backend).await.map_err(failed)?;
    if let Some((version, _)) = found.signed.as_ref().filter(|(version, _)| *version > VERSION) {
        return Err(SchemaError::NewerVersion { place: backend.place().to_owned(), found: *version, known: VERSION });
    }
    let dialect = backend.dialect();
    let mut plan = MigrationPlan::new(backend.place(), dialect);
    plan.makes_everything = !found.has_table(table::EVENTS) && !found.has_table(table::SCHEMA);
    rename::rename_dead_letters(&mut plan, &mut found);
    compare::compare(&mut plan, catalog, &found);
    let views = view::views(catalog, dialect);
    let ties = if stale::touches_views(&found, &views, &plan) {
        inspect::ties(backend).await.map_err(failed)?
    } else {
        inspect::Ties::default()
    };
    let vanished = stale::compare_views(&mut plan, catalog, &found, &views, &ties);
    for event in vanished.into_iter().filter(|_| found.has_table(table::EVENTS)) {
        let count = Statement::new(stale::COUNT).with(&*event.family).with(&*event.event_type);
        let rows = backend.fetch(count).await.map_err(failed)?;
        let rows = rows.first().and_then(|row| row.first()?.as_count()).unwrap_or(0);
        if rows > 0 {
            plan.warnings.push(event.warning(rows));
        }
    }
    Ok(plan)
}

/// Migrates the database to the catalog, and returns what was done. Safe while other processes write or migrate.
///
/// Cancel safe: the next migration continues where a dropped future stopped.
pub(crate) async fn migrate(
    backend: &dyn Backend,
    catalog: &'static CatalogInfo,
) -> Result<MigrationPlan, SchemaError> {
    let plan = change(backend, catalog).await?;
    for backfill in &plan.backfills {
        let mut backoff = Backoff::new(FIRST_PAUSE, LONGEST_PAUSE);
        loop {
            match backfill.batch(backend, &lock(backend.dialect())).await {
                Ok(true) => backoff.reset(),
                Ok(false) => break,
                Err(error) => {
                    wait(&mut backoff, error).await.map_err(|error| SchemaError::database(backend, &error))?
                }
            }
        }
    }
    Ok(plan)
}

/// The migration without the values of new keys.
async fn change(backend: &dyn Backend, catalog: &'static CatalogInfo) -> Result<MigrationPlan, SchemaError> {
    let mut backoff = Backoff::new(FIRST_PAUSE, LONGEST_PAUSE);
    let mut failed_sql = None;
    loop {
        let plan = plan(backend, catalog).await?;
        if !plan.refusals.is_empty() {
            return Err(SchemaError::Refused { place: plan.place, reasons: plan.refusals });
        }
        if plan.steps.is_empty() {
            return Ok(plan);
        }
        let mut script = lock(backend.dialect());
        script.extend(plan.script());
        let Err(mut error) = backend.run(script).await else { return Ok(plan) };
        // Another process may have migrated meanwhile, which changes the plan. If the same plan fails twice, the error is real.
        let sql = Some(plan.sql());
        if sql != failed_sql {
            error.kind = ErrorKind::Away;
            failed_sql = sql;
        }
        wait(&mut backoff, error).await.map_err(|error| SchemaError::database(backend, &error))?;
    }
}

/// Returns an error unless the schema is the catalog's.
pub(crate) async fn check(backend: &dyn Backend, catalog: &'static CatalogInfo) -> Result<(), SchemaError> {
    let plan = plan(backend, catalog).await?;
    let differences = plan.differences();
    if !plan.refusals.is_empty() {
        Err(SchemaError::Refused { place: plan.place, reasons: plan.refusals })
    } else if plan.makes_everything {
        let nothing = vec!["it has none of the history's tables yet".to_owned()];
        Err(SchemaError::Outdated { place: plan.place, differences: nothing })
    } else if !differences.is_empty() {
        Err(SchemaError::Outdated { place: plan.place, differences })
    } else {
        Ok(())
    }
}

/// Statements that make a transaction wait until no other one migrates.
fn lock(dialect: Dialect) -> Vec<Statement> {
    match dialect {
        Dialect::Postgres => {
            vec![Statement::new(format!("SELECT pg_advisory_xact_lock({LOCK})")), Statement::new(LOCK_TIMEOUT)]
        }
        Dialect::Sqlite => Vec::new(),
    }
}

/// Waits before the next try, or returns the error if there is none.
async fn wait(backoff: &mut Backoff, error: StoreError) -> Result<(), StoreError> {
    let pause = backoff.next();
    if error.kind != ErrorKind::Away || backoff.tries() >= MAX_TRIES {
        return Err(error);
    }
    tokio::time::sleep(pause).await;
    Ok(())
}
