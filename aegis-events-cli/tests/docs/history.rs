//! `--history`: git revisions of each event.

use std::fs;
use std::path::Path;
use std::process::Command;

use expect_test::expect;
use tempfile::TempDir;

use crate::command::docs;

const FIRST: &str = "[catalog]\nname = \"past\"\n[publishers.P]\n[families.F]\npublished_by = [\"P\"]\n\
                     [types.State]\nvalues = [\"new\"]\n[subscribers.S]\nconsumes = [\"*\"]\n\
                     [events.F.Began]\nwhen = \"It began\"\n[events.F.Began.fields]\nstate = \"Option<State>\"\n\
                     [events.F.Ended]\nwhen = \"It ended\"\n";

fn git(folder: &Path, arguments: &[&str]) {
    let day = "2026-01-31T12:00:00Z";
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"])
        .args(["-c", "commit.gpgSign=false", "-c", "core.hooksPath=/dev/null"])
        .args(arguments)
        .envs([("GIT_AUTHOR_DATE", day), ("GIT_COMMITTER_DATE", day)])
        .envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1")])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn commit(folder: &Path, name: &str, catalog: &str, message: &str) {
    fs::write(folder.join(name), catalog).unwrap();
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message", message]);
}

#[test]
fn an_event_lists_its_revisions_under_all_its_names() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    git(path, &["init", "--quiet"]);
    commit(path, "events.toml", FIRST, "Two events");
    let typed = FIRST.replace("[\"new\"]", "[\"new\", \"old\"]");
    commit(path, "events.toml", &typed, "A state <more>");
    commit(path, "events.toml", "this is [no catalog", "A mistake");
    git(path, &["mv", "events.toml", "catalog.toml"]);
    git(path, &["commit", "--quiet", "--message", "Another file"]);
    let renamed =
        typed.replace("F.Began", "F.Started").replace("when = \"It began\"", "when = \"It began\"\nwas = [\"Began\"]");
    commit(path, "catalog.toml", &renamed, "Another name");
    fs::write(path.join("catalog.toml"), renamed.replace("It began", "It has begun")).unwrap();

    let (code, _, errors) = docs(path, &["out", "--history"]);
    assert_eq!((code, errors.as_str()), (Some(0), ""));
    let history = |event: &str| {
        let text = fs::read_to_string(path.join(format!("out/events/F.{event}.md"))).unwrap();
        text.split_once("## History\n").unwrap().1.to_owned()
    };
    expect![[r#"

        - `not committed`
          - the `when` of `F.Started` has changed
        - 2026-01-31 `1851341a59` Another name
          - `F.Started` was renamed from `Began`
        - 2026-01-31 `7a318b2560` A state <more>
          - `types.State` has a new value, `old`
        - 2026-01-31 `ad8c31840b` Two events
          - `F.Began` is new
    "#]]
    .assert_eq(&history("Started"));
    expect![[r#"

        - 2026-01-31 `ad8c31840b` Two events
          - `F.Ended` is new
    "#]]
    .assert_eq(&history("Ended"));
    let page = fs::read_to_string(path.join("out/events/F.Started.html")).unwrap();
    assert!(page.contains("A state &lt;more&gt;"));
}

#[test]
fn history_without_a_repository_or_a_file_is_an_error() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("catalog.toml"), FIRST).unwrap();
    let (code, output, errors) = docs(folder.path(), &["out", "--history"]);
    assert_eq!((code, output.as_str()), (Some(2), ""));
    expect![[r#"
        error: `catalog.toml` is not in a git repository
          leave out `--history`
    "#]]
    .assert_eq(&errors);
    let without_commit = TempDir::new().unwrap();
    git(without_commit.path(), &["init", "--quiet"]);
    fs::write(without_commit.path().join("catalog.toml"), FIRST).unwrap();
    expect![[r#"
        error: the git repository around `catalog.toml` has no commits
          commit the file, or leave out `--history`
    "#]]
    .assert_eq(&docs(without_commit.path(), &["out", "--history"]).2);
    assert!(!folder.path().join("out").exists());
    let script = "aegis=$1; \"$aegis\" docs out --history --catalog - < catalog.toml";
    let output = Command::new("sh")
        .current_dir(folder.path())
        .args(["-c", script, "sh", env!("CARGO_BIN_EXE_aegis-events")])
        .output()
        .unwrap();
    expect![[r#"
        error: the standard input has no git history
          name the file, or omit `--history`
    "#]]
    .assert_eq(&String::from_utf8(output.stderr).unwrap());
}

#[test]
fn secret_defaults_are_hidden_and_a_reused_name_has_one_past() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    git(path, &["init", "--quiet"]);
    let with =
        |fields: &str| format!("{FIRST}\n[events.F.Kept]\nwhen = \"It was kept\"\n[events.F.Kept.fields]\n{fields}");
    commit(path, "catalog.toml", &with("a = \"u8\"\n"), "Three events");
    let token = |value: &str| {
        with(&format!("a = \"u8\"\ntoken = {{ type = \"String\", sensitive = true, default = \"{value}\" }}\n"))
    };
    commit(path, "catalog.toml", &token("s3cret"), "A token");
    commit(path, "catalog.toml", &token("s3cret2"), "Another one");
    // `Ended` is removed, then `Kept` is renamed to it.
    let ended = FIRST.find("[events.F.Ended]").unwrap();
    let without = token("s3cret2").replace(&FIRST[ended..], "");
    commit(path, "catalog.toml", &without, "One less");
    let renamed = without
        .replace("F.Kept", "F.Ended")
        .replace("when = \"It was kept\"", "when = \"It was kept\"\nwas = [\"Kept\"]");
    commit(path, "catalog.toml", &renamed, "Its name again");

    let (code, _, errors) = docs(path, &["out", "--history"]);
    assert_eq!((code, errors.as_str()), (Some(0), ""));
    let text = fs::read_to_string(path.join("out/events/F.Ended.md")).unwrap();
    let history = text.split_once("## History\n").unwrap().1;
    assert!(!text.contains("s3cret"), "{text}");
    let lines: Vec<&str> =
        history.lines().filter_map(|line| line.strip_prefix("  ")).filter(|line| line.starts_with("- ")).collect();
    expect![[r#"
        - `F.Ended` was renamed from `Kept`
        - `F.Kept.token` has another default
        - `F.Kept.token` is new: `String`, with a default
        - `F.Kept` is new"#]]
    .assert_eq(&lines.join("\n"));
}
