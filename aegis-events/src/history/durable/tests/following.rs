//! Which events a subscription delivers: its start, its filter, undecodable and removed events; and the list of cursors.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use expect_test::expect;
use tokio::time::sleep;

use super::{AWAY, NAME, execution, lock, publish, read, recording, within, written};
use crate::event::Filter;
use crate::history::durable::{DurableBuilder, DurableHandle, RetryPolicy};
use crate::history::simulation::domain::storage::FileRead;
use crate::history::simulation::domain::volume::VolumeDeleted;
use crate::history::simulation::domain::{StorageEvent, TestEvent, VolumeEvent, VolumeId, subscribers};
use crate::history::simulation::{Chaos, simulate};
use crate::types::Uuid;

/// The positions that a handler was called with.
type Given = Arc<Mutex<Vec<u64>>>;

/// Starts a subscription whose handler always succeeds.
async fn follow<F: Filter<Domain = TestEvent>>(durable: DurableBuilder<F>, given: &Given) -> DurableHandle {
    let given = Arc::clone(given);
    let handle = durable.run(move |event| {
        lock(&given).push(event.position().map(u64::from).expect("it was read from the history"));
        async {}
    });
    handle.await.expect("the database answers")
}

#[test]
fn the_start_is_for_new_cursors_and_old_ones_continue() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..5).await;
        let begin = |name: &str| process.history.durable::<TestEvent>(name);
        let all = [
            (begin("unsaid"), vec![1, 2, 3, 4, 5]),
            (begin("start").from_start(), vec![1, 2, 3, 4, 5]),
            (begin("third").after_position(2), vec![3, 4, 5]),
            (begin("zero").after_position(0), vec![1, 2, 3, 4, 5]),
            (begin("now").from_now(), vec![5]),
            (begin("later").after_position(4), vec![5]),
        ];
        let mut running = Vec::new();
        for (durable, wanted) in all {
            let given = Given::default();
            running.push((follow(durable, &given).await, given, wanted));
        }
        sleep(Duration::from_secs(1)).await;
        publish(&publishers, 5..6).await;
        for (handle, given, wanted) in running {
            assert!(within(handle.reached(5)).await.is_ok());
            assert_eq!(*lock(&given), wanted, "{}", handle.name());
            handle.stop().await;
        }
        let given = Given::default();
        let handle = follow(begin("third").from_start(), &given).await;
        publish(&publishers, 6..7).await;
        assert!(within(handle.reached(6)).await.is_ok());
        assert_eq!(*lock(&given), [6], "the start is for new cursors");
    });
}

/// A page has 200 events.
#[test]
fn no_event_is_lost_where_pages_end() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        for n in 1..=601 {
            publishers.fsal.publish(read(n % 3, n as u64)).expect("there is room");
        }
        publish(&publishers, 602..603).await;
        let (all, some) = (Given::default(), Given::default());
        let every = follow(process.history.durable::<TestEvent>("every"), &all).await;
        let third = follow(process.history.durable::<FileRead>("third").only(execution(2)), &some).await;
        assert!(within(every.reached(602)).await.is_ok() && within(third.reached(602)).await.is_ok());
        assert_eq!(*lock(&all), (1..=602).collect::<Vec<u64>>());
        assert_eq!(*lock(&some), (1..=601).filter(|n| n % 3 == 2).collect::<Vec<u64>>());
        assert_eq!(lock(&some).len(), 200, "exactly one page");
    });
}

#[test]
fn a_cursor_that_begins_after_the_end_waits_for_its_position() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        let given = Given::default();
        let handle = follow(process.history.durable::<TestEvent>(NAME).after_position(3), &given).await;
        publish(&publishers, 1..6).await;
        assert!(within(handle.reached(5)).await.is_ok());
        assert_eq!(*lock(&given), [4, 5]);
    });
}

#[test]
fn a_filter_selects_events_and_the_cursor_skips_the_others() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        let volume_id = VolumeId(Uuid::from_u128(9));
        publishers.fsal.publish_recorded(read(1, 1)).await.expect("the database takes it");
        publishers.fsal.publish_recorded(written(1, 2)).await.expect("the database takes it");
        publishers.fsal.publish_recorded(read(2, 3)).await.expect("the database takes it");
        publishers.volume_manager.publish_recorded(VolumeDeleted { volume_id }).await.expect("the database takes it");
        let history = &process.history;
        let givens: Vec<_> = std::iter::repeat_with(Given::default).take(7).collect();
        let handles = [
            follow(history.durable::<TestEvent>("all"), &givens[0]).await,
            follow(history.durable::<StorageEvent>("family"), &givens[1]).await,
            follow(history.durable::<FileRead>("event"), &givens[2]).await,
            follow(history.durable::<StorageEvent>("key").only(execution(1)), &givens[3]).await,
            follow(history.durable::<TestEvent>("volume").only(volume_id), &givens[4]).await,
            follow(history.durable::<FileRead>("none").only(execution(3)), &givens[5]).await,
            follow(history.durable_subscriber::<subscribers::Reaper>(), &givens[6]).await,
        ];
        for handle in handles {
            assert!(within(handle.reached(4)).await.is_ok(), "{}", handle.name());
        }
        let given: Vec<_> = givens.iter().map(|given| lock(given).clone()).collect();
        assert_eq!(given, [vec![1, 2, 3, 4], vec![1, 2, 3], vec![1, 3], vec![1, 2], vec![4], vec![], vec![4]]);
        let cursors = history.cursors().await.expect("the database answers");
        let names: Vec<_> = cursors.iter().map(|cursor| &*cursor.name).collect();
        assert_eq!(names, ["Reaper", "all", "event", "family", "key", "none", "volume"]);
    });
}

#[test]
fn an_undecodable_row_is_parked_at_once_with_position_and_cause() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..2).await;
        let ids = r#""execution_id": "00000000-0000-0000-0000-000000000001", "volume_id": "00000000-0000-0000-0000-000000000001""#;
        simulation.insert(("Storage", "FileRead"), &format!(r#"{{{ids}, "n": "two"}}"#), None);
        simulation.insert(("Storage", "FileRead"), &format!("{{{ids}}}"), None);
        simulation.insert(("Storage", "FileShredded"), "{}", None);
        publish(&publishers, 2..3).await;
        let given = Given::default();
        let patient = RetryPolicy::default().unlimited_attempts();
        let handle = follow(process.history.durable::<StorageEvent>(NAME).retry(patient), &given).await;
        assert!(within(handle.reached(5)).await.is_ok());
        assert_eq!(*lock(&given), [1, 5], "the handler is not called with rows that are not events");
        let parked = process.history.parked(NAME).await.expect("the cursor is there");
        let texts: Vec<_> =
            parked.iter().map(|one| format!("{} [{}] {}", one.position, one.attempts, one.reason)).collect();
        expect![[r#"
            2 [0] position 2: `Storage.FileRead` does not decode: field `n`: invalid type: string "two", expected u64 at line 1 column 120
            3 [0] position 3: `Storage.FileRead` does not decode: missing field `n` at line 1 column 109
            4 [0] position 4: the catalog `test` has no event `Storage.FileShredded`"#]]
        .assert_eq(&texts.join("\n"));

        process.history.retry_parked(NAME, 2).await.expect("it is parked");
        sleep(Duration::from_secs(1)).await;
        let parked = process.history.parked(NAME).await.expect("the cursor is there");
        assert_eq!((parked[0].attempts, parked[0].retry_at), (0, None), "still not an event");
    });
}

#[test]
fn events_removed_before_they_were_read_are_counted() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..6).await;
        for n in 6..9 {
            publishers.fsal.publish_recorded(read(2, n)).await.expect("the database takes it");
        }
        publish(&publishers, 9..10).await;
        process.history.erase(execution(2)).await.expect("the database answers");
        let given = Given::default();
        let handle = follow(process.history.durable::<TestEvent>(NAME), &given).await;
        assert!(within(handle.reached(9)).await.is_ok());
        within(handle.wait_for(|state| state.removed > 0)).await;
        assert_eq!(*lock(&given), [1, 2, 3, 4, 5, 9]);
        assert_eq!(handle.state().removed, 3);

        // Events that were read before they were removed are not counted.
        process.history.erase(execution(1)).await.expect("the database answers");
        publishers.fsal.publish_recorded(read(3, 10)).await.expect("the database takes it");
        assert!(within(handle.reached(10)).await.is_ok());
        sleep(Duration::from_secs(1)).await;
        assert_eq!(handle.stop().await.removed, 3);
        let handle = follow(process.history.durable::<VolumeEvent>("late").after_position(9), &given).await;
        assert!(within(handle.reached(10)).await.is_ok());
        assert_eq!(handle.stop().await.removed, 0);
    });
}

#[test]
fn a_subscription_waits_for_a_database_that_is_away() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..3).await;
        let given = Given::default();
        let handle = follow(process.history.durable::<TestEvent>(NAME), &given).await;
        assert!(within(handle.reached(2)).await.is_ok());
        simulation.set_chaos(AWAY);
        sleep(Duration::from_secs(300)).await;
        let state = handle.state();
        assert_eq!((state.holds_lease, state.ended, state.position.get()), (false, false, 2), "the lease has run out");
        assert_eq!(state.last_error.expect("a call failed").message, "simulated: the database is away");
        simulation.set_chaos(Chaos::CALM);
        publish(&publishers, 3..5).await;
        assert!(within(handle.reached(4)).await.is_ok());
        assert_eq!(*lock(&given), [1, 2, 3, 4]);
        assert_eq!(handle.stop().await.epoch, 2);

        simulation.set_chaos(AWAY);
        let error = process.history.durable::<TestEvent>(NAME).run(|_| async {}).await.expect_err("it is away");
        expect!["a simulated database: simulated: the database is away"].assert_eq(&error.to_string());
    });
}

#[test]
fn cursors_are_listed_with_position_and_holder() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..5).await;
        let once = RetryPolicy::default().attempts(1);
        let durable = process.history.durable::<FileRead>("failing").retry(once).held_by("host 1");
        let failing = durable.run(|_| async { Err("no") }).await.expect("the database answers");
        assert!(within(failing.reached(4)).await.is_ok());
        let idle = follow(process.history.durable::<FileRead>("idle").from_now(), &Given::default()).await;
        within(idle.wait_for(|state| state.holds_lease)).await;
        idle.stop().await;
        publish(&publishers, 5..8).await;
        assert!(within(failing.reached(7)).await.is_ok());
        let cursors = process.history.cursors().await.expect("the database answers");
        let [failing, idle] = &cursors[..] else { panic!("{cursors:?}") };
        assert_eq!((failing.position.get(), failing.behind, failing.parked, failing.epoch), (7, 0, 7, 1));
        assert!(failing.holder.as_ref().is_some_and(|holder| holder.starts_with("host 1 [")), "{failing:?}");
        let lease = failing.held_until.expect("it is held") - failing.updated_at;
        assert_eq!(lease.num_seconds(), 30);
        assert_eq!((idle.position.get(), idle.behind, idle.parked, idle.epoch), (4, 3, 0, 1));
        assert_eq!((&idle.holder, idle.held_until), (&None, None));
    });
}
