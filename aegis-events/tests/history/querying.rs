//! Typed queries: by filter, key, time, position and correlation, in both orders.

use aegis_events::domain::execution::ExecutionStarted;
use aegis_events::domain::subscribers::{TtlReaper, TtlReaperEvent};
use aegis_events::domain::volume::{VolumeCreated, VolumeDeleted, VolumeExpired};
use aegis_events::domain::{DomainEvent, ExecutionEvent, ExecutionId, SmcpEvent, VolumeEvent, VolumeId};
use aegis_events::event::Filter;
use aegis_events::history::Query;
use aegis_events::types::Timestamp;
use aegis_events::{BusConfig, Event, EventId};
use futures_util::{StreamExt, TryStreamExt};

use crate::database::{Database, both};
use crate::events::{at, attached, created, deleted, session, started};
use crate::process::{Process, in_time};

/// The ids in the events of [`fill`].
struct Story {
    volume_id: VolumeId,
    execution_id: ExecutionId,
    correlation_id: EventId,
}

/// Records seven events, at the positions 1 to 7.
async fn fill(database: &Database) -> (Process<DomainEvent>, Story) {
    let process = Process::<DomainEvent>::start_as(database, "node-7").await;
    let (volume_id, execution_id) = (VolumeId::new(), ExecutionId::new());
    let publishers = &process.publishers;
    let first = publishers.execution_supervisor.publish(started(execution_id)).unwrap(); // 1, at 1
    let volumes = &publishers.volume_manager;
    volumes.publish(created(VolumeId::new(), 2)).unwrap(); // 2
    let second = volumes.caused_by(first).publish(created(volume_id, 3)).unwrap(); // 3
    volumes.caused_by(second).publish(attached(volume_id, execution_id)).unwrap(); // 4, at 5
    publishers.attestation_service.publish(session("a session")).unwrap(); // 5, at 0
    volumes.publish(deleted(volume_id)).unwrap(); // 6, at 10
    publishers.execution_supervisor.publish(started(ExecutionId::new())).unwrap(); // 7, at 1
    process.settle().await;
    (process, Story { volume_id, execution_id, correlation_id: first.id })
}

async fn positions<F: Filter<Domain = DomainEvent>>(query: Query<F>) -> Vec<u64> {
    query.fetch_all().await.unwrap().iter().filter_map(Event::position).map(u64::from).collect()
}

#[tokio::test]
async fn a_query_has_the_filters_of_a_subscription() {
    for database in both() {
        let (process, _) = fill(&database).await;
        let history = &process.history;
        assert_eq!(positions(history.events::<DomainEvent>()).await, [1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(positions(history.events::<VolumeEvent>()).await, [2, 3, 4, 6]);
        assert_eq!(positions(history.events::<VolumeDeleted>()).await, [6]);
        assert_eq!(positions(history.events::<TtlReaper>()).await, [2, 3, 6]);
        process.stop().await;
    }
}

#[tokio::test]
async fn a_bus_id_selects_the_events_of_one_bus() {
    for database in both() {
        let (first, _) = fill(&database).await;
        let second = Process::<DomainEvent>::start(&database).await;
        second.publishers.volume_manager.publish(deleted(VolumeId::new())).unwrap();
        second.settle().await;
        let history = &first.history;
        assert_eq!(history.last_position().await.unwrap(), 8);
        assert_eq!(positions(history.events::<DomainEvent>().with_bus_id(second.bus.bus_id())).await, [8]);
        assert_eq!(history.events::<VolumeEvent>().with_bus_id(first.bus.bus_id()).count().await.unwrap(), 4);
        second.stop().await;
        first.stop().await;
    }
}

#[tokio::test]
async fn results_are_typed() {
    for database in both() {
        let (process, story) = fill(&database).await;
        let history = &process.history;
        let deletion = history.events::<VolumeDeleted>().fetch_first().await.unwrap().unwrap();
        assert_eq!(*deletion, deleted(story.volume_id));
        let family = history.events::<VolumeEvent>().after_position(2).fetch_first().await.unwrap().unwrap();
        assert_eq!(*family, VolumeEvent::from(created(story.volume_id, 3)));
        let declared = history.events::<TtlReaper>().fetch_all().await.unwrap();
        let gone = |event: &Event<TtlReaper>| matches!(event.view(), TtlReaperEvent::VolumeDeleted(_));
        assert_eq!(declared.iter().map(gone).collect::<Vec<_>>(), [false, false, true]);
        assert!(history.events::<ExecutionStarted>().after_position(7).fetch_first().await.unwrap().is_none());
        process.stop().await;
    }
}

#[tokio::test]
async fn an_envelope_is_read_equal_to_the_published_one() {
    for database in both() {
        let process =
            Process::<DomainEvent>::with(&database, BusConfig::default().with_node_id("node-7").unwrap()).await;
        let mut subscription = process.bus.subscription::<DomainEvent>().lossless().subscribe();
        let first = process.publishers.execution_supervisor.publish(started(ExecutionId::new())).unwrap();
        process.publishers.volume_manager.caused_by(first).publish(deleted(VolumeId::new())).unwrap();
        process.settle().await;
        for position in 1..=2 {
            let published = subscription.next().await.unwrap();
            let read = process
                .history
                .events::<DomainEvent>()
                .after_position(position - 1)
                .fetch_first()
                .await
                .unwrap()
                .unwrap();
            assert_eq!((published.position().map(u64::from), read.position().map(u64::from)), (None, Some(position)));
            assert_eq!(*read, *published);
            let all = |event: &Event<DomainEvent>| {
                let envelope = event.envelope();
                let place = (envelope.node_id(), envelope.bus_id(), event.sequence().get());
                let cause = (event.id(), event.correlation_id(), event.causation_id());
                (place, cause, event.publisher_name(), envelope.publisher(), event.published_at(), event.occurred_at())
            };
            assert_eq!(all(&read), all(&published));
        }
        process.stop().await;
    }
}

#[tokio::test]
async fn keys_of_any_type_narrow_alone_and_together() {
    for database in both() {
        let (process, Story { volume_id, execution_id, .. }) = fill(&database).await;
        let history = &process.history;
        assert_eq!(positions(history.events::<VolumeEvent>().only(volume_id)).await, [3, 4, 6]);
        assert_eq!(positions(history.events::<DomainEvent>().only(execution_id)).await, [1, 4]);
        assert_eq!(positions(history.events::<DomainEvent>().only(execution_id).only(volume_id)).await, [4]);
        assert_eq!(positions(history.events::<VolumeCreated>().only(volume_id)).await, [3]);
        let session = |id: &str| history.events::<SmcpEvent>().only(aegis_events::domain::SessionId::from(id));
        assert_eq!(positions(session("a session")).await, [5]);
        assert_eq!(positions(session("another")).await, [0; 0]);
        assert_eq!(positions(history.events::<DomainEvent>().only(VolumeId::new())).await, [0; 0]);
        process.stop().await;
    }
}

#[tokio::test]
async fn ranges_correlation_order_and_limit_narrow_further() {
    for database in both() {
        let (process, story) = fill(&database).await;
        let all = || process.history.events::<DomainEvent>();
        // The lower bound is inclusive, the upper exclusive.
        assert_eq!(positions(all().occurred_since(at(2)).occurred_before(at(5))).await, [2, 3]);
        assert_eq!(positions(all().occurred_since(at(5))).await, [4, 6]);
        assert_eq!(positions(all().occurred_before(at(1))).await, [5]);
        assert_eq!(
            positions(all().occurred_since(Timestamp::MIN_UTC).occurred_before(Timestamp::MAX_UTC)).await.len(),
            7
        );
        // The lower bound is exclusive, the upper inclusive.
        assert_eq!(positions(all().after_position(2).through_position(4)).await, [3, 4]);
        assert_eq!(positions(all().after_position(4).through_position(4)).await, [0; 0]);
        assert_eq!(positions(all().with_correlation_id(story.correlation_id)).await, [1, 3, 4]);
        assert_eq!(positions(all().with_correlation_id(story.correlation_id).newest_first().limit(2)).await, [4, 3]);
        assert_eq!(positions(all().newest_first().through_position(5)).await, [5, 4, 3, 2, 1]);
        assert_eq!(positions(all().limit(3)).await, [1, 2, 3]);
        assert_eq!(positions(all().limit(0)).await, [0; 0]);
        assert_eq!(positions(all().limit(u64::MAX).after_position(u64::MAX)).await, [0; 0]);
        let newest = process.history.events::<ExecutionEvent>().newest_first().fetch_first().await.unwrap().unwrap();
        assert_eq!(newest.position().map(u64::from), Some(7));
        process.stop().await;
    }
}

#[tokio::test]
async fn without_leaves_out_events_whose_key_has_another_event() {
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        let (one, two, three) = (VolumeId::new(), VolumeId::new(), VolumeId::new());
        for volume_id in [one, two, three] {
            process.publishers.volume_manager.publish(created(volume_id, 0)).unwrap();
        }
        let expired = VolumeExpired { volume_id: one, expired_at: at(1) };
        process.publishers.ttl_reaper.publish(expired).unwrap();
        process.publishers.volume_manager.publish(deleted(two)).unwrap();
        process.settle().await;
        let created = || process.history.events::<VolumeCreated>();
        let existing = created().without::<VolumeDeleted, VolumeId>();
        let ids: Vec<_> = existing.clone().fetch_all().await.unwrap().iter().map(|event| event.volume_id).collect();
        assert_eq!(ids, [one, three]);
        assert_eq!(existing.without::<VolumeExpired, VolumeId>().only(three).count().await.unwrap(), 1);
        assert_eq!(created().without::<DomainEvent, VolumeId>().count().await.unwrap(), 0);
        process.stop().await;
    }
}

#[tokio::test]
async fn counts_follow_the_filters_and_ignore_the_limit() {
    for database in both() {
        let (process, story) = fill(&database).await;
        let history = &process.history;
        assert_eq!(history.events::<DomainEvent>().count().await.unwrap(), 7);
        assert_eq!(history.events::<VolumeEvent>().only(story.volume_id).count().await.unwrap(), 3);
        assert_eq!(history.events::<SmcpEvent>().after_position(5).count().await.unwrap(), 0);
        assert_eq!(history.events::<DomainEvent>().limit(2).count().await.unwrap(), 7);
        let counts = history.events::<DomainEvent>().through_position(6).count_by_event().await.unwrap();
        let counts: Vec<_> = counts.iter().map(|count| (count.event.event_type(), count.events)).collect();
        assert_eq!(
            counts,
            [
                ("ExecutionStarted", 1),
                ("VolumeCreated", 2),
                ("VolumeAttached", 1),
                ("VolumeDeleted", 1),
                ("SessionCreated", 1)
            ]
        );
        process.stop().await;
    }
}

#[tokio::test]
async fn a_stream_crosses_pages_in_both_orders_up_to_its_limit() {
    const ROWS: u64 = 2_500;
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        for _ in 0..ROWS {
            process.publishers.volume_manager.publish(deleted(VolumeId::new())).unwrap();
        }
        process.settle().await;
        let all = || process.history.events::<VolumeEvent>();
        let upwards: Vec<_> = (1..=ROWS).collect();
        let downwards: Vec<_> = (1..=ROWS).rev().collect();
        assert_eq!(positions(all()).await, upwards);
        assert_eq!(positions(all().newest_first()).await, downwards);
        assert_eq!(positions(all().limit(1_001)).await, upwards[..1_001]);
        assert_eq!(positions(all().newest_first().limit(2_000)).await, downwards[..2_000]);
        assert_eq!(positions(all().after_position(10).through_position(1_010)).await, upwards[10..1_010]);
        process.stop().await;
    }
}

#[tokio::test]
async fn a_stream_reads_page_by_page_and_sees_new_events() {
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        let publish = async |events: u64| {
            for _ in 0..events {
                process.publishers.volume_manager.publish(deleted(VolumeId::new())).unwrap();
            }
            process.settle().await;
        };
        publish(1_500).await;
        let mut stream = Box::pin(process.history.events::<DomainEvent>().stream());
        let first = stream.next().await.unwrap().unwrap();
        publish(1_500).await;
        // This event is after the first page, the only one that the stream has read: its erasure is visible.
        let beyond =
            process.history.events::<VolumeDeleted>().after_position(1_999).fetch_first().await.unwrap().unwrap();
        process.history.erase(beyond.volume_id).await.unwrap();
        let rest: Vec<_> = in_time(stream.try_collect::<Vec<_>>()).await.unwrap();
        let read: Vec<_> = std::iter::once(&first).chain(&rest).filter_map(Event::position).map(u64::from).collect();
        let expected: Vec<_> = (1..=3_000).filter(|&position| position != 2_000).collect();
        assert_eq!(read, expected);
        process.stop().await;
    }
}

#[tokio::test]
async fn a_query_can_be_moved_into_a_task() {
    for database in both() {
        let (process, _) = fill(&database).await;
        let history = process.history.clone();
        let count = tokio::spawn(async move { history.events::<DomainEvent>().stream().count().await });
        assert_eq!(count.await.unwrap(), 7);
        process.stop().await;
    }
}

#[tokio::test]
async fn a_closed_history_is_an_error() {
    for database in both() {
        let history = database.history::<DomainEvent>().await;
        history.close().await;
        let text = history.events::<DomainEvent>().fetch_all().await.unwrap_err().to_string();
        assert_eq!(text, format!("{}: the history was closed", history.place()));
    }
}
