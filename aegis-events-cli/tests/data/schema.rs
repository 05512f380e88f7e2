//! `sql`: the schema, and the way there from an older catalog.

use std::fs;
use std::path::Path;
use std::process::Command;

use expect_test::expect;

use crate::command::{call, catalog, command, plain};
use crate::database::{Database, both, same, sqlite};

fn sql(arguments: &[&str]) -> String {
    let called = call(&[&["sql"], arguments].concat());
    assert_eq!((called.code, &*called.err), (Some(0), ""), "{arguments:?}");
    called.out
}

fn dialect(database: &Database) -> &'static str {
    match database.url().starts_with("postgres") {
        true => "postgres",
        false => "sqlite",
    }
}

#[tokio::test]
async fn the_printed_migration_leaves_nothing_to_do_and_fills_what_is_there() {
    for database in both() {
        database.fill().await;
        let dialect = dialect(&database);
        let (runs, grown) = (catalog("runs.toml"), catalog("grown.toml"));
        let arguments = ["--dialect", dialect, "--catalog", &grown];
        database.sql(&sql(&[&arguments[..], &["--from", &runs]].concat()));
        let checked = call(&["verify-store", &database.address(), "--catalog", &grown, "--format", "json"]);
        assert_eq!(checked.code, Some(0));
        let report: serde_json::Value = serde_json::from_str(&checked.out).unwrap();
        assert_eq!(report["findings"], serde_json::json!([]), "a migration has nothing more to do");
        // The new key's column was filled from the payloads, by the field's former name.
        let by_key = ["--key", "remark=say \"hi\", twice\nor so", "--format", "jsonl"];
        let found = call(&[&["history", &database.address(), "--catalog", &grown], &by_key[..]].concat());
        assert_eq!(found.out.lines().count(), 2, "{found:?}");
    }
}

#[tokio::test]
async fn the_printed_schema_is_what_a_program_makes() {
    let mut texts = Vec::new();
    for database in both() {
        let runs = catalog("runs.toml");
        database.sql(&sql(&["--dialect", dialect(&database), "--catalog", &runs]));
        let checked = call(&["verify-store", &database.address(), "--catalog", &runs]);
        assert_eq!(checked.code, Some(0));
        texts.push(database.plain(&checked.out));
        // And a program records into it.
        database.fill().await;
    }
    expect![[r#"
        DATABASE: no rows
    "#]]
    .assert_eq(&same(texts));
}

#[test]
fn from_a_catalog_to_itself_nothing_is_to_be_done() {
    let runs = catalog("runs.toml");
    expect![[r#"
        -- From an older catalog `runs` to the present one, for PostgreSQL. Made by aegis-events.

        -- Note: if the database has a table `event_poison`, from schema version 1, run first: ALTER TABLE "event_poison" RENAME TO "event_dead_letters"; ALTER TABLE "event_dead_letters" RENAME COLUMN "set_aside_at" TO "failed_at"; ALTER INDEX IF EXISTS "event_poison_pkey" RENAME TO "event_dead_letters_pkey"; ALTER INDEX IF EXISTS "event_poison_bus_id_idx" RENAME TO "event_dead_letters_bus_id_idx";
        -- Nothing is to be done.
    "#]]
    .assert_eq(&sql(&["--dialect", "postgres", "--catalog", &runs, "--from", &runs]));
}

#[test]
fn what_would_lose_something_is_refused_with_every_reason() {
    let (runs, broken) = (catalog("runs.toml"), catalog("broken.toml"));
    let called = call(&["sql", "--dialect", "postgres", "--catalog", &broken, "--from", &runs]);
    assert_eq!((called.code, &*called.out), (Some(2), ""));
    expect![[r#"
        error: the migration of a history of the older `runs`, in PostgreSQL, would be refused:
        - the key `shard` is bigint in `domain_events`, and text in the catalog: values that do not fit would be lost; give the key another name, or its old type; or, since `event_data` has every value too, drop the column and migrate again, which fills it from there (DROP INDEX IF EXISTS "domain_events_shard_idx"; ALTER TABLE "domain_events" DROP COLUMN "shard"; ALTER TABLE "event_outbox" DROP COLUMN "shard"; ALTER TABLE "event_dead_letters" DROP COLUMN "shard")
    "#]].assert_eq(&called.err);
}

#[test]
fn an_event_that_leaves_is_noted() {
    let database = sqlite();
    let path = database.folder().join("less.toml");
    let text = fs::read_to_string(catalog("runs.toml")).unwrap();
    fs::write(&path, text.replace("was  = [\"Stopped\"]\n", "").replace("[events.Run.Closed", "[events.Run.Ended"))
        .unwrap();
    let sql = sql(&["--dialect", "sqlite", "--catalog", path.to_str().unwrap(), "--from", &catalog("runs.toml")]);
    let notes: Vec<_> = sql.lines().filter(|line| line.starts_with("-- Note")).collect();
    expect![[r#"
        -- Note: `Run.Closed` has left the catalog, and rows of it, if there are any, are no longer readable as events; keep it in the catalog as deprecated, or name it in the `was` of its successor
        -- Note: `Run.Stopped` has left the catalog, and rows of it, if there are any, are no longer readable as events; keep it in the catalog as deprecated, or name it in the `was` of its successor"#]].assert_eq(&notes.join("\n"));
}

#[test]
fn the_older_catalog_may_be_a_revision_of_git() {
    let database = sqlite();
    let folder = database.folder();
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=a", "-c", "user.email=a@b"];
        let status = Command::new("git").args(identity).args(arguments).current_dir(folder).output().unwrap().status;
        assert!(status.success());
    };
    git(&["init", "-q"]);
    copy("runs.toml", folder);
    git(&["add", "catalog.toml"]);
    git(&["commit", "-qm", "first"]);
    copy("grown.toml", folder);
    let in_folder =
        |arguments: &[&str]| crate::command::called(command(arguments).current_dir(folder).output().unwrap());
    let by_revision = in_folder(&["sql", "--dialect", "sqlite", "--from-rev", "HEAD"]);
    assert_eq!(by_revision.code, Some(0), "{by_revision:?}");
    assert_eq!(
        by_revision.out,
        sql(&["--dialect", "sqlite", "--catalog", &catalog("grown.toml"), "--from", &catalog("runs.toml")])
    );
    let unknown = in_folder(&["sql", "--dialect", "sqlite", "--from-rev", "nowhere"]);
    assert_eq!(unknown.code, Some(2));
    expect![[r#"
        error: the repository around `.` has no revision `nowhere`
          name a commit, a branch or a tag; `git fetch --tags` brings those of its origin
    "#]]
    .assert_eq(&plain(&unknown.err, folder));
}

fn copy(name: &str, folder: &Path) {
    fs::copy(catalog(name), folder.join("catalog.toml")).unwrap();
}
