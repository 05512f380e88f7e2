//! Parked events: listed, retried and skipped; and the errors of these requests.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use expect_test::expect;
use tokio::time::sleep;

use super::{ANSWERS_LOST, NAME, execution, lock, publish, recording, within};
use crate::history::durable::{DurableError, DurableHandle, RetryPolicy};
use crate::history::simulation::domain::TestEvent;
use crate::history::simulation::domain::storage::FileRead;
use crate::history::simulation::{Chaos, Process, simulate};

/// The numbers that the handler refuses at the moment.
type Refused = Arc<Mutex<BTreeSet<u64>>>;

/// Starts a subscription that parks refused numbers after one call.
async fn start(process: &Process, refused: &Refused) -> DurableHandle {
    let once = RetryPolicy::default().attempts(1);
    let refused = Arc::clone(refused);
    let durable = process.history.durable::<FileRead>(NAME).retry(once);
    let handle = durable.run(move |event| {
        let is_refused = lock(&refused).contains(&event.n);
        async move { if is_refused { Err(format!("{} is refused", event.n)) } else { Ok(()) } }
    });
    handle.await.expect("the database answers")
}

/// Position, reason, attempts, and whether a retry is requested.
async fn list(process: &Process) -> Vec<(u64, String, u32, bool)> {
    let parked = process.history.parked(NAME).await.expect("the cursor is there");
    parked.into_iter().map(|one| (one.position.get(), one.reason, one.attempts, one.retry_at.is_some())).collect()
}

#[test]
fn a_parked_event_leaves_the_list_when_its_retry_succeeds() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..6).await;
        let refused: Refused = Arc::new(Mutex::new([2, 4].into()));
        let handle = start(&process, &refused).await;
        assert!(within(handle.reached(5)).await.is_ok());
        let both = [(2, "2 is refused".into(), 1, false), (4, "4 is refused".into(), 1, false)];
        assert_eq!(list(&process).await, both);

        lock(&refused).remove(&2);
        let before = simulation.elapsed();
        process.history.retry_parked(NAME, 2).await.expect("it is parked");
        let state = within(handle.wait_for(|state| state.recovered == 1)).await;
        assert!(simulation.elapsed() - before < Duration::from_secs(1));
        assert_eq!((state.position.get(), state.delivered, state.parked), (5, 3, 2), "the cursor does not move");
        assert_eq!(list(&process).await, [(4, "4 is refused".into(), 1, false)]);

        process.history.retry_parked(NAME, 4).await.expect("it is parked");
        sleep(Duration::from_secs(2)).await;
        assert_eq!(list(&process).await, [(4, "4 is refused".into(), 2, false)], "tried once, and still parked");
        let error = handle.state().last_error.expect("it failed");
        assert_eq!(error.message, "position 4 stays parked: 4 is refused");
        assert_eq!(handle.stop().await.recovered, 1);
    });
}

#[test]
fn a_requested_retry_waits_for_the_next_subscription() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..3).await;
        let refused: Refused = Arc::new(Mutex::new([1].into()));
        let handle = start(&process, &refused).await;
        assert!(within(handle.reached(2)).await.is_ok());
        handle.stop().await;
        process.history.retry_parked(NAME, 1).await.expect("it is parked");
        assert_eq!(list(&process).await, [(1, "1 is refused".into(), 1, true)]);
        lock(&refused).clear();
        let handle = start(&process, &refused).await;
        within(handle.wait_for(|state| state.recovered == 1)).await;
        assert_eq!(list(&process).await, []);
    });
}

#[test]
fn a_retry_whose_outcome_is_written_twice_counts_once() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..2).await;
        let once = RetryPolicy::default().attempts(1);
        let durable = process.history.durable::<FileRead>(NAME).retry(once);
        let handle = durable.run({
            let simulation = simulation.clone();
            move |_| {
                if !simulation.numbers("SELECT position FROM event_parked").is_empty() {
                    simulation.set_chaos(ANSWERS_LOST);
                }
                async { Err("no") }
            }
        });
        let handle = handle.await.expect("the database answers");
        assert!(within(handle.reached(1)).await.is_ok());
        process.history.retry_parked(NAME, 1).await.expect("it is parked");
        sleep(Duration::from_secs(2)).await;
        simulation.set_chaos(Chaos::CALM);
        sleep(Duration::from_secs(10)).await;
        assert_eq!(list(&process).await, [(1, "no".into(), 2, false)]);
    });
}

#[test]
fn a_skipped_event_is_not_parked_and_stays_in_the_history() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..3).await;
        let handle = start(&process, &Arc::new(Mutex::new([1].into()))).await;
        assert!(within(handle.reached(2)).await.is_ok());
        process.history.skip_parked(NAME, 1).await.expect("it is parked");
        assert_eq!(list(&process).await, []);
        assert_eq!(process.history.events::<TestEvent>().count().await.expect("the database answers"), 2);
        let state = handle.stop().await;
        assert_eq!((state.delivered, state.recovered), (1, 0));
    });
}

#[test]
fn a_retry_of_an_event_that_is_gone_keeps_it_parked() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..3).await;
        let handle = start(&process, &Arc::new(Mutex::new([1].into()))).await;
        assert!(within(handle.reached(2)).await.is_ok());
        handle.stop().await;
        process.history.retry_parked(NAME, 1).await.expect("it is parked");
        let narrowed = process.history.durable::<FileRead>(NAME).only(execution(7)).run(|_| async {}).await;
        let handle = narrowed.expect("the database answers");
        sleep(Duration::from_secs(2)).await;
        expect!["position 1 is no longer in the history, or no longer subscribed to"]
            .assert_eq(&list(&process).await[0].1);
        assert_eq!(handle.stop().await.recovered, 0);
    });
}

#[test]
fn requests_for_unknown_cursors_and_positions_are_errors() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..2).await;
        let history = &process.history;
        let text = |error: DurableError| format!("{error}; {}", error.help().expect("each has help"));
        for error in [
            history.parked("billing").await.expect_err("there is no such cursor"),
            history.forget_cursor("billing").await.expect_err("there is no such cursor"),
        ] {
            assert_eq!(text(error), "there is no cursor `billing`; `history.cursors()` lists the cursors");
        }
        let handle = start(&process, &Refused::default()).await;
        assert_eq!(list(&process).await, []);
        for error in [
            history.retry_parked(NAME, 1).await.expect_err("nothing is parked"),
            history.skip_parked(NAME, 1).await.expect_err("nothing is parked"),
        ] {
            expect![[
                r#"no event is parked at position 1 of the cursor `worker`; `history.parked("worker")` lists the parked events"#
            ]]
            .assert_eq(&text(error));
        }
        handle.stop().await;
    });
}
