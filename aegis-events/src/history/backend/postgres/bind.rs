//! Arguments on their way into PostgreSQL.

use std::sync::Arc;

use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Postgres};

use super::errors::classify;
use super::timestamptz::Timestamptz;
use super::values::JsonText;
use crate::history::backend::{Arg, Statement, StoreError};

/// Runs one statement in a transaction of the program.
pub(crate) async fn run_one(
    transaction: &mut sqlx::Transaction<'_, Postgres>,
    statement: &Statement,
) -> Result<(), StoreError> {
    bound(statement).execute(&mut **transaction).await.map(drop).map_err(classify)
}

pub(super) fn bound(statement: &Statement) -> Query<'_, Postgres, PgArguments> {
    let query = sqlx::query(AssertSqlSafe(Arc::clone(&statement.sql)));
    statement.args.iter().fold(query, |query, arg| match arg {
        Arg::Int(value) => query.bind(*value),
        Arg::Text(value) => query.bind(value.as_deref()),
        Arg::Static(value) => query.bind(*value),
        Arg::Uuid(value) => query.bind(*value),
        Arg::SqlTimestamp(value) => query.bind(value.map(Timestamptz)),
        Arg::Bytes(value) => query.bind(value.as_deref()),
        Arg::Json(value) => query.bind(JsonText(value.as_bytes())),
        Arg::Numeric(value) => query.bind(value.map(|value| value.to_string())),
        Arg::Uuids(values) => query.bind(&values[..]),
        Arg::Ints(values) => query.bind(&values[..]),
    })
}
