//! The section `audit`, and its keys: from files, from the configuration, from the environment, rotated.

use std::fs;
use std::path::Path;

use aegis_events::audit::{AuditConfig, AuditLog};
use aegis_events::config::Config;
use expect_test::expect;
use tempfile::TempDir;

use crate::{check, problem, read};

const KEY: &str = "AEGIS_EVENTS_AUDIT_KEY";
const PREVIOUS_KEY: &str = "AEGIS_EVENTS_AUDIT_PREVIOUS_KEY";

/// The section for a log in a folder, with the lines that follow.
fn section(folder: &Path, lines: &str) -> String {
    let folder = folder.display();
    format!("audit:\n  path: {folder}/log\n{}", lines.replace("FOLDER", &folder.to_string()))
}

fn audit(yaml: &str, variables: &[(&str, &str)]) -> AuditConfig {
    Config::from_yaml_str_with(yaml, variables.iter().copied()).unwrap().audit.unwrap()
}

/// A secret key, made by another log.
fn a_key() -> String {
    let folder = TempDir::new().unwrap();
    drop(AuditLog::open(audit(&section(folder.path(), ""), &[])).unwrap());
    fs::read_to_string(folder.path().join("log.key")).unwrap().trim().to_owned()
}

/// The secret part of a secret key. It may contain a `+`.
fn secret(key: &str) -> &str {
    key.trim().splitn(5, '+').last().unwrap()
}

/// The key with another text in place of its secret.
fn spoilt(key: &str) -> String {
    key.replace(secret(key), "hunter2")
}

/// The public key that a log signs with, and whether it was rotated to that key.
fn signs(config: AuditConfig) -> (String, bool) {
    let log = AuditLog::open(config).unwrap();
    (log.public_key().to_string(), log.recovery().rotated)
}

#[test]
fn every_key_is_read() {
    let config = read(
        "
audit:
  path: /var/lib/aegis/audit
  name: orchestrator-1.audit
  key_file: /etc/aegis/audit.key
  previous_key_file: old.key
  seal_every_entries: 7
  seal_every: 2m
  seal_when_idle: 50ms
  max_file_size: 64KiB
  queue_capacity: 9
",
    );
    expect![[r#"
        AuditConfig {
            name: "orchestrator-1.audit",
            seal_every_entries: 7,
            seal_every: 120s,
            seal_when_idle: 50ms,
            max_file_size: 65536,
            queue_capacity: 9,
            verify_at_start: Tail,
            folder: "/var/lib/aegis/audit",
            key: File(
                "/etc/aegis/audit.key",
            ),
            previous_key: Some(
                File(
                    "old.key",
                ),
            ),
            on_checkpoint: None,
        }"#]]
    .assert_eq(&format!("{:#?}", config.audit.unwrap()));
}

#[test]
fn without_a_path_there_is_no_log() {
    assert!(read("audit:\n  seal_every: 1s\n").audit.is_none());
    let shown = format!("{:?}", read("audit: {path: logs/audit}\n").audit.unwrap());
    assert!(shown.contains(r#"key: File("logs/audit.key"), previous_key: None"#), "{shown}");
}

#[test]
fn bad_values_are_errors_with_the_allowed_values() {
    check(
        "
audit:
  path: ''
  folder: /var/lib/aegis
  name: a b
  key: [a]
  seal_every_entries: 0
  seal_every: 9ms
  seal_when_idle: 2d
  max_file_size: 4096
  queue_capacity: 1e3
",
        &[("AEGIS_EVENTS_AUDIT_MAX_FILE_SIZE", "1MB"), ("AEGIS_EVENTS_AUDIT_KEYFILE", "x")],
        expect![[r#"
            <yaml>:3: `audit.path` is empty
              allowed: a path, absolute or relative to the working directory, such as `/var/lib/aegis`: the log's folder, which is created if it does not exist
            <yaml>:4: `audit.folder` is not a key
              allowed: `path`, `key`, `key_file`, `previous_key`, `previous_key_file`, `name`, `seal_every_entries`, `seal_every`, `seal_when_idle`, `max_file_size`, `queue_capacity`, `verify_at_start`
            <yaml>:5: `audit.name` is "a b", with ' ' in it
              allowed: 1 to 128 characters out of `a-z`, `A-Z`, `0-9`, `.`, `_` and `-`: the name of a new key, which is the log's origin in its checkpoints
            <yaml>:6: `audit.key` is a list
              allowed: one line, `PRIVATE+KEY+name+8 hexadecimal digits+base64`: the secret key that signs, instead of `key_file`
            <yaml>:7: `audit.seal_every_entries` is 0
              allowed: a whole number from 1 to 10000000, without quotes: about how many entries may wait for a checkpoint
            <yaml>:8: `audit.seal_every` is 9ms
              allowed: a time from 10ms to 1d: a whole number with `ms`, `s`, `m`, `h` or `d`: how long an entry may wait for a checkpoint
            <yaml>:9: `audit.seal_when_idle` is 2d
              allowed: a time from 10ms to 1d: a whole number with `ms`, `s`, `m`, `h` or `d`: how long the log must be idle before its last entries are sealed
            <yaml>:10: `audit.max_file_size` is 4096, without a unit
              allowed: a size from 4KiB to 1024GiB: a whole number with `B`, `KiB`, `MiB` or `GiB`: the size at which another file of entries begins
            <yaml>:11: `audit.queue_capacity` is 1e3
              allowed: a whole number from 1 to 1048576, without quotes: the length of the log's queue at which publishers get back pressure
            environment variable `AEGIS_EVENTS_AUDIT_KEYFILE`: `audit.keyfile` is not a key: did you mean `key_file`?
              allowed: `path`, `key`, `key_file`, `previous_key`, `previous_key_file`, `name`, `seal_every_entries`, `seal_every`, `seal_when_idle`, `max_file_size`, `queue_capacity`, `verify_at_start`
            environment variable `AEGIS_EVENTS_AUDIT_MAX_FILE_SIZE`: `audit.max_file_size` is 1MB
              allowed: a size from 4KiB to 1024GiB: a whole number with `B`, `KiB`, `MiB` or `GiB`: the size at which another file of entries begins"#]],
    );
    // It may be the key.
    check(
        "audit: hunter2\n",
        &[],
        expect![[r#"
            <yaml>:1: `audit` is a text
              allowed: a section with `path`, `key`, `key_file`, `previous_key`, `previous_key_file`, `name`, `seal_every_entries`, `seal_every`, `seal_when_idle`, `max_file_size`, `queue_capacity`, `verify_at_start`"#]],
    );
}

#[cfg(unix)]
#[test]
fn a_new_key_file_is_private_and_signs() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = TempDir::new().unwrap();
    let file = folder.path().join("keys/audit.key");
    let yaml = section(folder.path(), "  name: node-1\n  key_file: FOLDER/keys/audit.key\n");
    let (first, _) = signs(audit(&yaml, &[]));
    assert!(first.starts_with("node-1+"), "{first}");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!folder.path().join("log.key").exists());
    assert_eq!(signs(audit(&yaml, &[])), (first, false));

    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let error = AuditLog::open(audit(&yaml, &[])).unwrap_err().to_string();
    expect!["others may read the secret key in `FOLDER/keys/audit.key`: its mode is 644"]
        .assert_eq(&error.replace(&folder.path().display().to_string(), "FOLDER"));
}

#[test]
fn a_key_file_without_a_key_is_refused() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("audit.key");
    drop(AuditLog::open(audit(&section(folder.path(), "  key_file: FOLDER/audit.key\n"), &[])).unwrap());
    fs::write(&file, spoilt(&fs::read_to_string(&file).unwrap())).unwrap();
    let error = AuditLog::open(audit(&section(folder.path(), "  key_file: FOLDER/audit.key\n"), &[])).unwrap_err();
    assert!(!error.to_string().contains("hunter2"), "{error}");
    expect!["the file `FOLDER/audit.key` is not a key: its last part is not base64"]
        .assert_eq(&error.to_string().replace(&folder.path().display().to_string(), "FOLDER"));
}

#[test]
fn the_key_of_the_environment_replaces_that_of_the_file() {
    let folder = TempDir::new().unwrap();
    let (ours, theirs) = (a_key(), a_key());
    for yaml in ["".into(), format!("  key: {theirs}\n"), "  key_file: FOLDER/none.key\n".into()] {
        let config = audit(&section(folder.path(), &yaml), &[(KEY, &ours)]);
        let shown = format!("{config:?}");
        assert!(shown.contains("key: Text([redacted])") && !shown.contains(secret(&ours)), "{shown}");
        assert_eq!(signs(config).0.split('+').nth(1), ours.split('+').nth(3));
    }
    assert!(!folder.path().join("none.key").exists() && !folder.path().join("log.key").exists());
    // A key file in the environment replaces the key in the file.
    let variables = [("AEGIS_EVENTS_AUDIT_KEY_FILE", "elsewhere.key")];
    let shown = format!("{:?}", audit(&section(folder.path(), &format!("  key: {ours}\n")), &variables));
    assert!(shown.contains(r#"key: File("elsewhere.key")"#), "{shown}");
}

#[test]
fn the_key_of_the_file_signs() {
    let folder = TempDir::new().unwrap();
    let ours = a_key();
    let (signs, _) = signs(audit(&section(folder.path(), &format!("  key: {ours}\n")), &[]));
    assert_eq!(signs.split('+').nth(1), ours.split('+').nth(3));
}

#[test]
fn invalid_keys_are_errors_that_do_not_show_them() {
    let folder = TempDir::new().unwrap();
    let problem =
        |yaml: &str, variables: &[(&str, &str)]| problem(folder.path(), &format!("audit:\n{yaml}"), variables);
    let spoilt = spoilt(&a_key());
    let texts = [
        problem("  key: hunter2\n", &[]),
        problem("  key: ''\n", &[]),
        problem("  key: \"hunter2\\n\"\n", &[]),
        problem(&format!("  previous_key: {spoilt}\n"), &[]),
        problem("  key_file: a.key\n", &[(KEY, "PRIVATE+KEY+hunter2")]),
        problem("  key: hunter2\n  key_file: a.key\n", &[]),
        problem(&format!("  key: {}\n  key_file: a.key\n", a_key()), &[]),
        problem(&format!("  key_file: {}\n", a_key()), &[]),
        problem(&format!("  previous_key_file: {}\n", a_key()), &[]),
        problem("", &[(PREVIOUS_KEY, &a_key()), ("AEGIS_EVENTS_AUDIT_PREVIOUS_KEY_FILE", "b.key")]),
    ];
    expect![[r#"
        <yaml>:2: `audit.key` is not a key: it does not begin with `PRIVATE+KEY+`
          allowed: one line, `PRIVATE+KEY+name+8 hexadecimal digits+base64`: the secret key that signs, instead of `key_file`
        <yaml>:2: `audit.key` is empty
          allowed: one line, `PRIVATE+KEY+name+8 hexadecimal digits+base64`: the secret key that signs, instead of `key_file`
        <yaml>:2: `audit.key` contains a control character
          allowed: one line, `PRIVATE+KEY+name+8 hexadecimal digits+base64`: the secret key that signs, instead of `key_file`
        <yaml>:2: `audit.previous_key` is not a key: its last part is not base64
          allowed: one line, `PRIVATE+KEY+name+8 hexadecimal digits+base64`: the secret key that has signed so far, to rotate from it
        environment variable `AEGIS_EVENTS_AUDIT_KEY`: `audit.key` is not a key: it does not have three parts with `+` between them
          allowed: one line, `PRIVATE+KEY+name+8 hexadecimal digits+base64`: the secret key that signs, instead of `key_file`
        <yaml>:2: `audit.key` is not a key: it does not begin with `PRIVATE+KEY+`
          allowed: one line, `PRIVATE+KEY+name+8 hexadecimal digits+base64`: the secret key that signs, instead of `key_file`
        <yaml>:3: `audit.key_file` is given together with `key`; give one of them
          allowed: a path, absolute or relative to the working directory, such as `/var/lib/aegis`: the file of the secret key, readable by its owner alone and created if it does not exist; `<path>.key` unless given
        <yaml>:2: `audit.key_file` is the secret and not the path of a file; it is not shown
          allowed: a path, absolute or relative to the working directory, such as `/var/lib/aegis`: the file of the secret key, readable by its owner alone and created if it does not exist; `<path>.key` unless given
        <yaml>:2: `audit.previous_key_file` is the secret and not the path of a file; it is not shown
          allowed: a path, absolute or relative to the working directory, such as `/var/lib/aegis`: the file of the `previous_key`, instead of `previous_key`
        environment variable `AEGIS_EVENTS_AUDIT_PREVIOUS_KEY_FILE`: `audit.previous_key_file` is given together with `previous_key`; give one of them
          allowed: a path, absolute or relative to the working directory, such as `/var/lib/aegis`: the file of the `previous_key`, instead of `previous_key`"#]].assert_eq(&texts.join("\n"));
}

#[test]
fn the_configuration_rotates_the_key_of_a_log() {
    let folder = TempDir::new().unwrap();
    let (old, _) = signs(audit(&section(folder.path(), "  key_file: FOLDER/old.key\n"), &[]));
    // By files: the new key is created.
    let yaml = section(folder.path(), "  key_file: FOLDER/new.key\n  previous_key_file: FOLDER/old.key\n");
    let (new, rotated) = signs(audit(&yaml, &[]));
    assert!(rotated && new != old);
    // The previous key is no longer needed, and may be deleted.
    fs::remove_file(folder.path().join("old.key")).unwrap();
    assert_eq!(signs(audit(&yaml, &[])), (new, false));

    // By the environment: both are texts.
    let (before, after) = (fs::read_to_string(folder.path().join("new.key")).unwrap(), a_key());
    let rotation = [(KEY, after.as_str()), (PREVIOUS_KEY, before.trim())];
    assert!(signs(audit(&section(folder.path(), ""), &rotation)).1);
    assert!(!signs(audit(&section(folder.path(), ""), &rotation[..1])).1);
}

#[test]
fn rotating_without_the_previous_key_is_refused_with_help() {
    let folder = TempDir::new().unwrap();
    let (old, _) = signs(audit(&section(folder.path(), ""), &[]));
    let key = a_key();
    let error = AuditLog::open(audit(&section(folder.path(), ""), &[(KEY, &key)])).unwrap_err();
    let start = format!("the audit log is signed by `{old}`, not by the given key `aegis-events-audit+");
    assert!(error.to_string().starts_with(&start), "{error}");
    assert!(error.help().unwrap().ends_with("give the old one as the previous key"), "{error:?}");
    let yaml = section(folder.path(), "  previous_key_file: FOLDER/gone.key\n");
    let error = AuditLog::open(audit(&yaml, &[(KEY, &key)])).unwrap_err().to_string();
    expect!["cannot read `FOLDER/gone.key`"].assert_eq(&error.replace(&folder.path().display().to_string(), "FOLDER"));
}
