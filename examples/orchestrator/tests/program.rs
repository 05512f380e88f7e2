//! The program as people start it: what it says, and how it exits.

#![expect(clippy::unwrap_used, reason = "in tests a panic is the message")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn orchestrator(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_orchestrator"));
    command.current_dir(folder).env_remove("CARGO_MANIFEST_DIR").stdin(Stdio::null());
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Runs it, and expects an exit code.
fn run(command: &mut Command, code: i32) -> (String, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let (stdout, stderr) = (text(&stdout), text(&stderr));
    assert_eq!(status.code(), Some(code), "{stdout}\n{stderr}");
    assert!(!stderr.contains("panicked"), "{stderr}");
    (stdout, stderr)
}

#[test]
fn help_shows_usage_options_and_examples() {
    let folder = tempfile::tempdir().unwrap();
    let (help, _) = run(orchestrator(folder.path()).arg("--help"), 0);
    for part in
        ["Usage: orchestrator [OPTIONS] [FOLDER]", "--config <FILE>", "--record <FILE>", "Examples:", "Exit codes:"]
    {
        assert!(help.contains(part), "`{part}` is not in:\n{help}");
    }
}

#[test]
fn a_missing_folder_is_an_error_of_usage() {
    let folder = tempfile::tempdir().unwrap();
    let (_, error) = run(orchestrator(folder.path()).arg("none"), 2);
    assert_eq!(error, "error: the folder `none` does not exist; name one that does, or none for the repository\n");
}

#[test]
fn a_file_in_the_place_of_a_folder_is_an_error_of_usage() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    let (_, error) = run(orchestrator(folder.path()).arg("file"), 2);
    assert_eq!(error, "error: `file` is not a folder; name the folder that it is in\n");
}

#[test]
fn without_a_repository_a_folder_has_to_be_named() {
    let folder = tempfile::tempdir().unwrap();
    let (_, error) = run(&mut orchestrator(folder.path()), 2);
    assert!(error.contains("name the folder to work on"), "{error}");
}

#[test]
fn a_bad_configuration_is_an_error_with_key_line_and_what_is_allowed() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("aegis-config.yaml"), "event_bus:\n  capacity: 0\n").unwrap();
    let (_, error) = run(orchestrator(folder.path()).args(["--config", "aegis-config.yaml", "."]), 2);
    assert!(error.contains("aegis-config.yaml:2") && error.contains("event_bus.capacity"), "{error}");
}

#[test]
fn an_empty_folder_ends_with_the_tables_and_no_colours() {
    let folder = tempfile::tempdir().unwrap();
    let (shown, error) = run(orchestrator(folder.path()).arg("."), 0);
    assert_eq!(error, "");
    assert!(!shown.contains('\u{1b}'), "colours without a terminal");
    for part in ["orchestrating on", "AgentDeployed", "│ family", "│ publisher", "│ subscriber", "│ execution of"]
    {
        assert!(shown.contains(part), "`{part}` is not in:\n{shown}");
    }
}

#[test]
fn a_record_holds_one_line_for_each_event() {
    let folder = tempfile::tempdir().unwrap();
    let (shown, _) = run(orchestrator(folder.path()).args(["--quiet", "--record", "events.jsonl", "."]), 0);
    let record = fs::read_to_string(folder.path().join("events.jsonl")).unwrap();
    let total = shown.lines().find_map(|line| line.split_once(" events in ")).map(|(total, _)| total.to_owned());
    assert_eq!(total, Some(record.lines().count().to_string()));
    for (index, line) in record.lines().enumerate() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(row["sequence"], index + 1);
        assert!(row["event"]["event_type"].is_string(), "{line}");
    }
}

/// The superuser may read everything, so the program runs as somebody else then, if the machine lets it.
#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_refused_by_an_event_and_the_rest_goes_on() {
    use std::io::ErrorKind;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::process::CommandExt;

    const NOBODY: u32 = 65_534;
    let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("readable.txt"), "a b c\n").unwrap();
    fs::write(path("secret.txt"), "x").unwrap();
    fs::create_dir(path("closed")).unwrap();
    symlink("nowhere", path("dangling")).unwrap();
    symlink("circle", path("circle")).unwrap();
    mode(folder.path(), 0o755);
    mode(&path("secret.txt"), 0o000);
    mode(&path("closed"), 0o000);
    let program = || {
        let mut command = orchestrator(folder.path());
        if fs::read(path("secret.txt")).is_ok() {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    };
    if program().arg("--version").output().is_err_and(|error| error.kind() == ErrorKind::PermissionDenied) {
        eprintln!("skipped: nobody but this user may run the program from where it lies");
        return;
    }
    let (shown, error) = run(program().arg("."), 0);

    assert_eq!(error, "");
    for part in [
        "open secret.txt: the host does not let it be read",
        "list closed: the host does not let it be read",
        "files: 3 = 1 text + 0 binary + 2 refused",
    ] {
        assert!(shown.contains(part), "`{part}` is not in:\n{shown}");
    }
}
