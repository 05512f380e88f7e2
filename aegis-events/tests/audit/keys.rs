//! Keys: created, loaded, refused, rotated.

use std::fs;
use std::process::Command;
use std::sync::{Arc, Mutex};

use aegis_events::audit::{
    AuditConfig, AuditError, AuditLog, Checkpoint, KeySource, Problem, PublicKey, VerifyAtStart, check_proof, prove,
};

use crate::books::{Books, Writing, with_help};

/// The environment variable with the child's folder. Without it, the child's test does nothing.
const LOG: &str = "AEGIS_EVENTS_TEST_AUDIT_KEY_LOG";
/// The environment variable with the child's key.
const KEY: &str = "AEGIS_EVENTS_TEST_AUDIT_KEY";

fn key_file(books: &Books, name: &str) -> KeySource {
    KeySource::File(books.path().with_extension(name))
}

/// A log of four events, then a rotation to another key, then four more events.
async fn rotated() -> (Books, PublicKey, PublicKey) {
    let books = Books::of(4, 2).await;
    let old = books.key();
    let config = books.config().with_key(key_file(&books, "new")).with_previous_key(key_file(&books, "key"));
    let log = AuditLog::open(config).unwrap();
    assert!(log.recovery().rotated);
    let new = log.public_key().clone();
    assert_ne!(old, new);
    let writing = Writing::of(log);
    for n in 0..4 {
        writing.publish(n);
        writing.log.seal().await.unwrap();
    }
    writing.end().await;
    (books, old, new)
}

#[cfg(unix)]
#[tokio::test]
async fn a_new_key_is_private_and_a_readable_one_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;

    let books = Books::of(1, 1).await;
    let path = books.path().with_extension("key");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(
        with_help(&AuditLog::open(books.config()).unwrap_err()),
        format!(
            "others may read the secret key in `{}`: its mode is 640\n  \
             help: `chmod 600` it; if others may have read it, rotate to a new key",
            path.display()
        )
    );
}

/// Not a test by itself: the body of the process that the next test starts, with a key in its environment.
#[test]
fn child_that_takes_its_key_from_the_environment() {
    let Some(folder) = std::env::var_os(LOG) else { return };
    match AuditLog::open(AuditConfig::new(folder).with_key(KeySource::Environment(KEY.into()))) {
        Ok(log) => println!("signs with {}", log.public_key()),
        Err(error) => println!("{}", with_help(&error)),
    }
}

#[tokio::test]
async fn a_key_comes_from_the_environment() {
    let books = Books::of(1, 1).await;
    let child = |key: Option<&str>| {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["keys::child_that_takes_its_key_from_the_environment", "--exact", "--nocapture"]);
        child.env(LOG, books.path()).env_remove(KEY).envs(key.map(|key| (KEY, key)));
        String::from_utf8(child.output().unwrap().stdout).unwrap()
    };
    let key = fs::read_to_string(books.path().with_extension("key")).unwrap();
    let output = child(Some(&key));
    assert!(output.contains(&format!("signs with {}\n", books.key())), "{output}");

    let output = child(None);
    assert!(
        output.contains(&format!(
            "the environment variable `{KEY}` contains no key: it is not set, or is not text\n  \
             help: set it to the line of a key\'s file"
        )),
        "{output}"
    );
    let output = child(Some("PRIVATE+KEY+hunter2"));
    assert!(
        output.contains(&format!(
            "the environment variable `{KEY}` is not a key: it does not have three parts with `+` between them\n  \
             help: it must contain one line, `PRIVATE+KEY+name+8 hexadecimal digits+base64`\n"
        )),
        "{output}"
    );
    assert!(!output.contains("hunter2"), "{output}");
}

#[tokio::test]
async fn a_key_comes_as_text() {
    let books = Books::of(1, 1).await;
    let key = fs::read_to_string(books.path().with_extension("key")).unwrap();
    let log = AuditLog::open(books.config().with_key(KeySource::Text(key))).unwrap();
    let ours = log.public_key().clone();
    drop(log);
    assert_eq!(ours, books.key());
    assert_eq!(
        with_help(&AuditLog::open(books.config().with_key(KeySource::Text("hunter2".into()))).unwrap_err()),
        "the given text is not a key: it does not begin with `PRIVATE+KEY+`\n  \
         help: it must contain one line, `PRIVATE+KEY+name+8 hexadecimal digits+base64`"
    );
}

#[test]
fn a_key_can_be_checked_before_any_file_is_created() {
    let books = Books::new();
    assert!(books.config().check_key().is_ok(), "a new log creates its key");
    for bad in [KeySource::Environment("AEGIS_EVENTS_TEST_OF_NOTHING".into()), KeySource::Text("hunter2".into())] {
        let (looked, opened) =
            (books.config().with_key(bad.clone()).check_key(), AuditLog::open(books.config().with_key(bad)).map(drop));
        assert_eq!(looked.unwrap_err().to_string(), opened.unwrap_err().to_string());
    }
    assert!(!books.path().with_extension("key").exists());
}

#[tokio::test]
async fn a_log_with_a_missing_key_gets_no_new_key() {
    let books = Books::of(1, 1).await;
    let path = books.path().with_extension("key");
    assert!(books.config().check_key().is_ok());
    fs::remove_file(&path).unwrap();
    assert!(matches!(books.config().check_key(), Err(AuditError::KeyMissing { .. })));
    let error = AuditLog::open(books.config()).unwrap_err();
    assert!(matches!(error, AuditError::KeyMissing { .. }), "{error}");
    // The key may be on a disk that is not mounted yet, so no file is created in its place.
    assert!(!path.exists());
}

#[tokio::test]
async fn the_temporary_file_of_a_crash_does_not_block_a_new_key() {
    let books = Books::new();
    let key = books.path().with_extension("key");
    // In a container the process has the same id at each start.
    fs::write(format!("{}.{}.tmp", key.display(), std::process::id()), "PRIVATE+").unwrap();
    assert_eq!(AuditLog::open(books.config()).unwrap().entries(), 1);
    assert!(key.exists());
}

#[tokio::test]
async fn a_log_of_another_key_is_not_continued() {
    let (books, other) = (Books::of(1, 1).await, Books::of(1, 1).await);
    fs::copy(other.path().with_extension("key"), books.path().with_extension("new")).unwrap();
    let theirs = books.key();
    let error = AuditLog::open(books.config().with_key(key_file(&books, "new"))).unwrap_err();
    let AuditError::OtherKey { ours, .. } = &error else { panic!("{error}") };
    assert_eq!(
        with_help(&error),
        format!(
            "the audit log is signed by `{theirs}`, not by the given key `{ours}`\n  \
             help: give the key that signs the log; to rotate to a new key, give the old one as the previous key"
        )
    );
}

#[tokio::test]
async fn first_and_last_key_verify_a_rotated_log() {
    let (books, old, new) = rotated().await;
    for key in [&old, &new] {
        let report = books.verify(key);
        assert_eq!((report.finding, report.sealed), (None, 10));
        assert_eq!(report.keys, [old.clone(), new.clone()]);
    }
    let sealed_by_both: Vec<_> = books
        .checkpoints()
        .iter()
        .filter(|checkpoint| checkpoint.is_signed_by(&old) && checkpoint.is_signed_by(&new))
        .map(|checkpoint| checkpoint.size())
        .collect();
    assert_eq!(sealed_by_both, [6]);
    // The previous key may stay in the configuration.
    let config = books.config().with_key(key_file(&books, "new")).with_previous_key(key_file(&books, "gone"));
    assert!(!AuditLog::open(config).unwrap().recovery().rotated);
}

#[tokio::test]
async fn a_key_that_never_signed_verifies_nothing() {
    let (books, _, new) = rotated().await;
    let stranger = Books::of(1, 1).await.key();
    let report = books.verify(&stranger);
    assert_eq!(report.finding.unwrap().problem, Problem::KeyNotGiven { key: new.to_string() });
    assert_eq!(report.sealed, 0);
}

#[tokio::test]
async fn the_old_key_cannot_sign_after_a_rotation() {
    let (books, old, new) = rotated().await;
    // An attacker with the old key continues the log from before the rotation: sizes and roots are right, the key is not.
    let stolen = Books::new();
    fs::copy(books.path().with_extension("key"), stolen.path().with_extension("key")).unwrap();
    fs::create_dir(stolen.path()).unwrap();
    let before = books.lines()[..5].iter().map(|line| format!("{line}\n")).collect::<String>();
    fs::write(stolen.path().join("entries-00000000000000000000.jsonl"), before).unwrap();
    let kept: String = books.checkpoints()[..3].iter().map(|checkpoint| format!("{checkpoint}\n")).collect();
    fs::write(stolen.path().join("checkpoints"), kept).unwrap();
    stolen.write(5, 1).await;
    let forged = stolen.checkpoints().iter().find(|checkpoint| checkpoint.size() == 7).unwrap().clone();

    let kept: Vec<_> = books.checkpoints().iter().filter(|checkpoint| checkpoint.size() < 7).cloned().collect();
    let text: String = kept.iter().chain([&forged]).map(|checkpoint| format!("{checkpoint}\n")).collect();
    fs::write(books.checkpoints_file(), text).unwrap();
    for key in [&old, &new] {
        let problem = books.verify(key).finding.unwrap().problem;
        assert!(matches!(&problem, Problem::WrongKey { size: 7, key, .. } if *key == new.to_string()), "{problem}");
    }
    // The forged log does not verify with the current key either.
    assert!(matches!(stolen.verify(&new).finding.unwrap().problem, Problem::KeyNotGiven { .. }));
}

#[tokio::test]
async fn the_new_key_cannot_sign_before_the_rotation() {
    let (books, old, new) = rotated().await;
    let of_new = Books::new();
    fs::copy(books.path().with_extension("new"), of_new.path().with_extension("key")).unwrap();
    of_new.write(4, 2).await;
    let early = of_new.checkpoints().iter().find(|checkpoint| checkpoint.size() == 3).unwrap().clone();
    let mut checkpoints = books.checkpoints();
    checkpoints[1] = early;
    let text: String = checkpoints.iter().map(|checkpoint| format!("{checkpoint}\n")).collect();
    fs::write(books.checkpoints_file(), text).unwrap();
    for key in [&old, &new] {
        let problem = books.verify(key).finding.unwrap().problem;
        assert!(matches!(&problem, Problem::WrongKey { size: 3, key, .. } if *key == old.to_string()), "{problem}");
    }
}

#[tokio::test]
async fn a_rotation_without_both_signatures_is_found() {
    let (books, old, _) = rotated().await;
    let checkpoints = books.checkpoints();
    let both = checkpoints.iter().position(|checkpoint| checkpoint.size() == 6).unwrap();
    let note = checkpoints[both].to_string();
    let (before, last) = note.trim_end().rsplit_once('\n').unwrap();
    assert!(last.starts_with('\u{2014}'));
    let text: String = checkpoints
        .iter()
        .enumerate()
        .map(|(at, checkpoint)| if at == both { format!("{before}\n\n") } else { format!("{checkpoint}\n") })
        .collect();
    fs::write(books.checkpoints_file(), text).unwrap();
    let problem = books.verify(&old).finding.unwrap().problem;
    assert!(matches!(problem, Problem::WrongKey { size: 6, .. }), "{problem}");
    // Without its checkpoint, the rotation is not sealed.
    let text: String = checkpoints[..both].iter().map(|checkpoint| format!("{checkpoint}\n")).collect();
    fs::write(books.checkpoints_file(), text).unwrap();
    assert_eq!(books.verify(&old).finding.unwrap().problem, Problem::RotationNotSealed { entry: 5 });
}

/// A log whose rotation was interrupted by a crash: the entry is written, its checkpoint is not.
async fn interrupted_rotation() -> (Books, PublicKey, PublicKey) {
    let (books, old, new) = rotated().await;
    let lines = books.lines();
    for file in books.files() {
        fs::remove_file(file).unwrap();
    }
    let until: String = lines[..6].iter().map(|line| format!("{line}\n")).collect();
    fs::write(books.path().join("entries-00000000000000000000.jsonl"), until).unwrap();
    let kept: Vec<_> = books.checkpoints().into_iter().filter(|checkpoint| checkpoint.size() < 6).collect();
    let text: String = kept.iter().map(|checkpoint| format!("{checkpoint}\n")).collect();
    fs::write(books.checkpoints_file(), text).unwrap();
    (books, old, new)
}

#[tokio::test]
async fn the_next_start_finishes_an_interrupted_rotation() {
    let (books, old, new) = interrupted_rotation().await;
    assert!(matches!(
        AuditLog::open(books.config().with_key(key_file(&books, "new"))),
        Err(AuditError::OtherKey { .. })
    ));
    let config = books.config().with_key(key_file(&books, "new")).with_previous_key(key_file(&books, "key"));
    let log = AuditLog::open(config).unwrap();
    assert_eq!((log.entries(), log.recovery().rotated, log.recovery().resealed), (6, true, 1));
    drop(log);
    for key in [&old, &new] {
        assert_eq!((books.verify(key).finding, books.verify(key).sealed), (None, 6));
    }
}

#[tokio::test]
async fn the_old_key_alone_does_not_complete_a_rotation() {
    let (books, old, new) = interrupted_rotation().await;
    // The change of the configuration was reverted.
    let error = AuditLog::open(books.config()).unwrap_err();
    assert_eq!(
        with_help(&error),
        format!(
            "the audit log is being rotated to the key `{new}`, and the given key is the previous one, `{old}`\n  \
             help: give `{new}` as the key and this one as the previous key to finish the rotation"
        )
    );
    let config = books.config().with_key(key_file(&books, "new")).with_previous_key(key_file(&books, "key"));
    assert!(AuditLog::open(config).unwrap().recovery().rotated);
    assert_eq!((books.verify(&new).finding, books.verify(&new).sealed), (None, 6));
}

#[tokio::test]
async fn a_change_before_a_rotation_is_found_with_the_new_key() {
    let (books, _, _) = rotated().await;
    let first = books.files().remove(0);
    books.change(&first, |lines| lines[1] = lines[1].replace("alice", "mallo"));
    match AuditLog::open(books.config().with_key(key_file(&books, "new")).with_verify_at_start(VerifyAtStart::Whole)) {
        Err(AuditError::Refused { finding }) => assert_eq!(finding.problem, Problem::Changed { entry: 1 }),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_checkpoint_by_both_keys_reaches_the_callback() {
    let books = Books::of(4, 2).await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let config =
        books.config().with_key(key_file(&books, "new")).with_previous_key(key_file(&books, "key")).on_checkpoint({
            let seen = Arc::clone(&seen);
            move |checkpoint: &Checkpoint| seen.lock().unwrap().push(checkpoint.clone())
        });
    AuditLog::open(config).unwrap();
    assert_eq!(*seen.lock().unwrap(), books.checkpoints()[3..]);
}

#[tokio::test]
async fn proofs_are_signed_by_the_current_key() {
    let (books, old, new) = rotated().await;
    let line: serde_json::Value = serde_json::from_str(&books.lines()[2]).unwrap();
    let event_id = line["event_id"].as_str().unwrap().parse().unwrap();
    let proof = prove(books.path(), event_id).unwrap().to_string();
    assert_eq!(check_proof(&proof, &[new]).unwrap().index(), 2);
    assert!(check_proof(&proof, &[old]).is_err());
}

#[tokio::test]
async fn a_key_lost_after_a_rotation_is_not_replaced() {
    let (books, old, new) = rotated().await;
    let path = books.path().with_extension("new");
    let kept = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    let config = || books.config().with_key(key_file(&books, "new")).with_previous_key(key_file(&books, "key"));
    assert_eq!(
        with_help(&AuditLog::open(config()).unwrap_err()),
        format!(
            "the audit log in `{}` is signed, but its secret key `{}` does not exist\n  \
             help: restore the key; if it is lost, keep the log as it is and start a new one in another folder",
            books.path().display(),
            path.display()
        )
    );
    assert!(!path.exists());
    for key in [&old, &new] {
        assert_eq!((books.verify(key).finding, books.verify(key).sealed), (None, 10));
    }
    // With the key back in its place, the log opens.
    fs::write(&path, kept).unwrap();
    #[cfg(unix)]
    fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    assert_eq!(AuditLog::open(config()).unwrap().public_key(), &new);
}

#[tokio::test]
async fn a_key_lost_during_a_rotation_is_not_replaced() {
    let (books, _, _) = interrupted_rotation().await;
    let path = books.path().with_extension("new");
    fs::remove_file(&path).unwrap();
    let config = books.config().with_key(key_file(&books, "new")).with_previous_key(key_file(&books, "key"));
    let error = AuditLog::open(config).unwrap_err();
    assert!(matches!(error, AuditError::KeyMissing { .. }), "{error}");
    assert!(!path.exists());
}

#[tokio::test]
async fn a_key_lost_before_its_first_checkpoint_is_not_replaced() {
    let books = Books::of(1, 1).await;
    let first = books.lines().remove(0);
    let path = books.path().with_extension("key");
    fs::remove_dir_all(books.path()).unwrap();
    fs::create_dir(books.path()).unwrap();
    fs::write(books.path().join("entries-00000000000000000000.jsonl"), first + "\n").unwrap();
    fs::remove_file(&path).unwrap();
    let error = AuditLog::open(books.config()).unwrap_err();
    assert!(matches!(error, AuditError::KeyMissing { .. }), "{error}");
    assert!(!path.exists());
}
