//! Views show values of every type unchanged, up to the limits of its range.

use aegis_events::types::{Bytes, Date, Timestamp, Uuid};

use super::catalogs::values::{Account, Colour, DomainEvent, Point, value::Every};
use crate::database::{Database, both};

fn ordinary() -> Every {
    Every {
        account: 1.into(),
        a_bool: true,
        an_i8: -1,
        an_i64: 2,
        a_u64: 3,
        maybe_u64: None,
        an_f32: 0.5,
        an_f64: 1.5,
        a_text: "it's".into(),
        a_colour: Colour::Green,
        a_uuid: Uuid::nil(),
        a_time: "2026-03-04T05:06:07.123456789Z".parse().unwrap(),
        a_date: "2026-03-04".parse().unwrap(),
        a_json: serde_json::json!({ "k": [1, null] }),
        maybe_json: None,
        many: vec![1, 2],
        some_bytes: Bytes::from(vec![0, 255]),
    }
}

fn at_the_ends(is_first: bool) -> Every {
    Every {
        account: Account::from(u64::MAX),
        a_bool: false,
        an_i8: i8::MIN,
        an_i64: i64::MIN,
        a_u64: u64::MAX,
        maybe_u64: Some(u64::MAX),
        an_f32: f32::MIN_POSITIVE / 2.0,
        an_f64: f64::MAX,
        a_text: "\0\u{1a}🎉\\".into(),
        a_time: if is_first { Timestamp::MIN_UTC } else { Timestamp::MAX_UTC },
        a_date: if is_first { Date::MIN } else { Date::MAX },
        a_json: serde_json::Value::Null,
        maybe_json: Some(Point { x: 1, y: -1 }),
        ..ordinary()
    }
}

async fn recorded() -> [Database; 2] {
    let databases = both();
    for database in &databases {
        database
            .record::<DomainEvent>(async |publishers| {
                let year_zero = Every {
                    a_time: "0000-12-31T23:59:59Z".parse().unwrap(),
                    a_date: "0000-01-01".parse().unwrap(),
                    ..ordinary()
                };
                for event in [ordinary(), at_the_ends(true), at_the_ends(false), year_zero] {
                    publishers.engine.publish_recorded(event).await.unwrap();
                }
            })
            .await;
    }
    databases
}

#[tokio::test]
async fn numbers_and_texts_are_equal_on_both_databases() {
    for database in recorded().await {
        let view = "SELECT account, an_i8, an_i64, a_u64, maybe_u64, a_text, a_colour, a_uuid FROM events_value_every WHERE _position < 4 \
                    ORDER BY _position";
        let nil = Uuid::nil();
        let ends = format!(
            "18446744073709551615|-128|-9223372036854775808|18446744073709551615|18446744073709551615|\u{1a}0\u{1a}1🎉\\|green|{nil}"
        );
        assert_eq!(database.sql(view), [format!("1|-1|2|3||it's|green|{nil}"), ends.clone(), ends]);
        let typed = "SELECT an_f64 = 1.5, an_f32 = 0.5, maybe_json IS NULL, a_u64 = 3 FROM events_value_every WHERE _position = 1";
        let ends = "SELECT an_f64 > 1e308, an_f32 > 0, a_json, many, account = 18446744073709551615 FROM events_value_every WHERE _position = 2";
        match database {
            Database::Postgres(_) => {
                assert_eq!(database.sql(typed), ["t|t|t|t"]);
                assert_eq!(database.sql(ends), ["t|t|null|[1, 2]|t"]);
                let rest = "SELECT a_bool, a_json->'k'->>0, maybe_json, some_bytes FROM events_value_every ORDER BY _position LIMIT 2";
                assert_eq!(database.sql(rest), ["t|1||\\x00ff", r#"f||{"x": 1, "y": -1}|\x00ff"#]);
            }
            Database::Sqlite(_) => {
                // `u64` values are texts of digits, like the columns of `u64` keys, and compare as texts.
                assert_eq!(database.sql(&typed.replace("a_u64 = 3", "a_u64 = '3'")), ["1|1|1|1"]);
                assert_eq!(
                    database.sql(&ends.replace("18446744073709551615", "'18446744073709551615'")),
                    ["1|1|null|[1,2]|1"]
                );
                let rest = "SELECT a_bool, a_json->>'$.k[0]', maybe_json, some_bytes FROM events_value_every ORDER BY _position LIMIT 2";
                assert_eq!(database.sql(rest), ["1|1||AP8=", r#"0||{"x":1,"y":-1}|AP8="#]);
            }
        }
    }
}

#[tokio::test]
async fn times_outside_the_range_of_columns_are_infinite() {
    for database in recorded().await {
        match database {
            Database::Postgres(_) => {
                let view = "SELECT a_time AT TIME ZONE 'UTC', a_date, _occurred_at AT TIME ZONE 'UTC' FROM events_value_every ORDER BY _position";
                assert_eq!(
                    database.sql(view),
                    [
                        "2026-03-04 05:06:07.123456|2026-03-04|2026-03-04 05:06:07.123456",
                        "-infinity|-infinity|-infinity",
                        "infinity|infinity|infinity",
                        "-infinity|-infinity|-infinity",
                    ]
                );
            }
            // SQLite has no type for times: the payload's texts are shown as they are.
            Database::Sqlite(_) => {
                let view = "SELECT a_time, a_date, _occurred_at FROM events_value_every ORDER BY _position";
                assert_eq!(
                    database.sql(view),
                    [
                        "2026-03-04T05:06:07.123456789Z|2026-03-04|2026-03-04T05:06:07.123456Z",
                        "-262143-01-01T00:00:00Z|-262143-01-01|-infinity",
                        "+262142-12-31T23:59:59.999999999Z|+262142-12-31|infinity",
                        "0000-12-31T23:59:59Z|0000-01-01|-infinity",
                    ]
                );
            }
        }
    }
}
