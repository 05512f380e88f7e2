//! `aegis-events audit`: output, exit codes, closed pipes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use aegis_events::audit::{AuditConfig, AuditLog};
use aegis_events::domain::smcp::SessionRevoked;
use aegis_events::domain::{AgentId, DomainEvent, ExecutionId, subscribers};
use aegis_events::{BusConfig, EventBus, EventId};
use tempfile::TempDir;

struct Log {
    folder: TempDir,
    key: String,
    event_id: EventId,
}

impl Log {
    fn path(&self) -> PathBuf {
        self.folder.path().join("log")
    }
}

/// A log of three events.
async fn log() -> Log {
    let folder = TempDir::new().unwrap();
    let log = AuditLog::open(AuditConfig::new(folder.path().join("log"))).unwrap();
    let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
    let log = log.run::<subscribers::AuditLogger>(&bus);
    let mut event_id = None;
    for _ in 0..3 {
        let event = SessionRevoked {
            session_id: "session".to_owned().into(),
            agent_id: AgentId::new(),
            execution_id: ExecutionId::new(),
            reason: "test".into(),
            revoked_at: chrono::Utc::now(),
        };
        event_id = Some(publishers.attestation_service.publish(event).unwrap().id);
    }
    log.seal().await.unwrap();
    Log { folder, key: log.public_key().to_string(), event_id: event_id.unwrap() }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aegis-events"));
    command.arg("audit").args(arguments);
    command
}

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = command(arguments).output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[tokio::test]
async fn a_valid_log_verifies() {
    let log = log().await;
    let (code, out, err) = run(&["verify", text(&log.path()), "--key", &log.key]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let begin = "GOOD\nsealed:   entries 0 to 3 are unchanged\nunsealed: none\n";
    assert!(out.starts_with(begin), "{out}");
    assert!(out.contains(&format!("signed by: {}\n", log.key)), "{out}");
}

#[tokio::test]
async fn a_changed_log_is_reported_with_the_place() {
    let log = log().await;
    let file = log.path().join("entries-00000000000000000000.jsonl");
    let changed = std::fs::read_to_string(&file).unwrap().replacen("\"test\"", "\"tset\"", 1);
    std::fs::write(&file, changed).unwrap();
    let (code, out, _) = run(&["verify", text(&log.path()), "--key", &log.key]);
    assert_eq!(code, Some(1));
    let begin = format!("BAD: {}:2: entry 1 was changed", file.display());
    assert!(out.starts_with(&begin), "{out}");
}

#[tokio::test]
async fn a_checkpoint_kept_elsewhere_reveals_an_old_copy_of_the_log() {
    let log = log().await;
    let kept = log.folder.path().join("kept");
    std::fs::copy(log.path().join("checkpoints"), &kept).unwrap();
    let (key, path) = (log.key.as_str(), log.path());
    let arguments = ["verify", text(&path), "--key", key, "--expect-at-least", text(&kept)];
    assert_eq!(run(&arguments).0, Some(0));
    let file = path.join("entries-00000000000000000000.jsonl");
    let first = std::fs::read_to_string(&file).unwrap().split_inclusive('\n').next().unwrap().to_owned();
    std::fs::write(&file, first).unwrap();
    let notes = std::fs::read_to_string(&kept).unwrap();
    let first: String = notes.split_inclusive("\n\n").take(2).collect();
    std::fs::write(path.join("checkpoints"), first).unwrap();
    assert_eq!(run(&["verify", text(&path), "--key", key]).0, Some(0));
    let (code, out, _) = run(&arguments);
    assert_eq!(code, Some(1));
    assert!(out.contains("the log has 1 entry instead of the expected 4"), "{out}");
}

#[tokio::test]
async fn a_proof_is_checked_without_the_log() {
    let log = log().await;
    let (code, proof, _) = run(&["prove", text(&log.path()), &log.event_id.to_string()]);
    assert_eq!(code, Some(0));
    let (file, key) = (log.folder.path().join("event.tlog-proof"), log.folder.path().join("audit.pub"));
    std::fs::write(&file, &proof).unwrap();
    std::fs::write(&key, &log.key).unwrap();
    std::fs::remove_dir_all(log.path()).unwrap();
    let (code, out, _) = run(&["check", text(&file), "--key", text(&key)]);
    assert_eq!(code, Some(0));
    assert!(
        out.starts_with("PROVEN: entry 3 of the log `aegis-events-audit`, in a checkpoint over 4 entries:\n\n{"),
        "{out}"
    );
    std::fs::write(&file, proof.replace("index 3", "index 2")).unwrap();
    let (code, out, _) = run(&["check", text(&file), "--key", text(&key)]);
    assert_eq!(code, Some(1));
    assert!(out.starts_with("NOT PROVEN: "), "{out}");
}

#[tokio::test]
async fn usage_errors_exit_with_2() {
    let log = log().await;
    let path = log.path();
    for arguments in [
        vec!["verify", text(&path)],
        vec!["verify", text(&path), "--key", "not+a+key"],
        vec!["verify", text(&path), "--key", "/no/such/file"],
        vec!["verify", "/no/such/log", "--key", &log.key],
        vec!["prove", text(&path), "not-an-id"],
        vec!["check", "/no/such/proof", "--key", &log.key],
    ] {
        let (code, out, err) = run(&arguments);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(err.starts_with("error: "), "{err}");
    }
}

#[tokio::test]
async fn a_closed_pipe_causes_no_panic() {
    let log = log().await;
    let mut child = command(&["verify", text(&log.path()), "--key", &log.key])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""));
}

#[tokio::test]
async fn with_the_key_of_another_log_nothing_is_verified() {
    let (log, other) = (log().await, log().await);
    let (code, out, _) = run(&["verify", text(&log.path()), "--key", &other.key]);
    assert_eq!(code, Some(1));
    assert!(out.starts_with("BAD: ") && out.contains("none of the given keys signs this log"), "{out}");
    assert!(out.contains("check that this is the right key") && !out.contains("good checkpoint"), "{out}");
}

#[tokio::test]
async fn a_changed_log_proves_nothing() {
    let log = log().await;
    let entries = std::fs::read_dir(log.path()).unwrap().map(|entry| entry.unwrap().path());
    let file = entries.into_iter().find(|path| path.extension().is_some_and(|it| it == "jsonl")).unwrap();
    let lines = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, lines.replacen("\"test\"", "\"best\"", 1)).unwrap();
    let (code, out, err) = run(&["prove", text(&log.path()), &log.event_id.to_string()]);
    assert_eq!((code, err.as_str()), (Some(1), ""));
    assert!(out.starts_with("BAD: ") && out.contains("entry 1 was changed"), "{out}");
}

#[test]
fn a_file_without_a_key_is_refused_and_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secrets.env");
    let expected = "error: `FILE` does not contain a public key\n  pass the public key as the log prints it, or a file that contains only the key\n";
    for secret in ["TOKEN=geheim\nOTHER=geheim\n", "geheim\n"] {
        std::fs::write(&file, secret).unwrap();
        let (code, out, err) = run(&["verify", ".", "--key", text(&file)]);
        assert_eq!((code, out.as_str()), (Some(2), ""));
        assert_eq!(err.replace(text(&file), "FILE"), expected);
    }
}
