//! `verify-store`: rows that a catalog cannot read.

use expect_test::expect;

use crate::command::{call, catalog};
use crate::database::{both, same, sqlite};

#[tokio::test]
async fn a_history_reads_with_its_catalog_and_a_later_one() {
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
        notice[schema-differs]: the schema is older than the catalog: the next start with `migrate` updates it
          - add the column `remark` text to `event_dead_letters`
          - add the column `remark` text to `event_outbox`
          - add the column `remark` text to `domain_events`
          - create the index `domain_events_remark_idx`
          - replace the view `events_run_started`
          - create the view `events_run_resumed`
          - fill `remark` from `event_data`

        DATABASE: 6 rows, and `grown.toml` reads all of them
    "#]]
    .assert_eq(&same(with_grown));
}

#[tokio::test]
async fn unreadable_rows_are_reported_by_event_and_field() {
    let database = sqlite();
    database.fill().await;
    let called = call(&["verify-store", &database.address(), "--catalog", &catalog("broken.toml")]);
    assert_eq!((called.code, &*called.err), (Some(1), ""));
    assert!(!called.out.contains("geheim"), "{}", called.out);
    expect![[r#"
        error[row-of-unknown-event]: the catalog has no event `Run.Closed`: 2 rows, the first at position 2
        help: keep the event in the catalog as deprecated, or add its name to the `was` of its successor

        error[field-unreadable]: `access` of `Run.Started` cannot be decoded: 2 rows, the first at position 1: field `user`: UUID parsing failed: invalid character: found `n` at 1
         --> broken.toml:38:1
        help: give a new field a `default` and a renamed field its old name in `was`; do not change the type of recorded fields

        error[field-unreadable]: `attempt` of `Run.Started` cannot be decoded: 2 rows, the first at position 1: invalid value: integer `300`, expected u8
         --> broken.toml:36:1
        help: give a new field a `default` and a renamed field its old name in `was`; do not change the type of recorded fields

        error[field-unreadable]: `lane` of `Run.Started` cannot be decoded: 2 rows, the first at position 1: missing, and the field has no `default`
         --> broken.toml:37:1
        help: give a new field a `default` and a renamed field its old name in `was`; do not change the type of recorded fields

        error[field-unreadable]: `password` of `Run.Started` cannot be decoded: 2 rows, the first at position 1: the value does not have the catalog's type (sensitive, not shown)
         --> broken.toml:39:1
        help: give a new field a `default` and a renamed field its old name in `was`; do not change the type of recorded fields

        error[field-unreadable]: `shard` of `Gate.Closed` cannot be decoded: 2 rows, the first at position 3: invalid type: integer `1`, expected a string
         --> broken.toml:45:1
        help: give a new field a `default` and a renamed field its old name in `was`; do not change the type of recorded fields

        error[schema-refused]: the schema cannot be migrated: the key `shard` is integer in `domain_events`, and text in the catalog
        help: values that do not fit would be lost; give the key another name, or its old type; or, since `event_data` has every value too, drop the column and migrate again, which fills it from there (DROP INDEX IF EXISTS "domain_events_shard_idx"; ALTER TABLE "domain_events" DROP COLUMN "shard"; ALTER TABLE "event_outbox" DROP COLUMN "shard"; ALTER TABLE "event_dead_letters" DROP COLUMN "shard")

        notice[schema-differs]: the schema is older than the catalog: the next start with `migrate` updates it
          - replace the view `events_run_started`
          - drop the view `events_run_closed`, which is no event's any more; the rows stay

        notice[not-checked]: `note` of `Run.Started` has the `rust` type `Mine`, which this command cannot read
         --> broken.toml:35:1

        DATABASE: 6 rows, and `broken.toml` reads none of them
    "#]].assert_eq(&database.plain(&called.out));
}

#[tokio::test]
async fn postgres_and_sqlite_give_the_same_findings() {
    let [sqlite, postgres] = both();
    let mut reports = Vec::new();
    for database in [sqlite, postgres] {
        database.fill().await;
        let called =
            call(&["verify-store", &database.address(), "--catalog", &catalog("broken.toml"), "--format", "json"]);
        assert_eq!(called.code, Some(1));
        let report: serde_json::Value = serde_json::from_str(&called.out).unwrap();
        let findings = report["findings"].as_array().unwrap().clone();
        let rows: Vec<_> = findings.into_iter().filter(|finding| finding.get("rows").is_some()).collect();
        assert!(rows.len() >= 6, "{rows:?}");
        reports.push(rows);
    }
    assert_eq!(reports[0], reports[1]);
}

#[tokio::test]
async fn findings_have_github_and_json_formats() {
    let database = sqlite();
    database.fill().await;
    database.sql("UPDATE domain_events SET event_data = '[]' WHERE position = 3");
    let (address, runs) = (database.address(), catalog("runs.toml"));
    let github = call(&["verify-store", &address, "--catalog", &runs, "--format", "github"]);
    assert_eq!(github.code, Some(1));
    expect![[r#"
        ::error file=runs.toml,line=44,col=14,title=payload-unreadable::the payload of `Gate.Closed` cannot be decoded: 1 row, at position 3: invalid type: sequence, expected an object with the fields of `Closed`
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
              "message": "the payload of `Gate.Closed` cannot be decoded: 1 row, at position 3: invalid type: sequence, expected an object with the fields of `Closed`",
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
