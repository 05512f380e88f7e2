//! Failing handlers: tried again with growing waits, then parked with the reason; or never parked, to keep strict order.

use std::panic::resume_unwind;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::sleep;

use super::{LONG, NAME, execution, lock, publish, recording, within};
use crate::bus::Event;
use crate::history::durable::RetryPolicy;
use crate::history::simulation::domain::StorageEvent;
use crate::history::simulation::domain::storage::FileRead;
use crate::history::simulation::{Simulation, simulate};

const FIRST: Duration = Duration::from_millis(100);

fn policy(attempts: u32) -> RetryPolicy {
    RetryPolicy::default().attempts(attempts).first_wait(FIRST).longest_wait(3 * FIRST)
}

/// All calls of a handler: the event's number, and the time.
type Calls = Arc<Mutex<Vec<(u64, Duration)>>>;

fn note(calls: &Calls, simulation: &Simulation, event: &Event<FileRead>) {
    lock(calls).push((event.n, simulation.elapsed()));
}

fn numbers(calls: &Calls) -> Vec<u64> {
    lock(calls).iter().map(|(n, _)| *n).collect()
}

#[test]
fn a_failing_event_is_retried_with_growing_waits_then_parked() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..4).await;
        let calls = Calls::default();
        let durable = process.history.durable::<FileRead>(NAME).retry(policy(4));
        let handle = durable.run({
            let (calls, simulation) = (Arc::clone(&calls), simulation.clone());
            move |event| {
                note(&calls, &simulation, &event);
                async move { if event.n == 2 { Err(format!("no {}s", event.n)) } else { Ok(()) } }
            }
        });
        let handle = handle.await.expect("the database answers");
        assert!(within(handle.reached(3)).await.is_ok());
        assert_eq!(numbers(&calls), [1, 2, 2, 2, 2, 3], "a parked event does not block later ones");
        let times: Vec<_> = lock(&calls).iter().filter(|(n, _)| *n == 2).map(|(_, at)| *at).collect();
        let steps = [FIRST, 2 * FIRST, 3 * FIRST];
        for (pair, step) in times.windows(2).zip(steps) {
            let wait = pair[1] - pair[0];
            assert!(step / 2 <= wait && wait <= step + Duration::from_millis(1), "{wait:?} of {step:?}");
        }
        let parked = process.history.parked(NAME).await.expect("the cursor is there");
        let parked: Vec<_> =
            parked.iter().map(|one| (one.position.get(), &*one.reason, one.attempts, one.retry_at)).collect();
        assert_eq!(parked, [(2, "no 2s", 4, None)]);
        let state = handle.stop().await;
        assert_eq!((state.delivered, state.retries, state.parked, state.position.get(), state.behind), (2, 3, 1, 3, 0));
        assert_eq!(state.last_error.expect("a call failed").message, "position 2 was parked: no 2s");
    });
}

#[test]
fn a_panic_is_a_failure_before_and_after_the_first_await() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..4).await;
        let durable = process.history.durable::<FileRead>(NAME).retry(policy(2));
        let handle = durable.run(|event| {
            if event.n == 1 {
                resume_unwind(Box::new("secret"));
            }
            async move {
                sleep(FIRST).await;
                if event.n == 2 {
                    resume_unwind(Box::new("secret"));
                }
            }
        });
        let handle = handle.await.expect("the database answers");
        assert!(within(handle.reached(3)).await.is_ok());
        let parked = process.history.parked(NAME).await.expect("the cursor is there");
        let parked: Vec<_> = parked.iter().map(|one| (one.position.get(), &*one.reason, one.attempts)).collect();
        assert_eq!(parked, [(1, "the handler panicked", 2), (2, "the handler panicked", 2)]);
        assert_eq!(handle.stop().await.delivered, 1);
    });
}

#[test]
fn unlimited_attempts_keep_strict_order_and_park_nothing() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..4).await;
        let calls = Calls::default();
        let durable = process.history.durable::<FileRead>(NAME).retry(policy(0).unlimited_attempts());
        let handle = durable.run({
            let (calls, simulation) = (Arc::clone(&calls), simulation.clone());
            move |event| {
                note(&calls, &simulation, &event);
                let is_fixed = simulation.elapsed() > Duration::from_secs(600);
                async move { if event.n == 2 && !is_fixed { Err("not yet") } else { Ok(()) } }
            }
        });
        let handle = handle.await.expect("the database answers");
        sleep(Duration::from_secs(599)).await;
        let state = handle.state();
        assert_eq!((state.position.get(), state.delivered, state.parked, state.behind), (1, 1, 0, 2));
        assert_eq!(state.last_error.expect("a call failed").message, "position 2: not yet");
        assert!(state.retries > 1_900, "{}", state.retries);
        assert!(within(handle.reached(3)).await.is_ok());
        let mut numbers = numbers(&calls);
        numbers.dedup();
        assert_eq!(numbers, [1, 2, 3]);
        assert_eq!(handle.stop().await.parked, 0);
    });
}

#[test]
fn the_cursor_is_written_during_a_long_call() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..3).await;
        let durable = process.history.durable::<FileRead>(NAME);
        let handle = durable
            .run(|event| async move {
                if event.n == 2 {
                    sleep(LONG).await
                }
            })
            .await;
        let handle = handle.expect("the database answers");
        sleep(Duration::from_millis(200)).await;
        assert_eq!(
            simulation.numbers("SELECT position FROM event_cursors"),
            [1],
            "a crash now would not repeat event 1"
        );
        assert_eq!(handle.state().position, 1);
    });
}

#[test]
fn stop_waits_for_the_current_call_and_not_for_further_tries() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..3).await;
        let patient = RetryPolicy::default().unlimited_attempts().first_wait(LONG).longest_wait(LONG);
        let durable = process.history.durable::<StorageEvent>(NAME).only(execution(1)).retry(patient);
        let handle = durable.run(|event| async move {
            sleep(10 * FIRST).await;
            if event.position().map(u64::from) == Some(1) { Ok(()) } else { Err("no") }
        });
        let handle = handle.await.expect("the database answers");
        sleep(5 * FIRST).await;
        let before = simulation.elapsed();
        let state = handle.stop().await;
        assert_eq!((simulation.elapsed() - before, state.position.get()), (5 * FIRST, 1), "the first call was running");

        let durable = process.history.durable::<StorageEvent>(NAME).only(execution(1)).retry(patient);
        let handle = durable.run(|_| async { Err("no") }).await.expect("the database answers");
        sleep(FIRST).await;
        let before = simulation.elapsed();
        let state = handle.stop().await;
        assert_eq!((simulation.elapsed() - before, state.position.get(), state.retries), (Duration::ZERO, 1, 1));
    });
}
