//! Two processes with one name: one works, the other waits; and what a process can still do that has lost its lease.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::TimeDelta;
use tokio::time::sleep;

use super::{AWAY, NAME, UNHEARD, lock, publish, recording, within};
use crate::history::durable::cursor::{Cursor, Retry, Start};
use crate::history::durable::{DurableError, DurableHandle};
use crate::history::simulation::domain::storage::FileRead;
use crate::history::simulation::{Chaos, Process, Simulation, simulate};
use crate::history::sql_timestamp::SqlTimestamp;

const LEASE: Duration = Duration::from_secs(10);
/// How long a call of the handler takes.
const A_CALL: Duration = Duration::from_secs(1);

/// Which process was given which number.
type Given = Arc<Mutex<Vec<(&'static str, u64)>>>;

/// Starts one that takes its time for each event, and waits until it works or another one does.
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
fn who_stops_hands_over_at_once() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        let given = Given::default();
        let first = start(&process, "first", &given).await;
        let second = start(&simulation.process().await, "second", &given).await;
        publish(&publishers, 1..4).await;
        sleep(A_CALL / 2).await;
        assert!(first.state().holds_lease && !second.state().holds_lease);
        let state = within(first.stop()).await;
        assert_eq!((state.position, state.holds_lease, state.ended), (1, false, true));
        let before = simulation.elapsed();
        within(second.when(|state| state.holds_lease)).await;
        let waited = simulation.elapsed() - before;
        assert!(waited < Duration::from_millis(300), "{waited:?}");
        assert!(within(second.reached(3)).await);
        assert_eq!(*lock(&given), [("first", 1), ("second", 2), ("second", 3)]);
        assert_eq!(second.stop().await.epoch, 2);
    });
}

#[test]
fn who_stops_gives_back_a_lease_that_it_has_taken_without_knowing() {
    simulate(1, async |simulation| {
        let process = simulation.process().await;
        let durable = process.history.durable::<FileRead>(NAME).lease(LEASE);
        let handle = durable.run(|_| async {}).await.expect("the database answers");
        simulation.set_chaos(UNHEARD);
        sleep(Duration::from_millis(20)).await;
        let held = || simulation.numbers("SELECT count(*) FROM event_cursors WHERE holder IS NOT NULL");
        assert_eq!((held(), handle.state().holds_lease), (vec![1], false));
        simulation.set_chaos(Chaos::CALM);
        within(handle.stop()).await;
        assert_eq!(held(), [0]);

        let working = process.history.durable::<FileRead>(NAME).lease(LEASE).run(|_| async {}).await;
        let waiting = process.history.durable::<FileRead>(NAME).lease(LEASE).run(|_| async {}).await;
        let (working, waiting) = (working.expect("the database answers"), waiting.expect("the database answers"));
        within(working.when(|state| state.holds_lease)).await;
        simulation.set_chaos(AWAY);
        sleep(LEASE / 2).await;
        let before = simulation.elapsed();
        within(waiting.stop()).await;
        assert_eq!(simulation.elapsed() - before, Duration::ZERO, "one that cannot have it has nothing to give back");
    });
}

#[test]
fn who_dies_is_followed_when_its_lease_has_run_out() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..4).await;
        let given = Given::default();
        let dying = simulation.process().await;
        let first = start(&dying, "first", &given).await;
        let second = start(&process, "second", &given).await;
        assert!(within(first.reached(1)).await);
        dying.kill();
        let before = simulation.elapsed();
        within(second.when(|state| state.holds_lease)).await;
        let waited = simulation.elapsed() - before;
        assert!(LEASE / 2 < waited && waited <= LEASE + Duration::from_millis(300), "{waited:?}");
        assert!(within(second.reached(3)).await);
        assert_eq!(*lock(&given), [("first", 1), ("first", 2), ("second", 2), ("second", 3)], "2 was not done");
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
        assert!(within(second.reached(3)).await);
        assert_eq!(*lock(&given), [("first", 1), ("first", 2), ("second", 2), ("second", 3)]);
        freezing.thaw();
        sleep(10 * LEASE).await;
        assert_eq!(position(&simulation), 3);
        assert_eq!(simulation.numbers("SELECT epoch FROM event_cursors"), [2]);
        let state = first.state();
        assert_eq!((state.holds_lease, state.epoch, state.position, state.delivered), (false, 1, 1, 1), "{state:?}");
        publish(&publishers, 4..5).await;
        assert!(within(second.reached(4)).await);
        assert_eq!(lock(&given)[4..], [("second", 4)], "it waits for its turn");
        within(second.stop()).await;
        publish(&publishers, 5..6).await;
        assert!(within(first.reached(5)).await, "and takes it");
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
            start: Start::Behind(0),
        };
        let (old, new) = (cursor("old"), cursor("new"));
        old.made().await.expect("the database answers");
        let epoch = old.claim(&mut None).await.expect("the database answers").expect("it is free").epoch;
        assert_eq!(new.claim(&mut None).await.expect("the database answers"), None, "it is taken");
        assert!(old.park(epoch, 1, "no", 1).await.expect("the database answers"));
        sleep(2 * LEASE).await;
        let row = new.claim(&mut None).await.expect("the database answers").expect("the lease has run out");
        assert_eq!((row.position, row.epoch), (1, epoch + 1));
        let state = || simulation.sql("SELECT * FROM event_cursors, event_parked");
        let before = state();
        let retry = Retry { position: 1, asked_at: SqlTimestamp::from(simulation.now()) };
        for done in [
            old.store(epoch, 3).await,
            old.park(epoch, 2, "no", 1).await,
            old.unpark(epoch, 1).await,
            old.keep_parked(epoch, retry, "never", 1).await,
            old.release(epoch, 3).await,
            old.store(epoch + 1, 3).await,
        ] {
            assert!(!done.expect("the database answers"));
            assert_eq!(state(), before);
        }
        assert!(new.store(row.epoch, 2).await.expect("the database answers"));
        assert!(new.store(row.epoch, 1).await.expect("the database answers"), "an older write comes late");
        assert_eq!(position(&simulation), 2);
    });
}

#[test]
fn a_cursor_is_forgotten_only_while_nobody_works_under_its_name() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..3).await;
        let given = Given::default();
        let first = start(&process, "first", &given).await;
        assert!(within(first.reached(2)).await);
        let error = process.history.forget_cursor(NAME).await.expect_err("it is held");
        let DurableError::Held { name, holder, held_until } = &error else { panic!("{error}") };
        assert_eq!((&**name, holder.starts_with("first [")), (NAME, true));
        let text =
            format!("the cursor `worker` is held by `{holder}` until {held_until}: stop that subscription first");
        assert_eq!(error.to_string(), text);
        within(first.stop()).await;
        process.history.forget_cursor(NAME).await.expect("nobody works");
        assert_eq!(process.history.cursors().await.expect("the database answers"), []);
        let second = start(&process, "second", &given).await;
        assert!(within(second.reached(2)).await);
        assert_eq!(lock(&given)[2..], [("second", 1), ("second", 2)], "it begins anew");
    });
}

#[test]
fn one_whose_cursor_was_forgotten_while_it_was_frozen_begins_anew() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..3).await;
        let given = Given::default();
        let freezing = simulation.process().await;
        let first = start(&freezing, "first", &given).await;
        assert!(within(first.reached(2)).await);
        freezing.freeze();
        sleep(2 * LEASE).await;
        process.history.forget_cursor(NAME).await.expect("the lease has run out");
        freezing.thaw();
        within(first.when(|state| state.delivered == 4)).await;
        assert_eq!(lock(&given)[2..], [("first", 1), ("first", 2)]);
    });
}

/// SQLite has no clock of its own, and says so: users of one file share a machine's.
#[test]
fn a_clock_that_is_ahead_takes_the_lease_early_and_the_other_does_not_move_the_cursor() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..4).await;
        let given = Given::default();
        let first = start(&process, "first", &given).await;
        let ahead = simulation.process().await;
        ahead.skew(TimeDelta::minutes(1));
        let second = start(&ahead, "second", &given).await;
        assert!(second.state().holds_lease && first.state().holds_lease, "it does not know yet");
        assert!(within(second.reached(3)).await);
        let state = first.state();
        assert_eq!((state.holds_lease, state.position), (false, 0), "its first write told it");
        assert_eq!(*lock(&given), [("first", 1), ("second", 1), ("first", 2), ("second", 2), ("second", 3)]);
    });
}
