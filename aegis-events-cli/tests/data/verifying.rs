//! `verify-store`: what of a history a catalog would no longer read.

use expect_test::expect;

use crate::command::{call, catalog};
use crate::database::{both, same, sqlite};

#[tokio::test]
async fn a_history_reads_with_its_catalog_and_with_what_that_grew_into() {
    let (mut with_same, mut with_grown) = (Vec::new(), Vec::new());
    for database in both() {
        database.fill().await;
        for (name, texts) in [("runs.toml", &mut with_same), ("grown.toml", &mut with_grown)] {
            let called = call(&["verify-store", &database.address(), "--catalog", &catalog(name)]);
            assert_eq!((called.code, &*called.err), (Some(0), ""), "{called:?}");
            texts.push(database.plain(&called.out));
        }
    }
    expect![[r#"
        DATABASE: 6 rows, and `runs.toml` reads all of them
    "#]]
    .assert_eq(&same(with_same));
    expect![[r#"
        notice[schema-differs]: the schema is not as the catalog wants it: the next start that migrates has something to do
          - add the column `remark` text to `event_dead_letters`
          - add the column `remark` text to `event_outbox`
          - add the column `remark` text to `domain_events`
          - create the index `domain_events_remark_idx`
          - replace the view `events_run_started`
          - create the view `events_run_resumed`
          - fill `remark` from `event_data`

        DATABASE: 6 rows, and `grown.toml` reads all of them
    "#]].assert_eq(&same(with_grown));
}

#[tokio::test]
async fn everything_that_would_not_read_is_told_by_event_and_field() {
    let database = sqlite();
    database.fill().await;
    let called = call(&["verify-store", &database.address(), "--catalog", &catalog("broken.toml")]);
    assert_eq!((called.code, &*called.err), (Some(1), ""));
    assert!(!called.out.contains("geheim"), "{}", called.out);
    expect![[r#"
        error[row-of-unknown-event]: the catalog has no event `Run.Closed`: 2 rows, the first at position 2
        help: keep it in the catalog as deprecated, or name it in the `was` of its successor

        error[field-unreadable]: `access` of `Run.Started` does not read: 2 rows, the first at position 1: field `user`: UUID parsing failed: invalid character: found `n` at 1
         --> broken.toml:38:1
        help: give new fields a `default`, renamed ones their old name with `was`, and keep the type of what is recorded

        error[field-unreadable]: `attempt` of `Run.Started` does not read: 2 rows, the first at position 1: invalid value: integer `300`, expected u8
         --> broken.toml:36:1
        help: give new fields a `default`, renamed ones their old name with `was`, and keep the type of what is recorded

        error[field-unreadable]: `lane` of `Run.Started` does not read: 2 rows, the first at position 1: missing, and the field has no `default`
         --> broken.toml:37:1
        help: give new fields a `default`, renamed ones their old name with `was`, and keep the type of what is recorded

        error[field-unreadable]: `password` of `Run.Started` does not read: 2 rows, the first at position 1: the value does not decode as the catalog's type (not shown: it is sensitive)
         --> broken.toml:39:1
        help: give new fields a `default`, renamed ones their old name with `was`, and keep the type of what is recorded

        error[field-unreadable]: `shard` of `Gate.Closed` does not read: 2 rows, the first at position 3: invalid type: integer `1`, expected a string
         --> broken.toml:45:1
        help: give new fields a `default`, renamed ones their old name with `was`, and keep the type of what is recorded

        error[schema-refused]: a migration would be refused: the key `shard` is integer in `domain_events`, and text in the catalog
        help: values that do not fit would be lost; give the key another name, or its old type; or, since `event_data` has every value too, drop the column and migrate again, which fills it from there (DROP INDEX IF EXISTS "domain_events_shard_idx"; ALTER TABLE "domain_events" DROP COLUMN "shard"; ALTER TABLE "event_outbox" DROP COLUMN "shard"; ALTER TABLE "event_dead_letters" DROP COLUMN "shard")

        notice[schema-differs]: the schema is not as the catalog wants it: the next start that migrates has something to do
          - replace the view `events_run_started`
          - drop the view `events_run_closed`, which is no event's any more; the rows stay

        notice[not-checked]: `note` of `Run.Started` holds the type `Mine` of your own: only your program can tell whether it reads
         --> broken.toml:35:1

        DATABASE: 6 rows, and `broken.toml` reads none of them
    "#]].assert_eq(&database.plain(&called.out));
}

#[tokio::test]
async fn postgres_tells_the_same_of_rows() {
    let [sqlite, postgres] = both();
    let mut told = Vec::new();
    for database in [sqlite, postgres] {
        database.fill().await;
        let called =
            call(&["verify-store", &database.address(), "--catalog", &catalog("broken.toml"), "--format", "json"]);
        assert_eq!(called.code, Some(1));
        let report: serde_json::Value = serde_json::from_str(&called.out).unwrap();
        let findings = report["findings"].as_array().unwrap().clone();
        let rows: Vec<_> = findings.into_iter().filter(|finding| finding.get("rows").is_some()).collect();
        assert!(rows.len() >= 6, "{rows:?}");
        told.push(rows);
    }
    assert_eq!(told[0], told[1]);
}

#[tokio::test]
async fn findings_are_for_github_and_for_programs_too() {
    let database = sqlite();
    database.fill().await;
    database.sql("UPDATE domain_events SET event_data = '[]' WHERE position = 3");
    let (address, runs) = (database.address(), catalog("runs.toml"));
    let github = call(&["verify-store", &address, "--catalog", &runs, "--format", "github"]);
    assert_eq!(github.code, Some(1));
    expect![[r#"
        ::error file=runs.toml,line=44,col=14,title=payload-unreadable::the payload of `Gate.Closed` does not read: 1 row, at position 3: invalid type: sequence, expected an object with the fields of `Closed`
    "#]].assert_eq(&database.plain(&github.out));
    let json = call(&["verify-store", &address, "--catalog", &runs, "--format", "json"]);
    expect![[r#"
        {
          "errors": 1,
          "warnings": 0,
          "notices": 0,
          "findings": [
            {
              "rule": "payload-unreadable",
              "severity": "error",
              "message": "the payload of `Gate.Closed` does not read: 1 row, at position 3: invalid type: sequence, expected an object with the fields of `Closed`",
              "help": [],
              "file": "runs.toml",
              "line": 44,
              "column": 14,
              "event": "Gate.Closed",
              "first_position": 3,
              "rows": 1
            }
          ]
        }
    "#]].assert_eq(&database.plain(&json.out));
}
