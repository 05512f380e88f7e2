//! Arguments on their way into SQLite.

use std::sync::Arc;

use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{AssertSqlSafe, Sqlite};
use uuid::fmt::Hyphenated;

use super::errors::classify;
use crate::history::backend::{Arg, Statement, StoreError};
use crate::history::sql_timestamp::SqlTimestamp;

/// Runs one statement in a transaction of the program.
pub(crate) async fn run_one(
    transaction: &mut sqlx::Transaction<'_, Sqlite>,
    statement: &Statement,
) -> Result<(), StoreError> {
    bound(statement).execute(&mut **transaction).await.map(drop).map_err(classify)
}

pub(super) fn bound(statement: &Statement) -> Query<'_, Sqlite, SqliteArguments> {
    let query = sqlx::query(AssertSqlSafe(Arc::clone(&statement.sql)));
    statement.args.iter().fold(query, bind)
}

/// Binds an argument in the form of its column in SQLite.
pub(super) fn bind<'q>(query: Query<'q, Sqlite, SqliteArguments>, arg: &Arg) -> Query<'q, Sqlite, SqliteArguments> {
    match arg {
        Arg::Int(value) => query.bind(*value),
        Arg::Text(value) => query.bind(value.clone()),
        Arg::Static(value) => query.bind(*value),
        Arg::Uuid(value) => query
            .bind(value.map(|uuid| Arc::<str>::from(&*uuid.hyphenated().encode_lower(&mut [0; Hyphenated::LENGTH])))),
        Arg::SqlTimestamp(value) => query.bind(value.map(SqlTimestamp::to_sql_text)),
        Arg::Bytes(value) => query.bind(value.as_ref().map(|bytes| bytes.to_vec())),
        Arg::Json(value) => query.bind(Arc::clone(value)),
        Arg::Numeric(value) => query.bind(value.map(|value| value.to_string())),
        Arg::Uuids(values) => {
            let quoted: Vec<_> = values.iter().map(|uuid| format!("\"{uuid}\"")).collect();
            query.bind(format!("[{}]", quoted.join(",")))
        }
        Arg::Ints(values) => {
            let all: Vec<_> = values.iter().map(i64::to_string).collect();
            query.bind(format!("[{}]", all.join(",")))
        }
    }
}
