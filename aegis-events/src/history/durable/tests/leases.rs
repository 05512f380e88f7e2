//! Processes that share a name: one holds the lease, the others wait; and what a process can do that has lost its lease.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::TimeDelta;
use tokio::time::sleep;

use super::{ANSWERS_LOST, AWAY, NAME, lock, publish, recording, within};
use crate::history::durable::cursor::{Cursor, RetryRequest, Start};
use crate::history::durable::{DurableError, DurableHandle};
use crate::history::simulation::domain::storage::FileRead;
use crate::history::simulation::{Chaos, Process, Simulation, simulate};
use crate::history::sql_timestamp::SqlTimestamp;

const LEASE: Duration = Duration::from_secs(10);
/// The duration of a call of the handler.
const A_CALL: Duration = Duration::from_secs(1);

/// The calls: process and number.
type Given = Arc<Mutex<Vec<(&'static str, u64)>>>;

/// Starts a subscription with slow calls, and waits until it or another one has the lease.
async fn start(process: &Process, name: &'static str, given: &Given) -> DurableHandle {
    let (life, given) = (process.life(), Arc::clone(given));
    let durable = process.history.durable::<FileRead>(NAME).held_by(name).lease(LEASE);
    let handle = durable.run(move |event| {
        let (life, given) = (Arc::clone(&life), Arc::clone(&given));
        async move {
            life.goes_on().await;
            lock(&given).push((name, event.n));
            sleep(A_CALL).await;
            life.goes_on().await;
        }
    });
    let handle = handle.await.expect("the database answers");
    sleep(Duration::from_millis(1)).await;
    handle
}

fn position(simulation: &Simulation) -> i64 {
    simulation.numbers("SELECT position FROM event_cursors")[0]
}

#[test]
fn a_stop_hands_over_at_once() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        let given = Given::default();
        let first = start(&process, "first", &given).await;
        let second = start(&simulation.process().await, "second", &given).await;
        publish(&publishers, 1..4).await;
        sleep(A_CALL / 2).await;
        assert!(first.state().holds_lease && !second.state().holds_lease);
        let state = within(first.stop()).await;
        assert_eq!((state.position.get(), state.holds_lease, state.ended), (1, false, true));
        let before = simulation.elapsed();
        within(second.wait_for(|state| state.holds_lease)).await;
        let waited = simulation.elapsed() - before;
        assert!(waited < Duration::from_millis(300), "{waited:?}");
        assert!(within(second.reached(3)).await.is_ok());
        assert_eq!(*lock(&given), [("first", 1), ("second", 2), ("second", 3)]);
        assert_eq!(second.stop().await.epoch, 2);
    });
}

#[test]
fn a_stop_releases_a_lease_whose_confirmation_was_lost() {
    simulate(1, async |simulation| {
        let process = simulation.process().await;
        let durable = process.history.durable::<FileRead>(NAME).lease(LEASE);
        let handle = durable.run(|_| async {}).await.expect("the database answers");
        simulation.set_chaos(ANSWERS_LOST);
        sleep(Duration::from_millis(20)).await;
        let held = || simulation.numbers("SELECT count(*) FROM event_cursors WHERE holder IS NOT NULL");
        assert_eq!((held(), handle.state().holds_lease), (vec![1], false));
        simulation.set_chaos(Chaos::CALM);
        within(handle.stop()).await;
        assert_eq!(held(), [0]);

        let working = process.history.durable::<FileRead>(NAME).lease(LEASE).run(|_| async {}).await;
        let waiting = process.history.durable::<FileRead>(NAME).lease(LEASE).run(|_| async {}).await;
        let (working, waiting) = (working.expect("the database answers"), waiting.expect("the database answers"));
        within(working.wait_for(|state| state.holds_lease)).await;
        simulation.set_chaos(AWAY);
        sleep(LEASE / 2).await;
        let before = simulation.elapsed();
        within(waiting.stop()).await;
        assert_eq!(simulation.elapsed() - before, Duration::ZERO, "a waiting subscription has nothing to release");
    });
}

#[test]
fn a_dead_process_is_followed_when_its_lease_has_expired() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..4).await;
        let given = Given::default();
        let dying = simulation.process().await;
        let first = start(&dying, "first", &given).await;
        let second = start(&process, "second", &given).await;
        assert!(within(first.reached(1)).await.is_ok());
        dying.kill();
        let before = simulation.elapsed();
        within(second.wait_for(|state| state.holds_lease)).await;
        let waited = simulation.elapsed() - before;
        assert!(LEASE / 2 < waited && waited <= LEASE + Duration::from_millis(300), "{waited:?}");
        assert!(within(second.reached(3)).await.is_ok());
        assert_eq!(*lock(&given), [("first", 1), ("first", 2), ("second", 2), ("second", 3)], "event 2 was not done");
    });
}

#[test]
fn a_frozen_process_that_wakes_up_does_not_move_the_cursor() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..4).await;
        let given = Given::default();
        let freezing = simulation.process().await;
        let first = start(&freezing, "first", &given).await;
        sleep(A_CALL + A_CALL / 2).await;
        freezing.freeze();
        let second = start(&process, "second", &given).await;
        assert!(within(second.reached(3)).await.is_ok());
        assert_eq!(*lock(&given), [("first", 1), ("first", 2), ("second", 2), ("second", 3)]);
        freezing.thaw();
        sleep(10 * LEASE).await;
        assert_eq!(position(&simulation), 3);
        assert_eq!(simulation.numbers("SELECT epoch FROM event_cursors"), [2]);
        let state = first.state();
        assert_eq!(
            (state.holds_lease, state.epoch, state.position.get(), state.delivered),
            (false, 1, 1, 1),
            "{state:?}"
        );
        publish(&publishers, 4..5).await;
        assert!(within(second.reached(4)).await.is_ok());
        assert_eq!(lock(&given)[4..], [("second", 4)], "the first one waits for the lease");
        within(second.stop()).await;
        publish(&publishers, 5..6).await;
        assert!(within(first.reached(5)).await.is_ok(), "and acquires it");
    });
}

#[test]
fn writes_of_an_old_epoch_have_no_effect() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..4).await;
        let cursor = |holder: &str| Cursor {
            shared: Arc::clone(&process.history.shared),
            name: NAME.into(),
            holder: holder.into(),
            lease: LEASE,
            start: Start::After(0),
        };
        let (old, new) = (cursor("old"), cursor("new"));
        old.read_or_create().await.expect("the database answers");
        let epoch = old.acquire(&mut None).await.expect("the database answers").expect("the lease is free").epoch;
        assert_eq!(new.acquire(&mut None).await.expect("the database answers"), None, "the lease is held");
        assert!(old.park(epoch, 1, "no", 1).await.expect("the database answers"));
        sleep(2 * LEASE).await;
        let row = new.acquire(&mut None).await.expect("the database answers").expect("the lease has expired");
        assert_eq!((row.position, row.epoch), (1, epoch + 1));
        let state = || simulation.sql("SELECT * FROM event_cursors, event_parked");
        let before = state();
        let retry = RetryRequest { position: 1, asked_at: SqlTimestamp::from(simulation.now()) };
        for done in [
            old.advance(epoch, 3).await,
            old.park(epoch, 2, "no", 1).await,
            old.unpark(epoch, 1).await,
            old.keep_parked(epoch, retry, "never", 1).await,
            old.release(epoch, 3).await,
            old.advance(epoch + 1, 3).await,
        ] {
            assert!(!done.expect("the database answers"));
            assert_eq!(state(), before);
        }
        assert!(new.advance(row.epoch, 2).await.expect("the database answers"));
        assert!(new.advance(row.epoch, 1).await.expect("the database answers"), "an older write arrives late");
        assert_eq!(position(&simulation), 2);
    });
}

#[test]
fn a_cursor_is_deleted_only_while_its_lease_is_free() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..3).await;
        let given = Given::default();
        let first = start(&process, "first", &given).await;
        assert!(within(first.reached(2)).await.is_ok());
        let error = process.history.forget_cursor(NAME).await.expect_err("the lease is held");
        let DurableError::Held { name, holder, held_until } = &error else { panic!("{error}") };
        assert_eq!((&**name, holder.starts_with("first [")), (NAME, true));
        let text = format!("the cursor `worker` is held by `{holder}` until {held_until}");
        assert_eq!(error.to_string(), text);
        within(first.stop()).await;
        process.history.forget_cursor(NAME).await.expect("the lease is free");
        assert_eq!(process.history.cursors().await.expect("the database answers"), []);
        let second = start(&process, "second", &given).await;
        assert!(within(second.reached(2)).await.is_ok());
        assert_eq!(lock(&given)[2..], [("second", 1), ("second", 2)], "it begins anew");
    });
}

#[test]
fn a_process_whose_cursor_was_deleted_begins_anew() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..3).await;
        let given = Given::default();
        let freezing = simulation.process().await;
        let first = start(&freezing, "first", &given).await;
        assert!(within(first.reached(2)).await.is_ok());
        freezing.freeze();
        sleep(2 * LEASE).await;
        process.history.forget_cursor(NAME).await.expect("the lease has expired");
        freezing.thaw();
        within(first.wait_for(|state| state.delivered == 4)).await;
        assert_eq!(lock(&given)[2..], [("first", 1), ("first", 2)]);
    });
}

/// SQLite has no clock: the users of a file share that of their machine.
#[test]
fn a_fast_clock_takes_the_lease_early_and_the_cursor_stays_safe() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..4).await;
        let given = Given::default();
        let first = start(&process, "first", &given).await;
        let ahead = simulation.process().await;
        ahead.skew(TimeDelta::minutes(1));
        let second = start(&ahead, "second", &given).await;
        assert!(second.state().holds_lease && first.state().holds_lease, "the first one does not know yet");
        assert!(within(second.reached(3)).await.is_ok());
        let state = first.state();
        assert_eq!((state.holds_lease, state.position.get()), (false, 0), "its first write found out");
        assert_eq!(*lock(&given), [("first", 1), ("second", 1), ("first", 2), ("second", 2), ("second", 3)]);
    });
}
