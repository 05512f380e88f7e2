//! What becomes of volumes whose time is up: they leave the table, and their folders are deleted.
//!
//! The library's `TtlReaper` knows volumes from the history alone, also those of a process that was killed; nobody has these in a table any
//! more, and their folders are found by their paths.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::sync::Arc;

use aegis_events::reaper::DueVolume;

use super::manager::{FOLDER_PREFIX, folder_of_volumes};
use super::table::Volumes;

/// Deletes a volume that is due. To do it again changes nothing.
pub(crate) async fn reclaim(table: Arc<Volumes>, volume: DueVolume) -> io::Result<()> {
    let entered = table.remove(volume.volume_id);
    tokio::task::spawn_blocking(move || match entered {
        Some(Some(folder)) => folder.close(),
        // Lent: it is somebody else's.
        Some(None) => Ok(()),
        None => delete_left_behind(&folder_of_volumes()?, Path::new(&volume.remote_path)),
    })
    .await?
}

/// Deletes the folder of a volume that no table knows. A path that is not where volumes are made comes from another machine, or from
/// somebody who writes to the database: nothing there is deleted.
fn delete_left_behind(made_in: &Path, folder: &Path) -> io::Result<()> {
    let is_volume = |name: &OsStr| name.as_encoded_bytes().starts_with(FOLDER_PREFIX.as_bytes());
    if folder.parent() != Some(made_in) || !folder.file_name().is_some_and(is_volume) {
        return Ok(());
    }
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        deleted => deleted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_a_volumes_folder_where_volumes_are_made_is_deleted() {
        let place = tempfile::tempdir().unwrap();
        let made_in = place.path();
        let inside = made_in.join("aegis-volume-1/aegis-volume-2");
        std::fs::create_dir_all(&inside).unwrap();
        std::fs::create_dir(made_in.join("somebody")).unwrap();
        let paths = [inside, made_in.join("somebody"), made_in.to_owned(), "aegis-volume-1".into(), "/".into()];
        for path in &paths {
            delete_left_behind(made_in, path).unwrap();
        }
        delete_left_behind(made_in, &made_in.join("aegis-volume-1/..")).unwrap();
        assert!(paths[0].is_dir() && paths[1].is_dir());

        let volume = made_in.join("aegis-volume-1");
        delete_left_behind(made_in, &volume).unwrap();
        assert!(!volume.exists());
        delete_left_behind(made_in, &volume).unwrap();
    }
}
