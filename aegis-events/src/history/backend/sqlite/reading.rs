//! Opening a file only to read it: nothing is made beside what SQLite itself needs, and nothing is written into it.

use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};

use super::{BUSY_TIMEOUT, MAX_READERS, ROWS_AHEAD, SqliteBackend, errors, place_of};
use crate::history::backend::{ErrorKind, NotOpened, StoreError};

/// Reads the first page, which says whether the file can be read and is a database.
const LOOK: &str = "SELECT count(*) FROM sqlite_master";

impl SqliteBackend {
    /// Opens `sqlite:file.db`, which has to be there, for reading.
    pub(crate) async fn open_to_read(url: &str) -> Result<Self, NotOpened> {
        let options: SqliteConnectOptions = url.parse().map_err(errors::bad_url)?;
        let file = options.get_filename().to_path_buf();
        if errors::is_in_memory(url) {
            let text = "a database in memory belongs to the process that made it, and is empty for everybody else: name a file";
            return Err(StoreError::new(ErrorKind::Unusable, text).into());
        }
        errors::check_name(url, &file)?;
        let place = place_of(&file);
        let not_opened = |error| NotOpened { place: Some(place.clone()), error };
        errors::check_file(&file).map_err(not_opened)?;
        let options =
            options.read_only(true).create_if_missing(false).busy_timeout(BUSY_TIMEOUT).row_buffer_size(ROWS_AHEAD);
        let readers = match look(options.clone()).await {
            // Where neither file nor folder may be written to, SQLite cannot make the write-ahead log's index. Without a log there is no
            // writer either, and nothing in it to be missed: the file alone is the whole database.
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

/// Whether a write-ahead log with something in it lies beside a file.
fn has_log(file: &Path) -> bool {
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    Path::new(&log).metadata().is_ok_and(|log| log.len() > 0)
}
