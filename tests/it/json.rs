//! Events as JSON, both ways: what is written, what is read, what is refused.

use aegis_events::event::payload_from_json;
use aegis_events::event::{Domain, Payload};
use aegis_events::types::{Bytes, Map, Timestamp, Uuid};
use aegis_events_tests::nested::deeper::run::{Everything, Finished, Idle, Started};
use aegis_events_tests::nested::deeper::{
    Access, Colour, Context, DomainEvent, GateHappening, Ratio, RunEvent, RunId, Shard, Tags, gates,
};
use aegis_events_tests::owned::Owned;
use expect_test::{Expect, expect};

fn at(secs: i64) -> Timestamp {
    Timestamp::from_timestamp(secs, 123_456_000).expect("a time")
}

fn everything() -> Everything {
    let run_id = RunId(Uuid::from_u128(1));
    Everything {
        a_bool: true,
        an_i8: i8::MIN,
        an_i16: i16::MIN,
        an_i32: i32::MIN,
        an_i64: i64::MIN,
        a_u8: u8::MAX,
        a_u16: u16::MAX,
        a_u32: u32::MAX,
        a_u64: u64::MAX,
        an_f32: 1.5,
        an_f64: -0.1,
        a_string: "a \"quoted\" line\nand a NUL \0 and 🦀".into(),
        a_uuid: Uuid::from_u128(2),
        a_date: "2026-02-28".parse().expect("a date"),
        a_json: serde_json::json!({ "deep": [1, null, { "er": "x" }] }),
        some_bytes: Bytes::from(vec![0, 159, 146, 150]),
        a_list: vec![Some(run_id), None],
        a_map: Map::from([("k".to_owned(), vec![Colour::Red, Colour::DarkGreen])]),
        a_pair: ("left".into(), (1, Some(Ratio(0.25)))),
        tags: Tags(vec!["a".into()]),
        owned: Owned { number: 2.5 },
        access: vec![Access { run_id, session_id: None, token: "secret".into() }],
        happened_at: at(0),
    }
}

#[test]
fn every_type_is_written_as_documented_and_read_back() {
    let event = DomainEvent::from(everything());
    let json = event.to_json().unwrap();
    expect![[r#"{"family":"Run","event_type":"Everything","event_data":{"a_bool":true,"an_i8":-128,"an_i16":-32768,"an_i32":-2147483648,"an_i64":-9223372036854775808,"a_u8":255,"a_u16":65535,"a_u32":4294967295,"a_u64":18446744073709551615,"an_f32":1.5,"an_f64":-0.1,"a_string":"a \"quoted\" line\nand a NUL \u0000 and 🦀","a_uuid":"00000000-0000-0000-0000-000000000002","a_date":"2026-02-28","a_json":{"deep":[1,null,{"er":"x"}]},"some_bytes":"AJ+Slg==","a_list":["00000000-0000-0000-0000-000000000001",null],"a_map":{"k":["red","dark-green"]},"a_pair":["left",[1,0.25]],"tags":["a"],"owned":{"number":2.5},"access":[{"run_id":"00000000-0000-0000-0000-000000000001","session_id":null,"token":"secret"}],"happened_at":"1970-01-01T00:00:00.123456Z"}}"#]]
        .assert_eq(std::str::from_utf8(&json).unwrap());
    assert_eq!(DomainEvent::from_json(&json).unwrap(), event);
    assert_eq!(serde_json::to_vec(&event).unwrap(), json, "serde writes the same");
    assert_eq!(serde_json::from_slice::<DomainEvent>(&json).unwrap(), event);
    let value = serde_json::to_value(&event).unwrap();
    assert_eq!(serde_json::from_value::<DomainEvent>(value).unwrap(), event, "from a value, its fields sorted by name");
}

#[test]
fn a_family_enum_has_the_same_json_and_refuses_other_families() {
    let event = RunEvent::from(Idle {});
    let json = event.to_json().unwrap();
    assert_eq!(serde_json::from_slice::<RunEvent>(&json).unwrap(), event);
    let error = serde_json::from_slice::<GateHappening>(&json).unwrap_err();
    assert_eq!(error.to_string(), "expected an event of the family `Gate`, found `Run.Idle`");
}

#[test]
fn a_payload_alone_is_read_by_its_kind() {
    let event = gates::Opened { opened_at: at(5), shard: Shard(1), r#match: Some(Colour::Red) };
    let json = serde_json::to_vec(&event).unwrap();
    assert_eq!(
        std::str::from_utf8(&json).unwrap(),
        r#"{"shard":1,"opened_at":"1970-01-01T00:00:05.123456Z","match":"red"}"#
    );
    let read: DomainEvent = payload_from_json(gates::Opened::KIND, &json).unwrap();
    assert_eq!(read, event.into());
}

#[test]
fn the_payload_may_stand_before_its_names() {
    let json = br#"{"event_data":{"run_id":"00000000-0000-0000-0000-000000000001","type":"t","colour":null,"started_at":"1970-01-01T00:00:05.123456Z"},"event_type":"Started","family":"Run","newer":1}"#;
    let started = Started { run_id: RunId(Uuid::from_u128(1)), r#type: "t".into(), colour: None, started_at: at(5) };
    assert_eq!(DomainEvent::from_json(json).unwrap(), started.into());
}

#[test]
fn former_names_defaults_and_options_read_old_rows() {
    let json = br#"{"family":"Run","event_type":"Ended","event_data":{"finished_at":"1970-01-01T00:00:05.123456Z","gone":[{}],"result":"good","due_at":"1970-01-01T00:00:06.123456Z","ratio":0.5,"context":{"note":"n"}}}"#;
    let expected = Finished {
        context: Context { access: None, note: "n".into() },
        finished_at: at(5),
        due_at: at(6),
        ratio: Ratio(0.5),
        retries: 2,
        outcome: "good".into(),
        secret: None,
    };
    assert_eq!(DomainEvent::from_json(json).unwrap(), expected.into());
}

#[test]
fn what_does_not_decode_names_event_and_field() {
    let payload = |json: &str, expect: Expect| {
        expect.assert_eq(&payload_from_json::<DomainEvent>(Started::KIND, json.as_bytes()).unwrap_err().to_string());
    };
    payload(
        r#"{"type":"t","started_at":"1970-01-01T00:00:05Z"}"#,
        expect!["`Run.Started` does not decode: missing field `run_id` at line 1 column 48"],
    );
    payload(
        r#"{"run_id":7,"type":"t"}"#,
        expect![
            "`Run.Started` does not decode: field `run_id`: invalid type: integer `7`, expected a formatted UUID string at line 1 column 11"
        ],
    );
    payload(
        r#"{"run_id":"00000000-0000-0000-0000-000000000001","type":"t","type":"u"}"#,
        expect!["`Run.Started` does not decode: duplicate field `type` at line 1 column 66"],
    );
    payload(
        r#"{"run_id":"00000000-0000-0000-0000-000000000001","type":"t","colour":"green","started_at":"1970-01-01T00:00:05Z"}"#,
        expect![
            "`Run.Started` does not decode: field `colour`: `green` is not a value of `Colour`: allowed are `red`, `dark-green`, `Blue` at line 1 column 76"
        ],
    );
    payload(
        "[]",
        expect![
            "`Run.Started` does not decode: invalid type: sequence, expected an object with the fields of `Started` at line 1 column 0"
        ],
    );
    payload("{", expect!["`Run.Started` does not decode: EOF while parsing an object at line 1 column 1"]);
}

#[test]
fn what_is_no_event_names_the_catalog() {
    let event = |json: &str, expect: Expect| {
        expect.assert_eq(&DomainEvent::from_json(json.as_bytes()).unwrap_err().to_string());
    };
    event(
        r#"{"family":"Run","event_type":"Begun","event_data":{}}"#,
        expect![
            "this is not an event of the catalog `full`: the catalog `full` has no event `Run.Begun` at line 1 column 49"
        ],
    );
    event(
        r#"{"family":"Run"}"#,
        expect!["this is not an event of the catalog `full`: missing field `event_type` at line 1 column 16"],
    );
    event(
        "3",
        expect![
            "this is not an event of the catalog `full`: invalid type: integer `3`, expected an event: an object with `family`, `event_type` and `event_data` at line 1 column 1"
        ],
    );
}

#[test]
fn sensitive_values_are_in_the_json_but_neither_shown_nor_in_errors() {
    let mut event = everything();
    event.access[0].token = "hunter2".into();
    let shown = format!("{event:?}");
    assert!(shown.contains("token: [redacted]") && !shown.contains("hunter2"), "{shown}");
    assert!(String::from_utf8(DomainEvent::from(event).to_json().unwrap()).unwrap().contains("hunter2"));

    let json = r#"{"context":{"note":"n"},"secret":["hunter2"]}"#;
    let error = payload_from_json::<DomainEvent>(Finished::KIND, json.as_bytes()).unwrap_err().to_string();
    expect!["`Run.Finished` does not decode: field `secret`: the value does not decode as the catalog's type (not shown: it is sensitive) at line 1 column 33"].assert_eq(&error);
}

#[test]
fn debug_is_that_of_the_payload() {
    let event = DomainEvent::from(gates::Opened { opened_at: at(5), shard: Shard(1), r#match: None });
    assert_eq!(format!("{event:?}"), "Opened { shard: Shard(1), opened_at: 1970-01-01T00:00:05.123456Z, match: None }");
}

#[test]
fn a_kind_of_another_catalog_is_an_error() {
    let kind = aegis_events::catalog::Kind::new(1_000);
    let mut json = serde_json::Deserializer::from_slice(b"{}");
    let error = <DomainEvent as Domain>::read(kind, &mut json).unwrap_err();
    assert_eq!(error.to_string(), "kind 1000 is not one of this catalog");
}
