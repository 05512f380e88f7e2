//! The accessors of events: kind, names, time and keys. The methods of generated types.

use aegis_events::event::Domain;
use aegis_events::types::{Timestamp, Uuid};
use aegis_events_tests::nested::deeper::run::{Finished, Idle, Started};
use aegis_events_tests::nested::deeper::{
    Access, Colour, Context, DomainEvent, GateHappening, Ratio, RunEvent, RunId, SessionId, Shard, gate, gates,
};

fn at(secs: i64) -> Timestamp {
    Timestamp::from_timestamp(secs, 0).expect("a time")
}

fn finished(access: Option<Access>) -> Finished {
    Finished {
        context: Context { access, note: "done".into() },
        finished_at: at(20),
        due_at: at(30),
        ratio: Ratio(0.5),
        retries: 1,
        outcome: "good".into(),
        secret: None,
    }
}

#[test]
fn names_and_kinds_are_those_of_the_catalog() {
    let event = DomainEvent::from(Idle {});
    assert_eq!((event.family(), event.event_type()), ("Run", "Idle"));
    assert_eq!(event.kind().index(), 2);
    let event = GateHappening::from(gates::Opened { opened_at: at(1), shard: Shard(7), r#match: None });
    assert_eq!((event.family(), event.event_type(), event.kind().index()), ("Gate", "Opened", 4));
}

#[test]
fn the_module_of_a_family_exports_its_hand_written_struct() {
    let event: gate::Opened = gates::Opened { opened_at: at(1), shard: Shard(7), r#match: Some(Colour::DarkGreen) };
    assert_eq!(DomainEvent::from(event.clone()), DomainEvent::Gate(GateHappening::Opened(event)));
}

#[test]
fn the_time_is_the_only_timestamp_or_the_one_that_is_named() {
    let started = Started { run_id: RunId::new(), r#type: "x".into(), colour: None, started_at: at(10) };
    assert_eq!(DomainEvent::from(started).occurred_at(), Some(at(10)));
    assert_eq!(DomainEvent::from(finished(None)).occurred_at(), Some(at(20)));
    assert_eq!(DomainEvent::from(Idle {}).occurred_at(), None);
}

/// From a field of the key's name, from a field of another name, and from a field inside records.
#[test]
fn keys_are_read_from_fields_and_from_inside_records() {
    let run_id = RunId::new();
    let started = Started { run_id, r#type: "x".into(), colour: Some(Colour::Blue), started_at: at(10) };
    let started = RunEvent::from(started);
    assert_eq!((started.run_id(), started.colour(), started.shard()), (Some(run_id), Some(Colour::Blue), None));

    let access = Access { run_id, session_id: Some(SessionId::from("s-1")), token: "t".into() };
    let nested = DomainEvent::from(finished(Some(access)));
    assert_eq!((nested.run_id(), nested.session_id()), (Some(run_id), Some(SessionId::from("s-1"))));
    let without = DomainEvent::from(finished(None));
    assert_eq!((without.run_id(), without.session_id()), (None, None));

    #[expect(deprecated, reason = "the test needs a key of another name, which only the deprecated event has")]
    let aliased = DomainEvent::from(gate::Closed { from: Shard(9) });
    assert_eq!(aliased.shard(), Some(Shard(9)));
}

#[test]
fn newtypes_display_parse_and_convert_as_their_inner_type() {
    let uuid = Uuid::now_v7();
    assert_eq!(RunId(uuid).to_string().parse(), Ok(RunId::from(uuid)));
    assert_eq!(RunId::new().0.get_version_num(), 7);
    assert_eq!((SessionId::from("s").as_str(), SessionId::from("s").as_ref()), ("s", "s"));
    assert_eq!("12".parse(), Ok(Shard(12)));
    assert_eq!(u32::from(Shard(3)), 3);
}

#[test]
fn an_unknown_value_of_an_enumeration_lists_the_known_ones() {
    assert_eq!(Colour::ALL.iter().map(|colour| colour.as_str()).collect::<Vec<_>>(), ["red", "dark-green", "Blue"]);
    assert_eq!("dark-green".parse(), Ok(Colour::DarkGreen));
    assert_eq!(Colour::DarkGreen.as_ref(), "dark-green");
    let error = "green".parse::<Colour>().unwrap_err();
    assert_eq!(error.to_string(), "`green` is not a value of `Colour`: allowed are `red`, `dark-green`, `Blue`");
}

#[test]
fn the_catalog_is_available_at_run_time() {
    let catalog = DomainEvent::catalog();
    assert_eq!(catalog.name(), "full");
    assert_eq!(catalog.publishers(), ["Engine", "HTTPGateway"]);
    let finished = catalog.event(catalog.find("Run", "Finished").unwrap());
    assert_eq!(catalog.find("Run", "Stopped"), Some(finished.kind()), "a former name finds the event");
    assert_eq!(finished.version(), 3);
    assert_eq!(finished.time(), Some("finished_at"));
    assert_eq!(finished.keys(), [(0, "context.access.run_id"), (1, "context.access.session_id")]);
    assert_eq!(finished.retention(), Some(std::time::Duration::from_secs(90 * 86_400)), "from the family");
    let opened = catalog.event(catalog.find("Gate", "Opened").unwrap());
    assert_eq!(opened.retention(), Some(std::time::Duration::from_secs(12 * 3_600)), "from the event");
}
