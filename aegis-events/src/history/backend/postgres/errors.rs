//! Errors of PostgreSQL, classified.

use std::io;
use std::time::Duration;

use sqlx::error::DatabaseError;
use sqlx::postgres::{PgDatabaseError, PgPoolOptions};

use crate::history::backend::error::{COUNTER_BEHIND, FOREIGN_COLUMN, SCHEMA_DIFFERS};
use crate::history::backend::{ErrorKind, StoreError};

/// An invalid URL. The text never repeats the URL: it may hold a password.
pub(super) fn bad_url(error: sqlx::Error) -> StoreError {
    let why = match error {
        sqlx::Error::Configuration(why) => why.to_string(),
        other => other.to_string(),
    };
    let form = "postgres://user:password@host:5432/database";
    StoreError::new(ErrorKind::Unusable, format!("the URL of the database is not of the form `{form}`: {why}"))
}

/// The server accepts connections, and all those of the pool are in use.
pub(super) fn all_in_use(pool: &PgPoolOptions, is_own: bool) -> StoreError {
    let (connections, waited) = (pool.get_max_connections(), pool.get_acquire_timeout());
    let help = if is_own {
        "read fewer streams of the history at the same time"
    } else {
        "the program uses them: allow its pool more, or hold none while waiting for the history"
    };
    let fact = format!("none of the {connections} connections to the database became free within {waited:?}");
    StoreError::with_help(ErrorKind::Away, fact, help)
}

/// There is no answer, not even a refusal.
pub(super) fn silent(waited: Duration) -> StoreError {
    StoreError::with_help(ErrorKind::Away, format!("the server does not answer within {waited:?}"), REACH)
}

/// An error of a connection attempt.
pub(super) fn not_connected(error: sqlx::Error) -> StoreError {
    match error {
        // The server was reached, and its certificate does not meet the URL's requirements.
        sqlx::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => tls_failed(&error),
        sqlx::Error::Io(error) if error.kind() == io::ErrorKind::NotFound => StoreError::new(
            ErrorKind::Unusable,
            format!("a file that the URL names (`sslrootcert`, `sslcert`, `sslkey`, a socket) cannot be read: {error}"),
        ),
        sqlx::Error::Io(error) if error.kind() != io::ErrorKind::ConnectionRefused => {
            StoreError::with_help(ErrorKind::Away, format!("the server cannot be reached: {error}"), REACH)
        }
        other => classify(other),
    }
}

/// TLS could not be established.
fn tls_failed(error: &dyn std::error::Error) -> StoreError {
    let error = error.to_string();
    let (fact, help) = if error.contains("invalid peer certificate") {
        (
            "the server's certificate is not accepted",
            "name the authority that signed it with `sslrootcert=FILE`, and the host as in the certificate",
        )
    } else {
        (
            "TLS with the server failed",
            "check the files in the URL (`sslrootcert`, `sslcert`, `sslkey`), and whether the server requires a certificate",
        )
    };
    StoreError::with_help(ErrorKind::Unusable, format!("{fact}: {error}"), help)
}

/// Help if no server was reached.
const REACH: &str = "check that it runs, and that host and port are right";

/// Classifies an error, by the class of its SQLSTATE if the server sent one.
pub(super) fn classify(error: sqlx::Error) -> StoreError {
    match &error {
        sqlx::Error::Database(database) => match database.try_downcast_ref::<PgDatabaseError>() {
            Some(error) => of_server(error),
            None => StoreError::new(ErrorKind::Away, error.to_string()),
        },
        sqlx::Error::PoolTimedOut => {
            StoreError::new(ErrorKind::Away, "no connection to the database became free in time")
        }
        sqlx::Error::Io(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            StoreError::with_help(ErrorKind::Away, format!("the server refuses connections: {error}"), REACH)
        }
        sqlx::Error::Tls(_) if error.to_string().contains("without TLS support") => StoreError::with_help(
            ErrorKind::Unusable,
            "the URL requires TLS, and this program was built without it",
            "enable the feature `tls` of `aegis-events`",
        ),
        sqlx::Error::Tls(_) if error.to_string().contains("does not support TLS") => StoreError::with_help(
            ErrorKind::Unusable,
            "the URL requires TLS, and the server does not support it",
            "enable it on the server (`ssl = on`), or allow plain connections with `sslmode=prefer`",
        ),
        sqlx::Error::Tls(error) => tls_failed(&**error),
        sqlx::Error::PoolClosed => StoreError::closed(),
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
        // A taken position is not the row's fault.
        "23505" if error.constraint() == Some("domain_events_pkey") => ErrorKind::Schema,
        "23502" => ErrorKind::Schema,
        code => match code.get(..2) {
            Some("22" | "23" | "54") => ErrorKind::Row,
            Some("28" | "3D" | "3F" | "42") => ErrorKind::Schema,
            _ => ErrorKind::Away,
        },
    };
    // Without the details: they may quote values of events.
    let fact = format!("{} (SQLSTATE {})", DatabaseError::message(error), error.code());
    let help = match error.code() {
        "28P01" => Some("check user and password in the URL"),
        "28000" => Some("check the user in the URL, and the server's pg_hba.conf"),
        "3D000" => Some("create the database first (CREATE DATABASE), or name another one in the URL"),
        "42P01" | "42703" => Some(SCHEMA_DIFFERS),
        "42501" => Some(
            "grant this user SELECT, INSERT, UPDATE and DELETE on the tables of the history; to migrate, it must own them and have CREATE on the schema",
        ),
        "54000" => Some("the value of a key may have about 2,700 bytes, the limit of an index"),
        "23502" => Some(FOREIGN_COLUMN),
        "25006" => Some("the server or the session is read-only, like a standby: connect to the primary"),
        "53100" => Some("free some space on the server's disk"),
        "23505" if kind == ErrorKind::Schema => Some(COUNTER_BEHIND),
        _ => None,
    };
    match help {
        Some(help) => StoreError::with_help(kind, fact, help),
        None => StoreError::new(kind, fact),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn a_tls_error_says_whether_it_is_the_certificate() {
        let text_of = |text: &str| format!("{}\n", classify(sqlx::Error::Tls(text.into())).message);
        expect![[r#"
            the server's certificate is not accepted: invalid peer certificate: UnknownIssuer; name the authority that signed it with `sslrootcert=FILE`, and the host as in the certificate
        "#]]
        .assert_eq(&text_of("invalid peer certificate: UnknownIssuer"));
        expect![[r#"
            TLS with the server failed: received fatal alert: CertificateRequired; check the files in the URL (`sslrootcert`, `sslcert`, `sslkey`), and whether the server requires a certificate
        "#]]
        .assert_eq(&text_of("received fatal alert: CertificateRequired"));
    }
}
