//! Opens a file for reading: nothing is created but what SQLite itself needs, and nothing is written.

use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};

use super::{BUSY_TIMEOUT, MAX_READERS, ROWS_AHEAD, SqliteBackend, errors, place_of};
use crate::history::backend::{ErrorKind, NotOpened, StoreError};

/// Reads the first page: an error shows that the file cannot be read, or is no database.
const LOOK: &str = "SELECT count(*) FROM sqlite_master";

impl SqliteBackend {
    /// Opens `sqlite:file.db`, which must exist, for reading.
    pub(crate) async fn open_to_read(url: &str) -> Result<Self, NotOpened> {
        let options: SqliteConnectOptions = url.parse().map_err(errors::bad_url)?;
        let file = options.get_filename().to_path_buf();
        if errors::is_in_memory(url) {
            let fact = "a database in memory belongs to the process that made it";
            return Err(StoreError::with_help(ErrorKind::Unusable, fact, "name a file").into());
        }
        errors::check_name(url, &file)?;
        let place = place_of(&file);
        let not_opened = |error| NotOpened { place: Some(place.clone()), error };
        errors::check_file(&file).map_err(not_opened)?;
        let options =
            options.read_only(true).create_if_missing(false).busy_timeout(BUSY_TIMEOUT).row_buffer_size(ROWS_AHEAD);
        let readers = match look(options.clone()).await {
            // If neither file nor folder is writable, SQLite cannot create the index of the write-ahead log. Without a log there is no
            // writer, and the file is the whole database.
            Err(error) if !has_log(&file) => look(options.immutable(true)).await.map_err(|_| error),
            looked => looked,
        };
        let readers = readers.map_err(|error| not_opened(errors::classify(error)))?;
        Ok(Self::over(readers.clone(), readers, true, false, place, &[]))
    }
}

async fn look(options: SqliteConnectOptions) -> Result<SqlitePool, sqlx::Error> {
    let pool =
        SqlitePoolOptions::new().max_connections(MAX_READERS).test_before_acquire(false).connect_with(options).await?;
    match sqlx::query(LOOK).fetch_one(&pool).await {
        Ok(_) => Ok(pool),
        Err(error) => {
            pool.close().await;
            Err(error)
        }
    }
}

/// Whether the file has a write-ahead log that is not empty.
fn has_log(file: &Path) -> bool {
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    Path::new(&log).metadata().is_ok_and(|log| log.len() > 0)
}
