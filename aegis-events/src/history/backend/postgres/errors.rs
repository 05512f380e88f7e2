//! What PostgreSQL's errors mean for the one who asked.

use std::io;
use std::time::Duration;

use sqlx::error::DatabaseError;
use sqlx::postgres::{PgDatabaseError, PgPoolOptions};

use crate::history::backend::error::{COUNTER_BEHIND, FOREIGN_COLUMN};
use crate::history::backend::{ErrorKind, StoreError};

/// An address that is none. The text never repeats the address: it may hold a password.
pub(super) fn bad_url(error: sqlx::Error) -> StoreError {
    let why = match error {
        sqlx::Error::Configuration(why) => why.to_string(),
        other => other.to_string(),
    };
    let form = "postgres://user:password@host:5432/database";
    StoreError::new(ErrorKind::Unusable, format!("the address of the database is not of the form `{form}`: {why}"))
}

/// The server takes connections, and none of the pool's came free.
pub(super) fn all_in_use(pool: &PgPoolOptions, is_own: bool) -> StoreError {
    let (connections, waited) = (pool.get_max_connections(), pool.get_acquire_timeout());
    let help = match is_own {
        true => "read fewer streams of the history at once",
        false => "the program has them in use: allow its pool more, or hold none while waiting for the history",
    };
    let text = format!("none of the {connections} connections to the database came free within {waited:?}; {help}");
    StoreError::new(ErrorKind::Away, text)
}

/// Nobody answers, not even to refuse.
pub(super) fn silent(waited: Duration) -> StoreError {
    StoreError::new(ErrorKind::Away, format!("the server does not answer within {waited:?}; {REACH}"))
}

/// An error of making a connection.
pub(super) fn not_connected(error: sqlx::Error) -> StoreError {
    match error {
        // The server was reached, and what it showed is not what the address wants.
        sqlx::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => tls_failed(&error),
        sqlx::Error::Io(error) if error.kind() == io::ErrorKind::NotFound => StoreError::new(
            ErrorKind::Unusable,
            format!(
                "a file that the address names (`sslrootcert`, `sslcert`, `sslkey`, a socket) cannot be read: {error}"
            ),
        ),
        sqlx::Error::Io(error) if error.kind() != io::ErrorKind::ConnectionRefused => {
            StoreError::new(ErrorKind::Away, format!("the server cannot be reached: {error}; {REACH}"))
        }
        other => classify(other),
    }
}

/// TLS was begun and broken off, by either side, or could not be begun.
fn tls_failed(error: &dyn std::error::Error) -> StoreError {
    let error = error.to_string();
    let text = match error.contains("invalid peer certificate") {
        true => format!(
            "the server's certificate is not accepted: {error}; name the authority that signed it with `sslrootcert=FILE`, and the host as the \
             certificate does"
        ),
        false => format!(
            "TLS with the server failed: {error}; check the files that the address names (`sslrootcert`, `sslcert`, `sslkey`), and whether the \
             server asks for a certificate"
        ),
    };
    StoreError::new(ErrorKind::Unusable, text)
}

/// Help where no server was reached.
const REACH: &str = "check that it runs, and that host and port are right";

/// What an error means, by its class (SQLSTATE) where the server gave one.
pub(super) fn classify(error: sqlx::Error) -> StoreError {
    match &error {
        sqlx::Error::Database(database) => match database.try_downcast_ref::<PgDatabaseError>() {
            Some(error) => of_server(error),
            None => StoreError::new(ErrorKind::Away, error.to_string()),
        },
        sqlx::Error::PoolTimedOut => {
            StoreError::new(ErrorKind::Away, "no connection to the database came free in time")
        }
        sqlx::Error::Io(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            StoreError::new(ErrorKind::Away, format!("the server refuses connections: {error}; {REACH}"))
        }
        sqlx::Error::Tls(_) if error.to_string().contains("without TLS support") => StoreError::new(
            ErrorKind::Unusable,
            "the address asks for TLS, and this program was built without: enable the feature `tls` of `aegis-events`",
        ),
        sqlx::Error::Tls(_) if error.to_string().contains("does not support TLS") => StoreError::new(
            ErrorKind::Unusable,
            "the address asks for TLS, and the server has none: switch it on there (`ssl = on`), or go without by `sslmode=prefer`",
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
        // A position that is taken is no fault of the row.
        "23505" if error.constraint() == Some("domain_events_pkey") => ErrorKind::Schema,
        "23502" => ErrorKind::Schema,
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
        "42501" => Some(
            "grant this user SELECT, INSERT, UPDATE and DELETE on the tables of the history; to migrate, it has to own them and may CREATE in the schema",
        ),
        "54000" => Some("a key's value may have some 2,700 bytes, the most that an index takes"),
        "23502" => Some(FOREIGN_COLUMN),
        "25006" => Some("the server or the session takes no writes, as a standby does: connect to the primary"),
        "53100" => Some("make room on the server's disk"),
        "23505" if kind == ErrorKind::Schema => Some(COUNTER_BEHIND),
        _ => None,
    };
    if let Some(help) = help {
        message.push_str("; ");
        message.push_str(help);
    }
    StoreError::new(kind, message)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn tls_that_failed_says_whether_it_is_the_certificate() {
        let told = |text: &str| format!("{}\n", classify(sqlx::Error::Tls(text.into())).message);
        expect![[r#"
            the server's certificate is not accepted: invalid peer certificate: UnknownIssuer; name the authority that signed it with `sslrootcert=FILE`, and the host as the certificate does
        "#]]
        .assert_eq(&told("invalid peer certificate: UnknownIssuer"));
        expect![[r#"
            TLS with the server failed: received fatal alert: CertificateRequired; check the files that the address names (`sslrootcert`, `sslcert`, `sslkey`), and whether the server asks for a certificate
        "#]]
        .assert_eq(&told("received fatal alert: CertificateRequired"));
    }
}
