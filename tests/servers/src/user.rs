//! The user that runs the server: PostgreSQL refuses to run as root.
//!
//! An ordinary user runs it as itself. Root runs it as the system's user `postgres`, else `nobody`.

use std::fs;
use std::io;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

/// The user that a server runs as, if it is not the user of this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct User(Option<Ids>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ids {
    user: u32,
    group: u32,
}

impl User {
    /// Chooses the user. `own` is the user of this process.
    pub(crate) fn choose(own: u32) -> User {
        const ROOT: u32 = 0;
        if own != ROOT {
            return User(None);
        }
        let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let ids = ids_of("postgres", &users).or_else(|| ids_of("nobody", &users));

        User(Some(ids.expect("a user `postgres` or `nobody`, since PostgreSQL refuses to run as root")))
    }

    /// Lets the command run as this user, without root's other groups: the standard library drops them.
    pub(crate) fn runs(self, command: &mut Command) {
        if let Some(ids) = self.0 {
            command.uid(ids.user).gid(ids.group);
        }
    }

    /// Makes this user the owner of a folder. An error if the user has no access, for example to a folder below `/root`.
    pub(crate) fn moves_in(self, folder: &Path) -> io::Result<()> {
        let Some(ids) = self.0 else { return Ok(()) };
        chown(folder, Some(ids.user), Some(ids.group))?;
        let mut test = Command::new("sh");
        test.args(["-c", "cd \"$1\" && test -w .", "sh"]).arg(folder).current_dir("/");
        self.runs(&mut test);
        let status = test.stdin(Stdio::null()).stderr(Stdio::null()).status()?;
        if status.success() {
            Ok(())
        } else {
            Err(io::Error::other(format!("the user who runs the server has no access to {}", folder.display())))
        }
    }
}

/// A user's ids in the text of `/etc/passwd`: `name:password:user:group:...`.
fn ids_of(name: &str, users: &str) -> Option<Ids> {
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next() != Some(name) {
            return None;
        }
        Some(Ids { user: fields.nth(1)?.parse().ok()?, group: fields.next()?.parse().ok()? })
    })
}

#[cfg(test)]
mod tests {
    use super::{Ids, User, ids_of};

    #[test]
    fn a_user_is_found_by_its_whole_name() {
        let users =
            "root:x:0:0::/root:/bin/sh\npostgres2:x:7:8::/:\npostgres:x:101:104:,,,:/var/lib/postgresql:/bin/bash\n";
        assert_eq!(ids_of("postgres", users), Some(Ids { user: 101, group: 104 }));
        assert_eq!(ids_of("daemon", users), None);
    }

    #[test]
    fn an_ordinary_user_runs_servers_as_itself() {
        assert_eq!(User::choose(1000), User(None));
    }
}
