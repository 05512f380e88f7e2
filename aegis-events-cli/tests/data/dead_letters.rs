//! `dead-letters`: list and retry.

use aegis_events::history::RecordError;
use expect_test::{Expect, expect};

use crate::command::{Called, call, catalog};
use crate::database::{Database, both, same, sqlite, started};

/// One event is recorded, one is refused by a constraint.
async fn refuse(database: &Database) {
    database.fill().await;
    database.sql(if database.address().contains("://") {
        "ALTER TABLE domain_events ADD CONSTRAINT no_threes CHECK (event_data->>'note' IS DISTINCT FROM 'three')"
    } else {
        "CREATE TRIGGER no_threes BEFORE INSERT ON domain_events WHEN new.event_data->>'note' = 'three' \
             BEGIN SELECT RAISE(ABORT, 'no threes'); END"
    });
    database
        .record(async |publishers| {
            let error = publishers.engine.publish_recorded(started(3, "three")).await.unwrap_err();
            assert!(matches!(error, RecordError::DeadLetter { .. }), "{error}");
        })
        .await;
}

fn lift(database: &Database) {
    database.sql(if database.address().contains("://") {
        "ALTER TABLE domain_events DROP CONSTRAINT no_threes"
    } else {
        "DROP TRIGGER no_threes"
    });
}

/// The text without parts that differ between runs or databases.
fn plain(database: &Database, text: &str) -> String {
    let text = database.plain(text);
    let reason = "new row for relation \"domain_events\" violates check constraint \"no_threes\" (SQLSTATE 23514)";
    let lines = text.replace(reason, "no threes");
    let lines = lines.lines().map(|line| match line.split_once("  ") {
        Some((id, rest)) if id.len() == 36 => {
            let rest = rest.split_once("Z  ").map_or(rest, |(_, rest)| rest);
            format!("ID  {rest}\n")
        }
        _ => format!("{line}\n"),
    });
    lines.collect()
}

/// On both databases.
async fn check(databases: &[Database], arguments: &[&str], code: i32, expected: Expect) {
    let texts = databases.iter().map(|database| {
        let Called { code: ended, out, err } = call(&[&["dead-letters", &database.address()], arguments].concat());
        assert_eq!((ended, &*err), (Some(code), ""));
        assert!(!out.contains("geheim"), "no payload is shown: {out}");
        plain(database, &out)
    });
    expected.assert_eq(&same(texts.collect::<Vec<_>>()));
}

#[tokio::test]
async fn dead_letters_are_listed_and_retried() {
    let databases = both();
    let runs = catalog("runs.toml");
    for database in &databases {
        refuse(database).await;
    }
    check(
        &databases,
        &[],
        1,
        expect![[r#"
            ID  Run.Started by Engine
                no threes
            DATABASE: 1 dead letter
        "#]],
    )
    .await;
    check(
        &databases,
        &["--retry", "--catalog", &runs],
        1,
        expect![[r#"
            ID  Run.Started by Engine
                no threes
            DATABASE: no events recorded, 1 dead letter left
        "#]],
    )
    .await;
    databases.iter().for_each(lift);
    check(
        &databases,
        &["--retry", "--catalog", &runs],
        0,
        expect![[r#"
            ID  recorded at position 7
            DATABASE: 1 event recorded, no dead letters left
        "#]],
    )
    .await;
    check(
        &databases,
        &[],
        0,
        expect![[r#"
            DATABASE: no dead letters
        "#]],
    )
    .await;
    for database in &databases {
        let shown = call(&["history", &database.address(), "--catalog", &runs, "--after", "6", "--format", "jsonl"]);
        assert!(shown.out.contains(r#""note":"three""#), "{}", shown.out);
    }
}

#[tokio::test]
async fn dead_letters_have_a_json_format() {
    let database = sqlite();
    refuse(&database).await;
    let json = |arguments: &[&str]| -> serde_json::Value {
        let called = call(&[&["dead-letters", &database.address(), "--format", "json"], arguments].concat());
        serde_json::from_str(&called.out).unwrap()
    };
    let listed = json(&[]);
    let event = &listed["dead_letters"][0];
    assert_eq!(
        (&event["event_type"], &event["reason"], &event["sequence"]),
        (&"Started".into(), &"no threes".into(), &1.into())
    );
    let id = event["event_id"].as_str().unwrap();
    assert_eq!(json(&["--id", "01890a5d-ac96-774b-bcce-b302099a8057"])["dead_letters"].as_array().unwrap().len(), 0);
    lift(&database);
    let report = json(&["--retry", "--id", id, "--catalog", &catalog("runs.toml")]);
    assert_eq!(report, serde_json::json!({ "recorded": [{ "event_id": id, "position": 7 }], "dead_letters": [] }));
}

#[tokio::test]
async fn misfits_stay_dead_letters_and_secrets_stay_hidden() {
    let database = sqlite();
    refuse(&database).await;
    lift(&database);
    database.sql(
        "UPDATE event_dead_letters SET event_data = CAST(json_set(CAST(event_data AS TEXT), '$.attempt', 'many', '$.password', 7) AS BLOB)",
    );
    let called = call(&["dead-letters", &database.address(), "--retry", "--catalog", &catalog("runs.toml")]);
    assert_eq!(called.code, Some(1));
    expect![[r#"
        ID  Run.Started by Engine
            `attempt`: invalid type: string "many", expected u16; `password`: the value does not have the catalog's type (sensitive, not shown)
        DATABASE: no events recorded, 1 dead letter left
    "#]].assert_eq(&plain(&database, &called.out));
}

#[tokio::test]
async fn unknown_names_and_paths_are_errors() {
    let database = sqlite();
    refuse(&database).await;
    let refused = |arguments: &[&str]| {
        let called = call(arguments);
        assert_eq!((called.code, &*called.out), (Some(2), ""), "{called:?}");
        database.plain(&called.err)
    };
    let (address, runs) = (database.address(), catalog("runs.toml"));
    let id = "01890a5d-ac96-774b-bcce-b302099a8057";
    expect![[r#"
        error: DATABASE: no event `01890a5d-ac96-774b-bcce-b302099a8057` is among the dead letters
          it is in the history, was erased, or was never here; list the dead letters
    "#]]
    .assert_eq(&refused(&["dead-letters", &address, "--retry", "--id", id, "--catalog", &runs]));
    let listed = call(&["dead-letters", &address, "--id", id]);
    assert_eq!((listed.code, &*listed.err), (Some(0), ""));
    assert_eq!(database.plain(&listed.out), "DATABASE: no dead letters with this id\n");
    let missing = database.folder().join("missing.db");
    let missing = missing.to_str().unwrap();
    expect![[r#"
        error: SQLite in FOLDER/missing.db: the history cannot be opened: there is no such file
          name the one that a recorder writes to
    "#]]
    .assert_eq(&refused(&["dead-letters", missing, "--retry", "--catalog", &runs]));
    assert!(!std::path::Path::new(missing).exists(), "no file is created");
}

#[test]
fn the_old_name_of_the_command_names_the_new_one() {
    let called = call(&["set-aside", "events.db", "--retry", "--help"]);
    assert_eq!(called.code, Some(2));
    expect![[r#"
        error: `set-aside` has a new name
          run `aegis-events dead-letters` with the same arguments
    "#]]
    .assert_eq(&called.err);
}
