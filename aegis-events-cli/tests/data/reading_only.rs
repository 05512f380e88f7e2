//! Databases that the commands only read: read-only files, and a writer at work.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;

use crate::command::{call, called};
use crate::database::sqlite;

/// The user and group without permissions.
const NOBODY: u32 = 65_534;

#[tokio::test]
async fn a_read_only_file_is_read_and_unchanged() {
    let database = sqlite();
    database.fill().await;
    let (file, program) = (database.folder().join("history.db"), database.folder().join("aegis-events"));
    fs::copy(env!("CARGO_BIN_EXE_aegis-events"), &program).unwrap();
    let mode = |path: &std::path::Path, mode| fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    mode(&file, 0o444);
    mode(&program, 0o555);
    mode(database.folder(), 0o555);
    let before = fs::read(&file).unwrap();
    let is_root = fs::OpenOptions::new().append(true).open(&file).is_ok();
    let mut command = std::process::Command::new(&program);
    command.args(["history", file.to_str().unwrap(), "--without-catalog", "--counts"]).current_dir("/");
    if is_root {
        command.uid(NOBODY).gid(NOBODY);
    }
    let called = called(command.output().unwrap());
    mode(database.folder(), 0o755);
    assert_eq!(
        (called.code, &*called.out, &*called.err),
        (Some(0), "2  Gate.Closed\n2  Run.Closed\n2  Run.Started\n6  total\n", "")
    );
    assert_eq!(fs::read(&file).unwrap(), before);
    assert_eq!(fs::read_dir(database.folder()).unwrap().count(), 2, "no other file was created");
}

#[tokio::test]
async fn rows_in_the_write_ahead_log_are_read_during_a_write() {
    let database = sqlite();
    database.fill().await;
    // A writer whose write-ahead log contains an event.
    let writer = rusqlite::Connection::open(database.address()).unwrap();
    writer.execute_batch("UPDATE domain_events SET event_type = 'Stopped' WHERE position = 2").unwrap();
    let called = call(&["history", &database.address(), "--without-catalog", "--counts"]);
    assert_eq!(called.out, "2  Gate.Closed\n2  Run.Started\n1  Run.Closed\n1  Run.Stopped\n6  total\n");
    drop(writer);
}
