//! The folders of one server: new, owned by the user who runs it, and removed when this process ends.
//!
//! Log and process id are in another folder than the data: a test may put the data on a small disk.

use std::env;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{self, Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::SystemTime;

use crate::supervisor::Supervisor;
use crate::user::User;

#[derive(Debug)]
pub(crate) struct Folders {
    /// The owner.
    pub(crate) user: User,
    /// The log and the process id.
    pub(crate) run: PathBuf,
    /// The data; inside `run` unless a test chooses another place.
    pub(crate) data: PathBuf,
    /// Removes them when dropped.
    _supervisor: Supervisor,
}

impl Folders {
    /// Creates the folders: the data in a given place, or in the folder for temporary files.
    ///
    /// `TMPDIR` may be where only root has access; then other folders for temporary files are tried.
    pub(crate) fn make(place_of_data: Option<&Path>) -> Folders {
        let places = [env::temp_dir(), PathBuf::from("/tmp"), PathBuf::from("/var/tmp")];
        let mut errors = Vec::new();
        for place in &places {
            match Folders::make_in(place, place_of_data) {
                Ok(folders) => return folders,
                Err(error) => errors.push(format!("in {}: {error}", place.display())),
            }
        }
        let data = place_of_data.map_or(String::new(), |place| format!(" with its data in {}", place.display()));
        panic!("cannot create the folders of a server{data}:\n{}", errors.join("\n"))
    }

    fn make_in(place: &Path, place_of_data: Option<&Path>) -> io::Result<Folders> {
        let run = path::absolute(place)?.join(fresh_name());
        let elsewhere = match place_of_data {
            Some(place) => Some(path::absolute(place)?.join(fresh_name())),
            None => None,
        };
        let supervisor = Supervisor::start(&run, elsewhere.as_deref())?;
        // The owner of a new folder is the user of this process.
        let user = User::choose(fs::metadata(&run)?.uid());
        user.moves_in(&run)?;
        user.moves_in(&run.join("running"))?;
        let data = elsewhere.unwrap_or_else(|| run.join("data"));
        user.moves_in(&data)?;
        Ok(Folders { user, run, data, _supervisor: supervisor })
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.run.join("log")
    }

    /// Holds the id of the process that works on the data, `initdb` or the server. The supervisor reads it.
    pub(crate) fn process_id(&self) -> PathBuf {
        self.run.join("running").join("process_id")
    }
}

/// A unique name. Process ids are reused, so the name contains the time.
fn fresh_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let now = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_micros());
    format!("aegis-postgres-{}-{now:x}-{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}
