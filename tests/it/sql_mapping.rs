//! Columns, types and nullability of events, on both databases.

use std::fmt::Write as _;

use aegis_events::event::{Domain, Payload};
use aegis_events_tests::nested::deeper::run::{Everything, Finished, Started};
use aegis_events_tests::nested::deeper::{DomainEvent, gates};
use expect_test::{Expect, expect};

fn check<E: Payload>(expected: Expect) {
    let mut text = format!("{}\n", E::INFO.view());
    for column in E::INFO.columns() {
        let null = if column.nullable { "null" } else { "not null" };
        let _ = writeln!(text, "{} {} / {} {null}", column.name, column.sql_type.postgres(), column.sql_type.sqlite());
    }
    expected.assert_eq(&text);
}

#[test]
fn each_type_has_its_column_on_both_databases() {
    check::<Everything>(expect![[r#"
        events_run_everything
        a_bool boolean / integer not null
        an_i8 smallint / integer not null
        an_i16 smallint / integer not null
        an_i32 integer / integer not null
        an_i64 bigint / integer not null
        a_u8 smallint / integer not null
        a_u16 integer / integer not null
        a_u32 bigint / integer not null
        a_u64 numeric(20) / text not null
        an_f32 real / real not null
        an_f64 double precision / real not null
        a_string text / text not null
        a_uuid uuid / text not null
        a_date date / text not null
        a_json jsonb / text not null
        some_bytes bytea / text not null
        a_list jsonb / text not null
        a_map jsonb / text not null
        a_pair jsonb / text not null
        tags jsonb / text not null
        owned jsonb / text not null
        access jsonb / text not null
        happened_at timestamptz / text not null
    "#]]);
    check::<Started>(expect![[r#"
        events_run_started
        run_id uuid / text not null
        type text / text not null
        colour text / text null
        started_at timestamptz / text not null
    "#]]);
    check::<Finished>(expect![[r#"
        events_run_finished
        context jsonb / text not null
        finished_at timestamptz / text not null
        due_at timestamptz / text not null
        ratio double precision / real not null
        retries smallint / integer not null
        outcome text / text not null
        secret text / text null
    "#]]);
    check::<gates::Opened>(expect![[r#"
        events_gate_opened
        shard bigint / integer not null
        opened_at timestamptz / text not null
        match text / text null
    "#]]);
}

#[test]
fn each_key_has_a_nullable_column() {
    let columns: Vec<String> = DomainEvent::catalog()
        .keys()
        .iter()
        .map(|key| key.column())
        .map(|column| format!("{} {} {}", column.name, column.sql_type.postgres(), column.nullable))
        .collect();
    assert_eq!(columns, ["run_id uuid true", "session_id text true", "shard bigint true", "colour text true"]);
}

/// Tools read the columns from the catalog, the recorder from the generated tables.
#[test]
fn catalog_and_generated_tables_agree_on_every_column() {
    let text = include_str!("../catalogs/full.toml");
    let reading = aegis_events_catalog::read(aegis_events_catalog::Source::new("full.toml", text));
    for (event, info) in reading.catalog.events().iter().zip(DomainEvent::catalog().events()) {
        assert_eq!((event.name.text.as_str(), event.view.as_str()), (info.event_type(), info.view()));
        for (field, column) in event.fields.iter().zip(info.columns()) {
            let expected = reading.catalog.sql_column(&field.ty);
            assert_eq!(field.name.text, column.name);
            assert_eq!(
                (expected.postgres, expected.sqlite, expected.nullable),
                (column.sql_type.postgres(), column.sql_type.sqlite(), column.nullable),
                "{}.{}",
                event.name,
                field.name
            );
        }
    }
}
