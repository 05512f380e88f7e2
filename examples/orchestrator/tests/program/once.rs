//! One run: output and exit codes.

use std::fs;
use std::path::Path;

use crate::{Places, file_in, orchestrator, run, text};

#[test]
fn help_shows_usage_options_and_examples() {
    let folder = tempfile::tempdir().unwrap();
    let (help, _) = run(orchestrator(folder.path()).arg("--help"), 0);
    for part in [
        "Usage: orchestrator [OPTIONS] [FOLDER]",
        "  serve  ",
        "--audit <FOLDER>",
        "--config <FILE>",
        "--database <URL>",
        "--database postgres://",
        "--record <FILE>",
        "Examples:",
        "Exit codes:",
    ] {
        assert!(help.contains(part), "`{part}` is not in:\n{help}");
    }
}

#[test]
fn a_missing_folder_is_a_usage_error() {
    let folder = tempfile::tempdir().unwrap();
    let (_, error) = run(orchestrator(folder.path()).arg("none"), 2);
    assert_eq!(
        error,
        "error: the folder `none` does not exist\n  name an existing folder, or none for the repository\n"
    );
}

#[test]
fn a_file_instead_of_a_folder_is_a_usage_error() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    let (_, error) = run(orchestrator(folder.path()).arg("file"), 2);
    assert_eq!(error, "error: `file` is not a folder\n  name the folder that contains it\n");
}

#[test]
fn without_a_repository_a_folder_is_required() {
    let folder = tempfile::tempdir().unwrap();
    let (_, error) = run(&mut orchestrator(folder.path()), 2);
    assert!(error.contains("name the folder to work on"), "{error}");
}

#[test]
fn an_invalid_configuration_is_reported_with_line_and_key() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("aegis-config.yaml"), "event_bus:\n  capacity: 0\n").unwrap();
    let (_, error) = run(orchestrator(folder.path()).args(["--config", "aegis-config.yaml", "."]), 2);
    assert!(error.contains("aegis-config.yaml:2") && error.contains("event_bus.capacity"), "{error}");
}

#[test]
fn the_output_ends_with_tables_without_colours() {
    let folder = tempfile::tempdir().unwrap();
    let store = tempfile::tempdir().unwrap();
    let (shown, error) = run(orchestrator(folder.path()).args(["--database", &file_in(&store), "."]), 0);
    assert_eq!(error, "");
    assert!(!shown.contains('\u{1b}'), "colours without a terminal");
    for part in ["orchestrating on", "AgentDeployed", "│ family", "│ publisher", "│ subscriber", "│ execution of"]
    {
        assert!(shown.contains(part), "`{part}` is not in:\n{shown}");
    }
}

#[test]
fn the_report_ends_with_the_five_observers() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("poem.txt"), "the first line\n").unwrap();
    let store = tempfile::tempdir().unwrap();
    let (shown, _) = run(orchestrator(folder.path()).args(["--quiet", "--database", &file_in(&store), "."]), 0);
    let total = shown.lines().find_map(|line| line.split_once(" events in ")).unwrap().0.to_owned();
    let (_, standing) = shown.split_once("\nevents recorded: ").unwrap();
    let part =
        |start: &str| standing.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{standing}"));
    assert!(
        standing.starts_with(&format!("{total} of {total} published, at the positions 1 to {total} of SQLite in "))
    );
    assert!(part("audit log verified: ").contains(" entries, "));
    assert!(part("metrics scraped: ").contains("/metrics, among them"));
    assert!(standing.contains("│ aegis_executions_total{status=\"completed\"} "), "{standing}");
    assert!(part("gRPC client received: ").ends_with(" Execution and 28 Swarm"), "{standing}");
    assert!(part("  ended by the server: ").starts_with("  ended by the server: UNAVAILABLE, "), "{standing}");
    assert!(part("  ended by the server: ").contains("resume with `after_position` = "), "{standing}");
    assert_eq!(part("volumes expired: "), "volumes expired: 1 in this run, 1 in all runs; 0 pending");
    assert!(standing.trim_end().ends_with("every event type of the catalog occurred"), "{standing}");
}

#[test]
fn a_record_has_one_line_per_event() {
    let folder = tempfile::tempdir().unwrap();
    let store = tempfile::tempdir().unwrap();
    let database = file_in(&store);
    let options = ["--quiet", "--database", &database, "--record", "events.jsonl", "."];
    let (shown, _) = run(orchestrator(folder.path()).args(options), 0);
    let record = fs::read_to_string(folder.path().join("events.jsonl")).unwrap();
    let total = shown.lines().find_map(|line| line.split_once(" events in ")).map(|(total, _)| total.to_owned());
    assert_eq!(total, Some(record.lines().count().to_string()));
    for (index, line) in record.lines().enumerate() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(row["sequence"], index + 1);
        assert!(row["event"]["event_type"].is_string(), "{line}");
    }
}

/// The place of the history and its line in the report.
fn history(shown: &str) -> (&str, &str) {
    let mut lines = shown.lines().skip_while(|line| !line.starts_with("history: "));
    (lines.next().unwrap_or_default(), lines.next().unwrap_or_default())
}

#[test]
fn the_default_history_is_in_target_and_is_continued() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    fs::write(root.join("catalog.toml"), "").unwrap();
    fs::create_dir_all(root.join("target")).unwrap();
    let place = format!("history: SQLite in {}", root.join("target/orchestrator.db").display());
    let (first, _) = run(orchestrator(&root).arg("--quiet"), 0);
    let (found, said) = history(&first);
    assert_eq!(found, place);
    assert!(said.contains(" events of 1 run; "), "{said}");
    assert!(root.join("target/orchestrator.db").is_file());

    // Also from a folder inside the repository.
    fs::create_dir(root.join("src")).unwrap();
    let (second, _) = run(orchestrator(&root.join("src")).args(["--quiet", "."]), 0);
    let (found, said) = history(&second);
    assert_eq!(found, place);
    assert!(said.contains(" events of 2 runs; "), "{said}");
}

#[test]
fn without_a_repository_the_history_is_in_the_state_folder() {
    let (folder, home) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (shown, _) = run(orchestrator(folder.path()).env("XDG_STATE_HOME", home.path()).args(["--quiet", "."]), 0);
    let file = home.path().join("aegis-events/orchestrator.db");
    assert_eq!(history(&shown).0, format!("history: SQLite in {}", file.display()));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn an_invalid_address_is_a_usage_error_without_a_password() {
    let folder = tempfile::tempdir().unwrap();
    let forms = "write `--database sqlite:path/to/file.db` or `--database postgres://user:password@host:5432/name`";
    for (url, why) in [
        ("events.db", format!("the address starts with neither `sqlite:` nor `postgres://`\n  {forms}")),
        (
            "mysql://me:hunter2@host/events",
            format!("the address starts with neither `sqlite:` nor `postgres://`\n  {forms}"),
        ),
        ("postgres://me:hunter2@host:port/events", format!("invalid port number\n  {forms}")),
        ("sqlite:", format!("the address names no file\n  {forms}")),
        ("sqlite::memory:", "a database in memory is lost at the end of the run\n  name another file".to_owned()),
        ("sqlite:none/events.db", "the folder `none` does not exist\n  create the folder first".to_owned()),
    ] {
        let (_, error) = run(orchestrator(folder.path()).args(["--database", url, "."]), 2);
        assert_eq!(error, format!("error: cannot use the database: {why}\n"));
    }
}

#[test]
fn an_unavailable_postgresql_is_an_error_with_its_address() {
    let folder = tempfile::tempdir().unwrap();
    // Bound and closed: nothing listens there.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("postgres://me:hunter2@127.0.0.1:{port}/events");
    let (shown, error) = run(orchestrator(folder.path()).args(["--database", &url, "."]), 1);
    assert_eq!(shown, "");
    let place = format!("PostgreSQL at 127.0.0.1:{port}, database `events`: the history cannot be opened: ");
    assert!(error.contains(&place) && error.contains("\n  help: "), "{error}");
    assert!(!error.contains("hunter2"), "{error}");
}

#[test]
fn a_file_that_is_not_a_database_is_not_changed() {
    let folder = tempfile::tempdir().unwrap();
    let text = "not a database, but a text\n".repeat(100);
    fs::write(folder.path().join("notes.txt"), &text).unwrap();
    let (_, error) = run(orchestrator(folder.path()).args(["--database", "sqlite:notes.txt", "."]), 1);
    assert!(error.contains("the file is not an SQLite database, or its start is damaged: name another one"), "{error}");
    assert_eq!(fs::read_to_string(folder.path().join("notes.txt")).unwrap(), text);
}

/// The superuser can read everything, so the program runs as another user then, if the machine allows it.
#[cfg(unix)]
#[test]
fn unreadable_files_are_events_and_the_survey_continues() {
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
        eprintln!("skipped: other users may not run the program from its folder");
        return;
    }
    let store = tempfile::tempdir().unwrap();
    mode(store.path(), 0o777);
    let (shown, error) = run(program().args(["--database", &file_in(&store), "."]), 0);

    assert_eq!(error, "");
    for part in [
        "open secret.txt: the host denies reading",
        "list closed: the host denies reading",
        "files: 3 = 1 text + 0 binary + 2 refused",
    ] {
        assert!(shown.contains(part), "`{part}` is not in:\n{shown}");
    }
}

/// The device is always full.
#[cfg(target_os = "linux")]
#[test]
fn a_failed_write_of_the_report_is_an_error() {
    let places = Places::new();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut program = places.program(&["--quiet", "--hour", "100"]);
    let output = program.stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stderr), "error: cannot write the report: No space left on device (os error 28)\n");
}
