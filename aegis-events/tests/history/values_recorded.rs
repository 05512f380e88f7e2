//! Every value that a payload can have is read back equal.

use aegis_events::domain::execution::ExecutionCompleted;
use aegis_events::domain::smcp::SessionCreated;
use aegis_events::domain::{DomainEvent, ExecutionId, SessionId};
use aegis_events::types::{Bytes, Date, Timestamp, Uuid};
use serde_json::json;

use crate::database::{Database, both, postgres};
use crate::events::{completed, refined, session};
use crate::process::{Process, in_time};
use crate::schema::catalogs::values::{self, Account, Colour, Point, value::Every};
use crate::transactions::Pool;

/// Texts that databases often handle wrongly.
const TEXTS: [&str; 12] = [
    "",
    "\0",
    "a\0b\0",
    "\u{1a}",
    "\u{1a}0\u{1a}1",
    "\\u0000 \\\0 \\\\",
    "it's \"quoted\" \\ and `ticked`",
    "\u{7f}\u{1b}[31m\t\r\n",
    "🎉 👩‍👩‍👧 é e\u{301} 𝄞",
    "\u{feff}\u{fffd}\u{ffff}\u{10ffff}",
    "); DROP TABLE domain_events; --",
    "$1 ? :name %s",
];

fn every(number: u64) -> Every {
    Every {
        account: Account::from(number),
        a_bool: number.is_multiple_of(2),
        an_i8: i8::MIN,
        an_i64: i64::MIN,
        a_u64: number,
        maybe_u64: Some(number),
        an_f32: f32::MIN_POSITIVE / 2.0,
        an_f64: f64::MAX,
        a_text: "text".into(),
        a_colour: Colour::Red,
        a_uuid: Uuid::max(),
        a_time: Timestamp::UNIX_EPOCH,
        a_date: Date::MAX,
        a_json: json!({ "a\0": ["\0", 18_446_744_073_709_551_615_u64, -1.5, null, { "": {} }] }),
        maybe_json: Some(Point { x: i32::MIN, y: i32::MAX }),
        many: (0..=255).collect(),
        some_bytes: Bytes::from((0..=255).collect::<Vec<u8>>()),
    }
}

#[tokio::test]
async fn texts_and_text_keys_are_read_back_unchanged() {
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        let publishers = &process.publishers;
        for text in TEXTS {
            publishers.execution_supervisor.publish(completed(ExecutionId::new(), text)).unwrap();
            publishers.attestation_service.publish(session(text)).unwrap();
        }
        process.settle().await;
        let outputs = process.history.events::<ExecutionCompleted>().fetch_all().await.unwrap();
        assert_eq!(outputs.iter().map(|event| &*event.final_output).collect::<Vec<_>>(), TEXTS);
        for text in TEXTS {
            let found =
                process.history.events::<SessionCreated>().only(SessionId::from(text)).fetch_all().await.unwrap();
            assert_eq!(found.len(), 1, "{text:?}");
            assert_eq!(found[0].session_id, SessionId::from(text));
        }
        process.stop().await;
    }
}

#[tokio::test]
async fn a_text_of_ten_megabytes_is_read_back() {
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        let long = "0123456789abcde\0".repeat(10 * 1024 * 1024 / 16);
        let supervisor = &process.publishers.execution_supervisor;
        for text in ["before", &long, "behind"] {
            supervisor.publish(completed(ExecutionId::new(), text)).unwrap();
        }
        process.settle().await;
        let read = process.history.events::<ExecutionCompleted>().fetch_all().await.unwrap();
        assert_eq!(read.len(), 3);
        assert!(read[1].final_output == long);
        assert_eq!((&*read[0].final_output, &*read[2].final_output), ("before", "behind"));
        process.stop().await;
    }
}

#[tokio::test]
async fn every_type_is_read_back_equal_at_the_limits_of_its_range() {
    let times = [
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999999Z",
        "9999-12-31T23:59:59.999999999Z",
    ];
    let mut events: Vec<_> = [0, 1, i64::MAX as u64, u64::MAX].map(every).into();
    events.extend(times.map(|time| Every { a_time: time.parse().unwrap(), ..every(7) }));
    for (a_time, a_date) in [(Timestamp::MIN_UTC, Date::MIN), (Timestamp::MAX_UTC, Date::MAX)] {
        events.push(Every { a_time, a_date, maybe_json: None, maybe_u64: None, ..every(8) });
    }
    for a_json in [json!(null), json!("\0\u{1a}"), json!(-0.0), json!(1.0), json!(1e300), json!(i64::MIN)] {
        events.push(Every { a_json, an_f64: f64::MIN, an_f32: f32::MAX, an_i8: i8::MAX, an_i64: i64::MAX, ..every(9) });
    }
    for database in both() {
        let process = Process::<values::DomainEvent>::start(&database).await;
        let mut seen = process.bus.subscription::<Every>().lossless().subscribe();
        for event in &events {
            process.publishers.engine.publish(event.clone()).unwrap();
        }
        process.settle().await;
        let read = process.history.events::<Every>().fetch_all().await.unwrap();
        assert_eq!(read.len(), events.len());
        for (read, event) in read.iter().zip(&events) {
            assert_eq!(**read, *event);
            let published = seen.next().await.unwrap();
            assert_eq!((read.occurred_at(), read.published_at()), (published.occurred_at(), published.published_at()));
        }
        let largest = process.history.events::<Every>().only(Account::from(u64::MAX));
        assert_eq!(largest.fetch_all().await.unwrap().len(), 1);
        process.stop().await;
    }
}

#[tokio::test]
async fn times_at_the_limits_of_the_range_are_found_by_time() {
    for database in both() {
        let process = Process::<values::DomainEvent>::start(&database).await;
        let now = Timestamp::UNIX_EPOCH;
        for a_time in [Timestamp::MIN_UTC, now, Timestamp::MAX_UTC] {
            process.publishers.engine.publish(Every { a_time, ..every(1) }).unwrap();
        }
        process.settle().await;
        let all = || process.history.events::<Every>();
        assert_eq!(all().occurred_since(Timestamp::MIN_UTC).count().await.unwrap(), 3);
        assert_eq!(all().occurred_since(now).count().await.unwrap(), 2);
        assert_eq!(all().occurred_before(now).count().await.unwrap(), 1);
        assert_eq!(all().occurred_since(Timestamp::MAX_UTC).count().await.unwrap(), 1);
        process.stop().await;
    }
}

#[tokio::test]
async fn a_number_that_is_not_finite_is_refused_before_delivery() {
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        let supervisor = &process.publishers.execution_supervisor;
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let text = supervisor.publish_recorded(refined(number)).await.unwrap_err().to_string();
            assert_eq!(
                text,
                "`Execution.RefinementApplied` was not published: its field `cortex_success_score` is not a finite number"
            );
        }
        let recorded = supervisor.publish_recorded(refined(0.1)).await.unwrap();
        assert_eq!((recorded.position.get(), recorded.receipt.sequence.get()), (1, 1));
        process.stop().await;
    }
}

/// Numbers whose shortest decimal text is hard to parse exactly.
#[tokio::test]
async fn floats_are_read_back_to_the_last_bit() {
    // A linear congruential generator: the same numbers in each run.
    let mut bits = 42_u64;
    let mut next = || {
        bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        bits ^ (bits >> 29)
    };
    let mut numbers =
        vec![f64::MAX, f64::MIN, f64::MIN_POSITIVE, 5e-324, 0.1, 1.0 / 3.0, -1e23, 9_007_199_254_740_993.0];
    numbers.extend((0..2_000).map(|_| f64::from_bits(next())).filter(|number| number.is_finite()));
    let singles: Vec<_> = (0..numbers.len())
        .map(|_| f32::from_bits(next() as u32))
        .map(|n| if n.is_finite() { n } else { f32::MAX })
        .collect();
    for database in both() {
        let process = Process::<values::DomainEvent>::start(&database).await;
        for (&an_f64, &an_f32) in numbers.iter().zip(&singles) {
            process.publishers.engine.publish(Every { an_f64, an_f32, ..every(1) }).unwrap();
        }
        process.settle().await;
        let read = process.history.events::<Every>().fetch_all().await.unwrap();
        assert_eq!(read.iter().map(|event| event.an_f64).collect::<Vec<_>>(), numbers);
        assert_eq!(read.iter().map(|event| event.an_f32).collect::<Vec<_>>(), singles);
        process.stop().await;
    }
}

#[tokio::test]
async fn the_outbox_preserves_values() {
    for database in both() {
        let pool = Pool::connect(&database).await;
        let process = Process::<values::DomainEvent>::start(&database).await;
        let mut delivered = process.bus.subscription::<Every>().lossless().subscribe();
        let mut events = vec![Every { a_time: Timestamp::MAX_UTC, ..every(u64::MAX) }];
        events.extend(TEXTS.map(|text| Every { a_text: text.into(), ..every(3) }));
        let mut tx = pool.begin().await;
        for event in &events {
            tx.record(&process.publishers.engine, event.clone()).await.unwrap();
        }
        tx.commit().await;
        for event in &events {
            assert_eq!(*in_time(delivered.next()).await.unwrap(), *event);
        }
        let read = process.history.events::<Every>().fetch_all().await.unwrap();
        assert_eq!(read.iter().map(|event| (**event).clone()).collect::<Vec<_>>(), events);
        assert_eq!(process.history.events::<Every>().only(Account::from(u64::MAX)).count().await.unwrap(), 1);
        process.stop().await;
    }
}

#[tokio::test]
async fn a_large_whole_float_in_json_may_become_an_integer() {
    for database in both() {
        let process = Process::<values::DomainEvent>::start(&database).await;
        process.publishers.engine.publish(Every { a_json: json!(1e16), ..every(1) }).unwrap();
        process.settle().await;
        let read = process.history.events::<Every>().fetch_first().await.unwrap().unwrap();
        // `jsonb` keeps the value, not its notation.
        let expected = match database {
            Database::Sqlite(_) => json!(1e16),
            Database::Postgres(_) => json!(10_000_000_000_000_000_u64),
        };
        assert_eq!(read.a_json, expected);
        process.stop().await;
    }
}

#[tokio::test]
async fn a_key_too_long_for_an_index_of_postgres_is_a_dead_letter() {
    let database = postgres();
    let process = Process::<DomainEvent>::start(&database).await;
    let attestation = &process.publishers.attestation_service;
    // Random digits, so that PostgreSQL cannot compress the value.
    let long: String = (0..200).map(|_| Uuid::new_v4().simple().to_string()).collect();
    let text = attestation.publish_recorded(session(&long)).await.unwrap_err().to_string();
    assert!(text.contains(" is a dead letter: index row size "), "{text}");
    let help = "(SQLSTATE 54000); the value of a key may have about 2,700 bytes, the limit of an index";
    assert!(text.ends_with(help) && !text.contains(&long), "{text}");
    assert_eq!(attestation.publish_recorded(session("short")).await.unwrap().position, 1);
    process.stop().await;
}
