//! Durable subscriptions on both databases: their SQL and their connections. What they guarantee under failures is tested by simulation, in
//! `src/history/durable/tests`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use aegis_events::Event;
use aegis_events::bus::Handler;
use aegis_events::domain::subscribers::TtlReaper;
use aegis_events::domain::volume::VolumeCreated;
use aegis_events::domain::{DomainEvent, VolumeEvent, VolumeId};
use aegis_events::event::Filter;
use aegis_events::history::{DurableError, RetryPolicy};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::database::both;
use crate::events::{created, deleted};
use crate::process::{Process, in_time};

/// A handler that sends the positions of its events.
fn sending<F: Filter>(sender: &UnboundedSender<u64>) -> impl Handler<F> + use<F> {
    let sender = sender.clone();
    move |event: Event<F>| {
        let sent = sender.send(event.position().unwrap().get());
        async move { sent }
    }
}

async fn positions(received: &mut UnboundedReceiver<u64>, events: usize) -> Vec<u64> {
    let mut all = Vec::new();
    for _ in 0..events {
        all.push(in_time(received.recv()).await.unwrap());
    }
    all
}

async fn publish(process: &Process<DomainEvent>, events: usize) {
    for _ in 0..events {
        process.publishers.volume_manager.publish(deleted(VolumeId::new())).unwrap();
    }
    process.settle().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_subscriptions_of_one_history_share_its_connections() {
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
            in_time(one.reached(recorded.position)).await.unwrap();
            one.stop().await;
        }
        process.stop().await;
    }
}

#[tokio::test]
async fn a_lease_is_taken_over_and_a_cursor_deleted_and_recreated() {
    for database in both() {
        let [a, b] = [Process::<DomainEvent>::start(&database).await, Process::start(&database).await];
        let (sender, mut received) = unbounded_channel();
        let durable = |process: &Process<DomainEvent>| process.history.durable::<VolumeEvent>("billing");
        let first = durable(&a).held_by("a").run(sending(&sender)).await.unwrap();
        in_time(first.wait_for(|state| state.holds_lease)).await;
        let second = durable(&b).held_by("b").run(sending(&sender)).await.unwrap();
        publish(&a, 20).await;
        assert_eq!(positions(&mut received, 20).await, (1..=20).collect::<Vec<_>>());
        in_time(first.reached(20)).await.unwrap();
        assert!(!second.state().holds_lease);
        let [cursor] = &a.history.cursors().await.unwrap()[..] else { panic!("one cursor") };
        assert_eq!((&*cursor.name, cursor.position.get(), cursor.behind, cursor.parked), ("billing", 20, 0, 0));
        let held = a.history.forget_cursor("billing").await.unwrap_err();
        assert!(matches!(&held, DurableError::Held { holder, .. } if holder.starts_with("a [")), "{held}");

        assert_eq!(first.stop().await.delivered, 20);
        let state = in_time(second.wait_for(|state| state.holds_lease)).await;
        assert_eq!(state.position, 20);
        publish(&a, 5).await;
        assert_eq!(positions(&mut received, 5).await, (21..=25).collect::<Vec<_>>());
        in_time(second.reached(25)).await.unwrap();
        assert_eq!(second.stop().await.delivered, 5);

        b.history.forget_cursor("billing").await.unwrap();
        let again = durable(&b).run(sending(&sender)).await.unwrap();
        assert_eq!(positions(&mut received, 25).await, (1..=25).collect::<Vec<_>>());
        again.stop().await;
        a.stop().await;
        b.stop().await;
    }
}

#[tokio::test]
async fn a_new_cursor_begins_at_the_start_a_position_or_the_end() {
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        let volume_id = VolumeId::new();
        let volumes = &process.publishers.volume_manager;
        volumes.publish(created(volume_id, 1)).unwrap();
        publish(&process, 2).await;
        let history = &process.history;
        let (senders, receivers): (Vec<_>, Vec<_>) = (0..5).map(|_| unbounded_channel()).unzip();
        let all = [
            history.durable::<DomainEvent>("start").run(sending(&senders[0])).await.unwrap(),
            history.durable::<DomainEvent>("second").after_position(1).run(sending(&senders[1])).await.unwrap(),
            history.durable::<DomainEvent>("now").from_now().run(sending(&senders[2])).await.unwrap(),
            history.durable::<VolumeEvent>("volume").only(volume_id).run(sending(&senders[3])).await.unwrap(),
            history.durable_subscriber::<TtlReaper>().run(sending(&senders[4])).await.unwrap(),
        ];
        let last = volumes.publish_recorded(deleted(volume_id)).await.unwrap();
        let expected: [&[u64]; 5] = [&[1, 2, 3, 4], &[2, 3, 4], &[4], &[1, 4], &[1, 2, 3, 4]];
        for ((handle, mut received), expected) in all.into_iter().zip(receivers).zip(expected) {
            in_time(handle.reached(last.position)).await.unwrap();
            assert_eq!(positions(&mut received, expected.len()).await, expected, "{}", handle.name());
            assert_eq!(handle.stop().await.delivered, expected.len() as u64);
        }
        process.stop().await;
    }
}

#[tokio::test]
async fn an_event_is_parked_retried_recovered_and_skipped() {
    for database in both() {
        let process = Process::<DomainEvent>::start(&database).await;
        let fixed = Arc::new(AtomicBool::new(false));
        let handler = {
            let fixed = Arc::clone(&fixed);
            move |event: Event<VolumeEvent>| {
                let fails = [2, 3].iter().any(|&position| event.position().unwrap() == position);
                let fails = fails && !fixed.load(Ordering::SeqCst);
                async move { if fails { Err("the invoice service is away") } else { Ok(()) } }
            }
        };
        let history = &process.history;
        let policy = RetryPolicy::default().attempts(2).first_wait(Duration::from_millis(1));
        let billing = history.durable::<VolumeEvent>("billing").retry(policy).run(handler).await.unwrap();
        publish(&process, 4).await;
        in_time(billing.reached(4)).await.unwrap();
        let parked = history.parked("billing").await.unwrap();
        let shown: Vec<_> = parked.iter().map(|one| (one.position.get(), &*one.reason, one.attempts)).collect();
        assert_eq!(shown, [(2, "the invoice service is away", 2), (3, "the invoice service is away", 2)]);
        let second = history.events::<VolumeEvent>().with_id(parked[0].event_id).fetch_first().await.unwrap().unwrap();
        assert_eq!(second.position().unwrap(), 2);
        assert_eq!(parked[0].retry_at, None);

        history.retry_parked("billing", 2).await.unwrap();
        while history.parked("billing").await.unwrap()[0].attempts < 3 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        fixed.store(true, Ordering::SeqCst);
        history.retry_parked("billing", 2).await.unwrap();
        in_time(billing.wait_for(|state| state.recovered == 1)).await;
        history.skip_parked("billing", 3).await.unwrap();
        assert!(history.parked("billing").await.unwrap().is_empty());
        let error = history.skip_parked("billing", 3).await.unwrap_err();
        assert!(matches!(error, DurableError::NotParked { .. }), "{error}");
        let error = history.parked("biling").await.unwrap_err();
        assert!(matches!(error, DurableError::NoCursor { .. }), "{error}");
        let state = billing.stop().await;
        assert_eq!((state.delivered, state.recovered, state.parked), (2, 1, 2));
        process.stop().await;
    }
}

#[tokio::test]
async fn a_handler_can_publish_and_wait_for_the_recorder() {
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
        in_time(cleaner.reached(first.position)).await.unwrap();
        let story =
            process.history.events::<DomainEvent>().with_correlation_id(first.receipt.id).fetch_all().await.unwrap();
        assert_eq!(story.len(), 2);
        assert_eq!(story[1].causation_id(), Some(first.receipt.id));
        assert_eq!(cleaner.stop().await.delivered, 1);
        process.stop().await;
    }
}
