//! Parked events from outside: listed, tried again, skipped; and the texts of what can be wrong with asking for it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use expect_test::expect;
use tokio::time::sleep;

use super::{NAME, UNHEARD, execution, lock, publish, recording, within};
use crate::history::durable::{DurableHandle, RetryPolicy};
use crate::history::simulation::domain::TestEvent;
use crate::history::simulation::domain::storage::FileRead;
use crate::history::simulation::{Chaos, Process, simulate};

/// The numbers that a handler refuses at the moment.
type Refused = Arc<Mutex<BTreeSet<u64>>>;

/// Handles numbers, but for those that are refused, at the first try.
async fn start(process: &Process, refused: &Refused) -> DurableHandle {
    let once = RetryPolicy { attempts: 1, ..RetryPolicy::default() };
    let refused = Arc::clone(refused);
    let durable = process.history.durable::<FileRead>(NAME).retry(once);
    let handle = durable.run(move |event| {
        let is_refused = lock(&refused).contains(&event.n);
        async move { if is_refused { Err(format!("{} is refused", event.n)) } else { Ok(()) } }
    });
    handle.await.expect("the database answers")
}

/// Positions, reasons, attempts, and whether another try is asked for.
async fn list(process: &Process) -> Vec<(u64, String, u32, bool)> {
    let parked = process.history.parked(NAME).await.expect("the cursor is there");
    parked.into_iter().map(|one| (one.position, one.reason, one.attempts, one.retry_at.is_some())).collect()
}

#[test]
fn a_parked_event_is_tried_again_when_asked_and_parked_no_longer_if_that_succeeds() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..6).await;
        let refused: Refused = Arc::new(Mutex::new([2, 4].into()));
        let handle = start(&process, &refused).await;
        assert!(within(handle.reached(5)).await);
        let both = [(2, "2 is refused".into(), 1, false), (4, "4 is refused".into(), 1, false)];
        assert_eq!(list(&process).await, both);

        lock(&refused).remove(&2);
        let before = simulation.elapsed();
        process.history.retry_parked(NAME, 2).await.expect("it is parked");
        let state = within(handle.when(|state| state.recovered == 1)).await;
        assert!(simulation.elapsed() - before < Duration::from_secs(1));
        assert_eq!((state.position, state.delivered, state.parked), (5, 3, 2), "the cursor stays where it is");
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
fn a_retry_that_nobody_works_for_is_kept_until_somebody_does() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..3).await;
        let refused: Refused = Arc::new(Mutex::new([1].into()));
        let handle = start(&process, &refused).await;
        assert!(within(handle.reached(2)).await);
        handle.stop().await;
        process.history.retry_parked(NAME, 1).await.expect("it is parked");
        assert_eq!(list(&process).await, [(1, "1 is refused".into(), 1, true)]);
        lock(&refused).clear();
        let handle = start(&process, &refused).await;
        within(handle.when(|state| state.recovered == 1)).await;
        assert_eq!(list(&process).await, []);
    });
}

#[test]
fn a_retry_whose_outcome_is_written_twice_counts_once() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..2).await;
        let once = RetryPolicy { attempts: 1, ..RetryPolicy::default() };
        let durable = process.history.durable::<FileRead>(NAME).retry(once);
        let handle = durable.run({
            let simulation = simulation.clone();
            move |_| {
                if !simulation.numbers("SELECT position FROM event_parked").is_empty() {
                    simulation.set_chaos(UNHEARD);
                }
                async { Err("no") }
            }
        });
        let handle = handle.await.expect("the database answers");
        assert!(within(handle.reached(1)).await);
        process.history.retry_parked(NAME, 1).await.expect("it is parked");
        sleep(Duration::from_secs(2)).await;
        simulation.set_chaos(Chaos::CALM);
        sleep(Duration::from_secs(10)).await;
        assert_eq!(list(&process).await, [(1, "no".into(), 2, false)]);
    });
}

#[test]
fn a_skipped_event_is_parked_no_longer_and_stays_in_the_history() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..3).await;
        let handle = start(&process, &Arc::new(Mutex::new([1].into()))).await;
        assert!(within(handle.reached(2)).await);
        process.history.skip_parked(NAME, 1).await.expect("it is parked");
        assert_eq!(list(&process).await, []);
        assert_eq!(process.history.events::<TestEvent>().count().await.expect("the database answers"), 2);
        let state = handle.stop().await;
        assert_eq!((state.delivered, state.recovered), (1, 0));
    });
}

#[test]
fn a_parked_event_that_is_no_longer_wanted_or_there_says_so() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..3).await;
        let handle = start(&process, &Arc::new(Mutex::new([1].into()))).await;
        assert!(within(handle.reached(2)).await);
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
fn whoever_asks_for_what_is_not_there_is_told() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..2).await;
        let history = &process.history;
        let error = history.parked("billing").await.expect_err("there is no such cursor");
        expect!["there is no cursor `billing`; `history.cursors()` lists those there are"]
            .assert_eq(&error.to_string());
        let handle = start(&process, &Refused::default()).await;
        assert_eq!(list(&process).await, []);
        let no_event = expect![[
            r#"no event is parked at position 1 of the cursor `worker`; `history.parked("worker")` lists those there are"#
        ]];
        let error = history.retry_parked(NAME, 1).await.expect_err("nothing is parked");
        no_event.assert_eq(&error.to_string());
        let error = history.skip_parked(NAME, 1).await.expect_err("nothing is parked");
        no_event.assert_eq(&error.to_string());
        let error = history.forget_cursor("billing").await.expect_err("there is no such cursor");
        expect!["there is no cursor `billing`; `history.cursors()` lists those there are"]
            .assert_eq(&error.to_string());
        handle.stop().await;
    });
}

#[test]
fn a_name_that_is_none_is_refused_with_what_is_allowed() {
    simulate(1, async |simulation| {
        let process = simulation.process().await;
        for (name, text) in [
            ("", expect!["`` cannot name a durable subscription: it is empty; 1 to 128 characters are allowed"]),
            ("a\tb", expect!["`a	b` cannot name a durable subscription: it holds control characters"]),
            (
                &*"a".repeat(129),
                expect![
                    "`aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa` cannot name a durable subscription: it is too long; 1 to 128 characters are allowed"
                ],
            ),
        ] {
            let error = process.history.durable::<TestEvent>(name).run(|_| async {}).await;
            text.assert_eq(&error.expect_err("it is no name").to_string());
        }
        assert_eq!(simulation.numbers("SELECT count(*) FROM event_cursors"), [0]);
    });
}
