//! The audit log over several runs, intact and manipulated.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Places;
use aegis_events::audit::{PublicKey, verify};

fn entries(places: &Places) -> PathBuf {
    log(places).join(format!("entries-{:020}.jsonl", 0))
}

fn log(places: &Places) -> PathBuf {
    places.store.path().join("events-audit")
}

/// The numbers of the report: all entries, and those of this run.
fn numbers(report: &str) -> (u64, u64) {
    let line = report.lines().find(|line| line.starts_with("audit log verified: ")).unwrap();
    let mut numbers = line.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok());
    let (all, sealed, new) = (numbers.next().unwrap(), numbers.next().unwrap(), numbers.next().unwrap());
    assert_eq!(all, sealed, "{line}");
    (all, new)
}

/// Folder and key of the command in the report.
fn command(report: &str) -> (PathBuf, PublicKey) {
    let (_, arguments) = report.split_once("-- audit verify ").unwrap();
    let (log, key) = arguments.lines().next().unwrap().split_once(" --key ").unwrap();
    (log.into(), key.parse().unwrap())
}

#[test]
fn a_second_run_continues_the_same_verifiable_log() {
    let places = Places::new();
    let (first, _) = places.run(&[], 0);
    let (all, new) = numbers(&first);
    assert_eq!(all, new + 1, "the first entry of a log opens it");

    let (second, _) = places.run(&[], 0);
    let (after, new) = numbers(&second);
    assert_eq!(after, all + new);
    assert!(second.contains(" events of 2 runs; "), "{second}");

    let (folder, key) = command(&second);
    assert_eq!(folder, log(&places));
    assert_eq!(command(&first), (folder.clone(), key.clone()));
    let report = verify(folder, &[key], &[]).unwrap();
    assert_eq!((report.finding, report.sealed), (None, after));
}

#[test]
fn a_manipulated_log_is_not_continued() {
    // Neither is the history.
    let places = Places::new();
    places.run(&[], 0);
    let before = fs::read_to_string(entries(&places)).unwrap();
    let forged = before.replacen("AttestationService", "AttestationSurface", 1);
    assert_ne!(before, forged);
    fs::write(entries(&places), &forged).unwrap();

    let (shown, error) = places.run(&[], 1);
    assert_eq!(shown, "");
    let bad_line = forged.lines().position(|line| line.contains("AttestationSurface")).unwrap() + 1;
    let expected = format!(
        "error: the audit log differs from what was sealed, and is not continued: {}:{bad_line}: entry {} was changed: its digest differs from \
         the one in the next entry\n  help: keep it as evidence, find out who changed it, and start a new log in another folder\n  on the \
         command line: `--audit FOLDER` names another log\n",
        entries(&places).display(),
        bad_line - 1,
    );
    assert_eq!(error, expected);
    assert_eq!(fs::read_to_string(entries(&places)).unwrap(), forged);

    // With another log the run works, and the history has no event of the refused run.
    let elsewhere = places.store.path().join("second");
    let (report, _) = places.run(&["--audit", elsewhere.to_str().unwrap()], 0);
    assert_eq!(command(&report).0, elsewhere);
    assert!(report.contains(" events of 2 runs; "), "{report}");
}

#[test]
fn the_key_is_next_to_the_log_and_private() {
    let places = Places::new();
    places.run(&[], 0);
    let key = places.store.path().join("events-audit.key");
    assert!(key.is_file());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let is_key = |path: &Path| path.extension().is_some_and(|extension| extension == "key");
    assert!(!fs::read_dir(log(&places)).unwrap().any(|entry| is_key(&entry.unwrap().path())));
}
