//! What PostgreSQL's errors mean for the one who asked.

use sqlx::error::DatabaseError;
use sqlx::postgres::PgDatabaseError;

use crate::history::backend::{ErrorKind, NotOpened, StoreError};

/// An address that is none. The text never repeats the address: it may hold a password.
pub(super) fn bad_url(error: sqlx::Error) -> StoreError {
    let why = match error {
        sqlx::Error::Configuration(why) => why.to_string(),
        other => other.to_string(),
    };
    let form = "postgres://user:password@host:5432/database";
    StoreError::new(ErrorKind::Unusable, format!("the address of the database is not of the form `{form}`: {why}"))
}

/// An error of the first connection: more may be wrong with it than later.
pub(super) fn on_open(error: sqlx::Error, place: String) -> NotOpened {
    let is_of_network = matches!(error, sqlx::Error::Io(_));
    let StoreError { kind, message } = classify(error);
    let help = "check that the server runs, and that the address has the right host and port";
    let message = if is_of_network { format!("{message}; {help}").into() } else { message };
    NotOpened { place: Some(place), error: StoreError { kind, message } }
}

/// What an error means, by its class (SQLSTATE) where the server gave one.
pub(super) fn classify(error: sqlx::Error) -> StoreError {
    match &error {
        sqlx::Error::Database(database) => match database.try_downcast_ref::<PgDatabaseError>() {
            Some(error) => of_server(error),
            None => StoreError::new(ErrorKind::Away, error.to_string()),
        },
        sqlx::Error::PoolTimedOut => StoreError::new(
            ErrorKind::Away,
            "no connection came free in time: the server is away, or all connections are busy",
        ),
        sqlx::Error::PoolClosed => StoreError::new(ErrorKind::Closed, "the history was closed"),
        sqlx::Error::Encode(_) => StoreError::new(ErrorKind::Row, error.to_string()),
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::ColumnNotFound(_) | sqlx::Error::Decode(_) => {
            StoreError::new(ErrorKind::Schema, error.to_string())
        }
        sqlx::Error::Io(error) => StoreError::new(ErrorKind::Away, format!("the server cannot be reached: {error}")),
        _ => StoreError::new(ErrorKind::Away, error.to_string()),
    }
}

fn of_server(error: &PgDatabaseError) -> StoreError {
    let kind = match error.code() {
        "23505" if error.constraint() == Some("domain_events_event_id_key") => ErrorKind::Known,
        // A position that is taken is no fault of the row.
        "23505" if error.constraint() == Some("domain_events_pkey") => ErrorKind::Schema,
        code => match code.get(..2) {
            Some("22" | "23" | "54") => ErrorKind::Row,
            Some("28" | "3D" | "3F" | "42") => ErrorKind::Schema,
            _ => ErrorKind::Away,
        },
    };
    let mut message = format!("{} (SQLSTATE {})", DatabaseError::message(error), error.code());
    // Details of errors about rows may quote values of events.
    let help = match error.code() {
        "28P01" => Some("check user and password in the address"),
        "28000" => Some("check the user in the address, and what the server's pg_hba.conf allows"),
        "3D000" => Some("make the database first (CREATE DATABASE), or name another one in the address"),
        "42P01" | "42703" => Some("the schema is not as the catalog wants it: migrate"),
        "42501" => Some("grant this user the right"),
        "54000" => Some("a key's value may have some 2,700 bytes, the most that an index takes"),
        "53100" => Some("make room on the server's disk"),
        "23505" if kind == ErrorKind::Schema => {
            Some("the counter in `event_positions` is behind the table; set `last` to the highest position")
        }
        _ => None,
    };
    if let Some(help) = help {
        message.push_str("; ");
        message.push_str(help);
    }
    StoreError::new(kind, message)
}
