//! Expired volumes: they are removed from the table, and their folders are deleted.
//!
//! The library's `TtlReaper` finds volumes in the history, including those of a killed process. No table contains these any more; their
//! folders are found by their paths.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::sync::Arc;

use aegis_events::reaper::DueVolume;

use super::manager::{FOLDER_PREFIX, folder_of_volumes};
use super::table::Volumes;

/// Deletes an expired volume. Idempotent.
pub(crate) async fn reclaim(table: Arc<Volumes>, volume: DueVolume) -> io::Result<()> {
    let entered = table.remove(volume.volume_id);
    tokio::task::spawn_blocking(move || match entered {
        Some(Some(folder)) => folder.close(),
        // A lent folder belongs to the host.
        Some(None) => Ok(()),
        None => delete_left_behind(&folder_of_volumes()?, Path::new(&volume.remote_path)),
    })
    .await?
}

/// Deletes the folder of a volume that is in no table. A path outside the folder of all volumes comes from another machine or from a
/// manipulated database; it is not deleted.
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
    fn only_volume_folders_in_the_folder_of_volumes_are_deleted() {
        let place = tempfile::tempdir().unwrap();
        let made_in = place.path();
        let inside = made_in.join("aegis-volume-1/aegis-volume-2");
        std::fs::create_dir_all(&inside).unwrap();
        std::fs::create_dir(made_in.join("other")).unwrap();
        let paths = [inside, made_in.join("other"), made_in.to_owned(), "aegis-volume-1".into(), "/".into()];
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
