//! Subscriptions that outlive their process.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use aegis_events::Event;
use aegis_events::bus::Handler;
use aegis_events::domain::subscribers::TtlReaper;
use aegis_events::domain::volume::VolumeCreated;
use aegis_events::domain::{DomainEvent, ExecutionId, VolumeEvent, VolumeId};
use aegis_events::event::Filter;
use aegis_events::history::{DurableError, RetryPolicy};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::database::{both, sqlite};
use crate::events::{attached, created, deleted, started};
use crate::process::{Process, in_time};

/// Tries twice, without waiting for long.
const TWICE: RetryPolicy =
    RetryPolicy { attempts: 2, first_wait: Duration::from_millis(1), longest_wait: Duration::from_millis(1) };

/// A handler that tells the positions that it is given.
fn telling<F: Filter>(tell: &UnboundedSender<u64>) -> impl Handler<F> + use<F> {
    let tell = tell.clone();
    move |event: Event<F>| {
        let told = tell.send(event.position().map(u64::from).unwrap());
        async move { told }
    }
}

async fn positions(told: &mut UnboundedReceiver<u64>, events: usize) -> Vec<u64> {
    let mut all = Vec::new();
    for _ in 0..events {
        all.push(in_time(told.recv()).await.unwrap());
    }
    all
}

fn publish(process: &Process<DomainEvent>, events: usize) {
    for _ in 0..events {
        process.publishers.volume_manager.publish(deleted(VolumeId::new())).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_subscriptions_of_one_history_share_what_listens() {
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        let mut running = Vec::new();
        for n in 0..12 {
            let name = format!("one of many {n}");
            running.push(process.history.durable::<VolumeEvent>(name).run(async |_| {}).await.unwrap());
        }
        let recorded =
            in_time(process.publishers.volume_manager.publish_recorded(deleted(VolumeId::new()))).await.unwrap();
        for one in running {
            assert!(in_time(one.reached(recorded.position.get())).await);
            one.stop().await;
        }
        process.stop().await;
    }
}

#[tokio::test]
async fn it_catches_up_then_follows_and_a_later_process_goes_on_where_it_stopped() {
    for database in both() {
        let (tell, mut told) = unbounded_channel();
        let process = Process::<DomainEvent>::start(&database).await;
        publish(&process, 450);
        process.settle().await;
        let billing = process.history.durable::<VolumeEvent>("billing").run(telling(&tell)).await.unwrap();
        publish(&process, 50);
        assert_eq!(positions(&mut told, 500).await, (1..=500).collect::<Vec<_>>());
        assert!(in_time(billing.reached(500)).await);
        let state = in_time(billing.stop()).await;
        assert_eq!((state.position, state.delivered, state.parked, state.ended), (500, 500, 0, true));
        publish(&process, 10);
        process.stop().await;

        let process = Process::<DomainEvent>::start(&database).await;
        let billing = process.history.durable::<VolumeEvent>("billing").run(telling(&tell)).await.unwrap();
        publish(&process, 10);
        assert_eq!(positions(&mut told, 20).await, (501..=520).collect::<Vec<_>>());
        assert!(in_time(billing.reached(520)).await);
        let [cursor] = &process.history.cursors().await.unwrap()[..] else { panic!("one cursor") };
        assert_eq!((&*cursor.name, cursor.position, cursor.behind, cursor.parked), ("billing", 520, 0, 0));
        assert!(cursor.holder.as_ref().unwrap().starts_with("process "));
        billing.stop().await;
        process.stop().await;
        assert!(told.try_recv().is_err());
    }
}

#[tokio::test]
async fn filters_keys_and_where_a_new_cursor_begins_are_its_own() {
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        let (volume_id, execution_id) = (VolumeId::new(), ExecutionId::new());
        let volumes = &process.publishers.volume_manager;
        volumes.publish(created(volume_id, 1)).unwrap(); // 1
        process.publishers.execution_supervisor.publish(started(execution_id)).unwrap(); // 2
        volumes.publish(attached(volume_id, execution_id)).unwrap(); // 3
        volumes.publish(deleted(VolumeId::new())).unwrap(); // 4
        process.settle().await;
        let history = &process.history;
        let (tells, tolds): (Vec<_>, Vec<_>) = (0..6).map(|_| unbounded_channel()).unzip();
        let all = [
            history.durable::<DomainEvent>("all").run(telling(&tells[0])).await.unwrap(),
            history.durable::<DomainEvent>("from 3").from_position(3).run(telling(&tells[1])).await.unwrap(),
            history.durable::<DomainEvent>("from now").from_now().run(telling(&tells[2])).await.unwrap(),
            history.durable::<VolumeEvent>("one volume").only(volume_id).run(telling(&tells[3])).await.unwrap(),
            history.durable_subscriber::<TtlReaper>().run(telling(&tells[4])).await.unwrap(),
            history
                .durable::<DomainEvent>("both")
                .only(volume_id)
                .only(execution_id)
                .run(telling(&tells[5]))
                .await
                .unwrap(),
        ];
        let last = volumes.publish_recorded(deleted(volume_id)).await.unwrap(); // 5
        let expected: [&[u64]; 6] = [&[1, 2, 3, 4, 5], &[3, 4, 5], &[5], &[1, 3, 5], &[1, 4, 5], &[3]];
        for ((handle, mut told), expected) in all.into_iter().zip(tolds).zip(expected) {
            assert!(in_time(handle.reached(last.position.get())).await);
            assert_eq!(positions(&mut told, expected.len()).await, expected, "{}", handle.name());
            assert_eq!(handle.stop().await.delivered, expected.len() as u64);
            assert!(told.try_recv().is_err());
        }
        let names: Vec<_> = history.cursors().await.unwrap().into_iter().map(|cursor| cursor.name).collect();
        assert_eq!(names, ["TtlReaper", "all", "both", "from 3", "from now", "one volume"]);
        process.stop().await;
    }
}

#[tokio::test]
async fn a_failing_event_is_parked_with_its_reason_and_can_be_retried_or_skipped() {
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        let (tell, mut told) = unbounded_channel();
        let mended = Arc::new(AtomicBool::new(false));
        let is_mended = Arc::clone(&mended);
        let handler = move |event: Event<VolumeEvent>| {
            let position = event.position().map(u64::from).unwrap();
            let fails = matches!(position, 2 | 3) && !is_mended.load(Ordering::SeqCst);
            let told = tell.send(position);
            async move {
                told.unwrap();
                assert!(!(fails && position == 3), "a panic is a failure");
                if fails { Err("the invoice service is away") } else { Ok(()) }
            }
        };
        let history = &process.history;
        let billing = history.durable::<VolumeEvent>("billing").retry(TWICE).run(handler).await.unwrap();
        publish(&process, 4);
        process.settle().await;
        assert!(in_time(billing.reached(4)).await);
        assert_eq!(positions(&mut told, 6).await, [1, 2, 2, 3, 3, 4]);
        let state = billing.state();
        assert_eq!((state.delivered, state.retries, state.parked), (2, 2, 2));

        let parked = history.parked("billing").await.unwrap();
        let shown: Vec<_> = parked.iter().map(|parked| (parked.position, &*parked.reason, parked.attempts)).collect();
        assert_eq!(shown, [(2, "the invoice service is away", 2), (3, "the handler panicked", 2)]);
        let second = history.events::<VolumeEvent>().after_position(1).fetch_first().await.unwrap().unwrap();
        assert_eq!((parked[0].event_id, parked[0].retry_at), (second.id(), None));

        // Tried again in vain, it stays parked.
        history.retry_parked("billing", 2).await.unwrap();
        assert_eq!(positions(&mut told, 1).await, [2]);
        mended.store(true, Ordering::SeqCst);
        history.retry_parked("billing", 2).await.unwrap();
        assert_eq!(in_time(billing.when(|state| state.recovered == 1)).await.recovered, 1);
        history.skip_parked("billing", 3).await.unwrap();
        assert!(history.parked("billing").await.unwrap().is_empty());

        for error in [history.retry_parked("billing", 3).await, history.skip_parked("billing", 3).await] {
            assert_eq!(
                error.unwrap_err().to_string(),
                "no event is parked at position 3 of the cursor `billing`; `history.parked(\"billing\")` lists those there are"
            );
        }
        let text = history.parked("biling").await.unwrap_err().to_string();
        assert_eq!(text, "there is no cursor `biling`; `history.cursors()` lists those there are");
        let state = billing.stop().await;
        assert_eq!(state.delivered + state.recovered + 1, 4);
        process.stop().await;
    }
}

#[tokio::test]
async fn of_two_with_one_name_one_works_and_the_other_takes_over_after_a_stop() {
    for database in both() {
        let [a, b] = [Process::<DomainEvent>::start(&database).await, Process::start(&database).await];
        let (tell, mut told) = unbounded_channel();
        let durable = |process: &Process<DomainEvent>| process.history.durable::<VolumeEvent>("billing");
        let first = durable(&a).held_by("a").run(telling(&tell)).await.unwrap();
        in_time(first.when(|state| state.holds_lease)).await;
        let second = durable(&b).held_by("b").run(telling(&tell)).await.unwrap();
        publish(&a, 20);
        assert_eq!(positions(&mut told, 20).await, (1..=20).collect::<Vec<_>>());
        assert!(in_time(first.reached(20)).await);
        assert!(!second.state().holds_lease);
        let held = a.history.forget_cursor("billing").await.unwrap_err();
        assert!(matches!(&held, DurableError::Held { holder, .. } if holder.starts_with("a [")), "{held}");

        assert_eq!(first.stop().await.delivered, 20);
        let state = in_time(second.when(|state| state.holds_lease)).await;
        assert_eq!(state.position, 20);
        publish(&a, 5);
        assert_eq!(positions(&mut told, 5).await, (21..=25).collect::<Vec<_>>());
        assert!(in_time(second.reached(25)).await);
        assert_eq!(second.stop().await.delivered, 5);

        // Forgotten, it begins anew.
        b.history.forget_cursor("billing").await.unwrap();
        let anew = durable(&b).run(telling(&tell)).await.unwrap();
        assert_eq!(positions(&mut told, 25).await, (1..=25).collect::<Vec<_>>());
        anew.stop().await;
        a.stop().await;
        b.stop().await;
    }
}

#[tokio::test]
async fn a_row_that_is_no_event_of_the_catalog_is_parked_and_the_handler_never_sees_it() {
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        publish(&process, 3);
        process.settle().await;
        database.sql("UPDATE domain_events SET event_type = 'VolumeLost' WHERE position = 2");
        let (tell, mut told) = unbounded_channel();
        let all = process.history.durable::<VolumeEvent>("all").run(telling(&tell)).await.unwrap();
        assert!(in_time(all.reached(3)).await);
        assert_eq!(positions(&mut told, 2).await, [1, 3]);
        let [parked] = &process.history.parked("all").await.unwrap()[..] else { panic!("one is parked") };
        assert_eq!((parked.position, parked.attempts), (2, 0));
        assert_eq!(parked.reason, "position 2: the catalog `aegis` has no event `Volume.VolumeLost`");
        all.stop().await;
        process.stop().await;
    }
}

#[tokio::test]
async fn a_handler_may_publish_what_its_event_leads_to() {
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        let manager = process.publishers.volume_manager.clone();
        let handler = move |event: Event<VolumeCreated>| {
            let manager = manager.clone();
            async move {
                let volume_id = event.volume_id;
                manager.caused_by(&event).publish_recorded(deleted(volume_id)).await.map(drop)
            }
        };
        let cleaner = process.history.durable::<VolumeCreated>("cleaner").run(handler).await.unwrap();
        let first = process.publishers.volume_manager.publish_recorded(created(VolumeId::new(), 1)).await.unwrap();
        assert!(in_time(cleaner.reached(first.position.get())).await);
        let story =
            process.history.events::<DomainEvent>().with_correlation_id(first.receipt.id).fetch_all().await.unwrap();
        assert_eq!(story.len(), 2);
        assert_eq!(story[1].causation_id(), Some(first.receipt.id));
        assert_eq!(cleaner.stop().await.delivered, 1);
        process.stop().await;
    }
}

#[tokio::test]
async fn a_name_that_is_none_is_told_what_is_allowed() {
    let database = sqlite();
    let history = database.history::<DomainEvent>().await;
    let empty = history.durable::<DomainEvent>("").run(async |_| {}).await.unwrap_err();
    assert_eq!(
        empty.to_string(),
        "`` cannot name a durable subscription: it is empty; 1 to 128 characters are allowed"
    );
    history.close().await;
}
