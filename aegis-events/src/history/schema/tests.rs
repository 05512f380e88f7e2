//! The SQL of a small catalog that has something of everything, as files to be read: `snapshots/`.

use expect_test::{expect, expect_file};

use super::{MigrationPlan, backfill, schema_sql, view};
use crate::catalog::{CatalogInfo, EventInfo, FamilyInfo, Field, KeyInfo, Kind, PublisherId, SqlType};
use crate::history::backend::Dialect;

const OWNER: &[PublisherId] = &[PublisherId::new(0)];

/// A field of every type, required.
const EVERY_TYPE: &[Field] = &[
    Field::new("a_bool", SqlType::Bool),
    Field::new("a_small", SqlType::SmallInt),
    Field::new("an_int", SqlType::Integer),
    Field::new("a_big", SqlType::BigInt),
    Field::new("a_huge", SqlType::Numeric20),
    Field::new("a_real", SqlType::Real),
    Field::new("a_double", SqlType::Double),
    Field::new("a_text", SqlType::Text),
    Field::new("a_uuid", SqlType::Uuid),
    Field::new("a_time", SqlType::Timestamp),
    Field::new("a_date", SqlType::Date),
    Field::new("a_json", SqlType::Json),
    Field::new("some_bytes", SqlType::Bytes),
];

/// What a catalog may say of a field.
const EVERY_ATTRIBUTE: &[Field] = &[
    Field::new("run_id", SqlType::Uuid),
    Field::new("context", SqlType::Json).was(&["scope"]),
    Field::new("renamed", SqlType::Text).was(&["old_name", "older_name"]),
    Field::new("maybe", SqlType::Text).optional(),
    Field::new("maybe_json", SqlType::Json).optional().was(&["old_json"]),
    Field::new("maybe_huge", SqlType::Numeric20).optional(),
    Field::new("with_default", SqlType::Integer).default_json("2"),
    Field::new("quoted", SqlType::Text).default_json(r#""it's \"\u0000\"""#),
    Field::new("both", SqlType::Timestamp).default_json(r#""1970-01-01T00:00:00Z""#).was(&["at"]),
    Field::new("secret", SqlType::Text).optional().sensitive(),
];

static CATALOG: CatalogInfo = CatalogInfo::new(
    "small",
    &["Engine"],
    &[
        KeyInfo::new("run_id", SqlType::Uuid),
        KeyInfo::new("label", SqlType::Text),
        KeyInfo::new("shard", SqlType::SmallInt),
        KeyInfo::new("account", SqlType::Numeric20),
    ],
    &[FamilyInfo::new("Run", 0, 3)],
    &[
        EventInfo::new(Kind::new(0), "Run", "EveryType", "events_run_every_type", OWNER, EVERY_TYPE).with_keys(&[
            (0, "a_uuid"),
            (1, "a_text"),
            (2, "a_small"),
            (3, "a_huge"),
        ]),
        EventInfo::new(Kind::new(1), "Run", "EveryAttribute", "events_run_every_attribute", OWNER, EVERY_ATTRIBUTE)
            .with_former_names(&["Attributes", "OldAttributes"])
            .with_keys(&[(0, "run_id"), (1, "context.label")]),
        EventInfo::new(Kind::new(2), "Run", "Empty", "events_run_empty", OWNER, &[]),
    ],
);

#[test]
fn the_whole_schema_for_postgresql() {
    expect_file!["snapshots/postgres.sql"].assert_eq(&schema_sql(&CATALOG, Dialect::Postgres));
}

#[test]
fn the_whole_schema_for_sqlite() {
    expect_file!["snapshots/sqlite.sql"].assert_eq(&schema_sql(&CATALOG, Dialect::Sqlite));
}

#[test]
fn filling_a_key_reads_it_like_events() {
    let sql = CATALOG.keys().iter().flat_map(|key| [Dialect::Postgres, Dialect::Sqlite].map(|dialect| (key, dialect)));
    let sql = sql.map(|(key, dialect)| {
        let [fill, done] = backfill::backfill(&CATALOG, key, dialect).unwrap().fill_all(dialect);
        format!("-- `{}` in {dialect}\n{fill};\n{done};\n", key.name())
    });
    expect_file!["snapshots/backfills.sql"].assert_eq(&sql.collect::<Vec<_>>().join("\n"));
}

#[test]
fn the_mark_of_a_view_names_its_event() {
    for dialect in [Dialect::Postgres, Dialect::Sqlite] {
        let views = view::views(&CATALOG, dialect);
        let names = ["EveryAttribute", "Attributes", "OldAttributes"].to_vec();
        assert_eq!(view::marked(&views[1].mark, dialect), Some(("Run", names)));
        assert_eq!(view::marked("CREATE VIEW v AS SELECT 1", dialect), None);
        assert_eq!(view::marked("", dialect), None);
    }
}

#[test]
fn a_plan_prints_as_a_list() {
    let mut plan = MigrationPlan::new("SQLite in /tmp/h.db", Dialect::Sqlite);
    assert!(plan.is_empty());
    expect!["SQLite in /tmp/h.db: the schema is up to date"].assert_eq(&plan.to_string());
    plan.add("the index `i` is missing", "make the index `i`", vec!["CREATE INDEX i ON t (c)".to_owned()]);
    plan.backfills.extend(backfill::backfill(&CATALOG, &CATALOG.keys()[2], Dialect::Sqlite));
    plan.warnings.push("something is left".to_owned());
    expect![[r#"
        SQLite in /tmp/h.db:
        - make the index `i`
        - fill `shard` from `event_data`
        - note: something is left"#]]
    .assert_eq(&plan.to_string());
    plan.refusals.push("something\nis in the way".to_owned());
    expect![[r#"
        -- REFUSED: something is in the way
        -- Note: something is left
    "#]]
    .assert_eq(&plan.sql());
}
