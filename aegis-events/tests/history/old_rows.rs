//! Rows of earlier versions of a catalog, and rows changed by hand.

use aegis_events::event::{Domain, Filter};
use aegis_events::history::{History, HistoryError};
use aegis_events::types::Timestamp;
use expect_test::expect;
use futures_util::StreamExt;

use crate::database::{Database, both, common};
use crate::schema::catalogs::{first, second, third};

/// Four events of the first version: two of `Started`, and between them `Stopped` and `Paused`.
async fn fill(database: &Database) -> first::RunId {
    let run_id = first::RunId::new();
    database
        .record::<first::DomainEvent>(async |publishers| {
            let started = first::run::Started {
                run_id,
                context: first::Context { label: "a".into(), depth: 1 },
                shard: 9,
                started_at: Timestamp::UNIX_EPOCH,
            };
            publishers.engine.publish(started.clone()).unwrap();
            publishers.engine.publish(first::run::Stopped { run_id, reason: "done".into() }).unwrap();
            publishers.engine.publish(first::run::Paused { run_id }).unwrap();
            publishers.engine.publish(started).unwrap();
        })
        .await;
    run_id
}

/// The items of a stream over all events, one per line: the event's name or the error's text.
async fn all<D: Domain + Filter<Domain = D>>(history: &History<D>) -> String {
    let lines = history.events::<D>().stream().map(|read| match read {
        Ok(event) => format!("{}: {}\n", event.position().unwrap(), event.info().event_type()),
        Err(error) => format!("{}\n  help: {}\n", without_column(&error.to_string()), error.help().unwrap_or_default()),
    });
    lines.collect().await
}

/// The text without the column number: databases store JSON with different spaces and order of fields.
fn without_column(text: &str) -> String {
    let (before, after) = text.split_once(" at line 1 column ").unwrap_or((text, ""));
    format!("{before}{}", after.trim_start_matches(|c: char| c.is_ascii_digit()))
}

fn set_payload(database: &Database, position: u64, json: &str) {
    database.sql(&format!("UPDATE domain_events SET event_data = '{json}' WHERE position = {position}"));
}

#[tokio::test]
async fn fields_are_read_by_former_names_and_with_defaults() {
    for database in both() {
        let run_id = fill(&database).await;
        let history = database.history::<second::DomainEvent>().await;
        let started = history.events::<second::run::Started>().fetch_all().await.unwrap();
        let expected = second::run::Started {
            run_id: run_id.to_string().parse().unwrap(),
            context: second::Context { label: "a".to_owned().into(), depth: 1 },
            part: 9.into(),
            retries: 3,
            note: None,
            started_at: Timestamp::UNIX_EPOCH,
        };
        assert_eq!(started.iter().map(|event| &**event).collect::<Vec<_>>(), [&expected, &expected]);
        // A key finds rows that were recorded before the catalog had it.
        let shard = history.events::<second::run::Started>().only(second::Shard::from(9));
        assert_eq!(shard.count().await.unwrap(), 2);
        let stopped = history.events::<second::run::Stopped>().fetch_first().await.unwrap().unwrap();
        assert_eq!(stopped.why, "done");
        history.close().await;
    }
}

#[tokio::test]
async fn an_event_is_found_by_its_former_name() {
    for database in both() {
        fill(&database).await;
        database.migrate::<second::DomainEvent>().await.unwrap();
        let history = database.history::<third::DomainEvent>().await;
        let ended = history.events::<third::run::Ended>().fetch_all().await.unwrap();
        assert_eq!((ended.len(), ended[0].position().map(u64::from), &*ended[0].why), (1, Some(2), "done"));
        let counts = history.events::<third::DomainEvent>().count_by_event().await.unwrap();
        let counts: Vec<_> = counts.iter().map(|count| (count.event.event_type(), count.events)).collect();
        assert_eq!(counts, [("Started", 2), ("Ended", 1)]);
        history.close().await;
    }
}

#[tokio::test]
async fn an_event_that_left_the_catalog_is_an_error_in_its_place() {
    let mut texts = Vec::new();
    for database in both() {
        fill(&database).await;
        let history = database.history::<second::DomainEvent>().await;
        texts.push(all(&history).await);
        let error = history.events::<second::RunEvent>().fetch_all().await.unwrap_err();
        assert!(matches!(error, HistoryError::UnknownEvent { position, .. } if position == 3), "{error}");
        // Queries for other events do not read it.
        assert_eq!(history.events::<second::run::Started>().fetch_all().await.unwrap().len(), 2);
        history.close().await;
    }
    expect![[r#"
        1: Started
        2: Stopped
        position 3: the catalog `evolving` has no event `Run.Paused`
          help: keep the event in the catalog as deprecated, or name it in the `was` of its successor
        4: Started
    "#]]
    .assert_eq(common(&texts));
}

#[tokio::test]
async fn a_payload_that_does_not_fit_names_event_and_field() {
    let mut texts = Vec::new();
    for database in both() {
        let run_id = fill(&database).await;
        set_payload(&database, 1, &format!(r#"{{"run_id": "{run_id}", "context": {{"label": "a"}}, "shard": 1}}"#));
        set_payload(&database, 2, &format!(r#"{{"run_id": "{run_id}", "reason": 5}}"#));
        set_payload(&database, 3, r#"{"run_id": "no id"}"#);
        set_payload(&database, 4, &format!(r#"{{"run_id": "{run_id}", "context": {{"label": "a", "depth": 300}}}}"#));
        let history = database.history::<first::DomainEvent>().await;
        texts.push(all(&history).await);
        let counted = history.events::<first::DomainEvent>().count().await.unwrap();
        assert_eq!(counted, 4);
        history.close().await;
    }
    expect![[r#"
        position 1: `Run.Started` does not decode: field `context`: missing field `depth`
          help: give new fields a `default`, and renamed fields their former name with `was`
        position 2: `Run.Stopped` does not decode: field `reason`: invalid type: integer `5`, expected a string
          help: give new fields a `default`, and renamed fields their former name with `was`
        position 3: `Run.Paused` does not decode: field `run_id`: UUID parsing failed: invalid character: found `n` at 0
          help: give new fields a `default`, and renamed fields their former name with `was`
        position 4: `Run.Started` does not decode: field `context`: field `depth`: invalid value: integer `300`, expected u8
          help: give new fields a `default`, and renamed fields their former name with `was`
    "#]]
    .assert_eq(common(&texts));
}

#[tokio::test]
async fn a_payload_of_another_shape_is_an_error() {
    let mut texts = Vec::new();
    for database in both() {
        fill(&database).await;
        for (position, json) in [(1, "null"), (2, "[]"), (4, "\"text\"")] {
            set_payload(&database, position, json);
        }
        let history = database.history::<first::DomainEvent>().await;
        texts.push(all(&history).await);
        history.close().await;
    }
    expect![[r#"
        position 1: `Run.Started` does not decode: invalid type: null, expected an object with the fields of `Started`
          help: give new fields a `default`, and renamed fields their former name with `was`
        position 2: `Run.Stopped` does not decode: invalid type: sequence, expected an object with the fields of `Stopped`
          help: give new fields a `default`, and renamed fields their former name with `was`
        3: Paused
        position 4: `Run.Started` does not decode: invalid type: string "text", expected an object with the fields of `Started`
          help: give new fields a `default`, and renamed fields their former name with `was`
    "#]]
    .assert_eq(common(&texts));
}

#[tokio::test]
async fn rows_keep_the_name_of_a_removed_publisher() {
    for database in both() {
        fill(&database).await;
        database.sql("UPDATE domain_events SET publisher = 'Former' WHERE position <= 2");
        let history = database.history::<first::DomainEvent>().await;
        let events = history.events::<first::DomainEvent>().fetch_all().await.unwrap();
        let publishers: Vec<_> = events.iter().map(|event| event.publisher_name()).collect();
        assert_eq!(publishers, ["Former", "Former", "Engine", "Engine"]);
        assert!(format!("{:?}", events[0].envelope()).contains("Former"));
        history.close().await;
    }
}
