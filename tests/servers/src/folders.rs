//! The folders of one server: made anew, owned by the user who runs it, reachable for that user, and gone with this process.
//!
//! What a server writes about itself (its log, its process id) stands apart from its data: a test may put the data where little
//! fits.

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
    /// Who owns them.
    pub(crate) user: User,
    /// The log and the process id.
    pub(crate) run: PathBuf,
    /// What is stored; inside `run` unless a test wants it elsewhere.
    pub(crate) data: PathBuf,
    /// Removes them when dropped.
    _supervisor: Supervisor,
}

impl Folders {
    /// Makes the folders: data in a given place, or in the folder for temporary files.
    ///
    /// `TMPDIR` may lie where only root can go; then there are other folders for temporary files.
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
        panic!("the folders of a server{data} cannot be made:\n{}", errors.join("\n"))
    }

    fn make_in(place: &Path, place_of_data: Option<&Path>) -> io::Result<Folders> {
        let run = path::absolute(place)?.join(fresh_name());
        let elsewhere = match place_of_data {
            Some(place) => Some(path::absolute(place)?.join(fresh_name())),
            None => None,
        };
        let supervisor = Supervisor::start(&run, elsewhere.as_deref())?;
        // Whoever makes a folder owns it: so we learn who we are.
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

    /// Holds the process id of whatever works on the data, `initdb` or the server, while there is one. The supervisor reads it.
    pub(crate) fn process_id(&self) -> PathBuf {
        self.run.join("running").join("process_id")
    }
}

/// A name that no other folder has. Process ids come again; the time tells them apart.
fn fresh_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let now = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_micros());
    format!("aegis-postgres-{}-{now:x}-{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}
