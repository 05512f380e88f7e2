//! Handlers that fail: tried again with back-off, then parked with the reason; or never parked, where order matters more.

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
    RetryPolicy { attempts, first_wait: FIRST, longest_wait: 3 * FIRST }
}

/// Every call of a handler: the event's number, and when.
type Calls = Arc<Mutex<Vec<(u64, Duration)>>>;

fn note(calls: &Calls, simulation: &Simulation, event: &Event<FileRead>) {
    lock(calls).push((event.n, simulation.elapsed()));
}

fn numbers(calls: &Calls) -> Vec<u64> {
    lock(calls).iter().map(|(n, _)| *n).collect()
}

#[test]
fn a_failing_event_is_tried_with_growing_waits_and_then_parked_with_its_reason() {
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
        assert!(within(handle.reached(3)).await);
        assert_eq!(numbers(&calls), [1, 2, 2, 2, 2, 3], "what comes behind a parked event is not held up");
        let times: Vec<_> = lock(&calls).iter().filter(|(n, _)| *n == 2).map(|(_, at)| *at).collect();
        let steps = [FIRST, 2 * FIRST, 3 * FIRST];
        for (pair, step) in times.windows(2).zip(steps) {
            let wait = pair[1] - pair[0];
            assert!(step / 2 <= wait && wait <= step + Duration::from_millis(1), "{wait:?} of {step:?}");
        }
        let parked = process.history.parked(NAME).await.expect("the cursor is there");
        let parked: Vec<_> =
            parked.iter().map(|one| (one.position, &*one.reason, one.attempts, one.retry_at)).collect();
        assert_eq!(parked, [(2, "no 2s", 4, None)]);
        let state = handle.stop().await;
        assert_eq!((state.delivered, state.retries, state.parked, state.position, state.behind), (2, 3, 1, 3, 0));
        assert_eq!(state.last_error.expect("something went wrong").message, "position 2 was parked: no 2s");
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
        assert!(within(handle.reached(3)).await);
        let parked = process.history.parked(NAME).await.expect("the cursor is there");
        let parked: Vec<_> = parked.iter().map(|one| (one.position, &*one.reason, one.attempts)).collect();
        assert_eq!(parked, [(1, "the handler panicked", 2), (2, "the handler panicked", 2)]);
        assert_eq!(handle.stop().await.delivered, 1);
    });
}

#[test]
fn attempts_without_end_keep_strict_order_and_park_nothing() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..4).await;
        let calls = Calls::default();
        let durable = process.history.durable::<FileRead>(NAME).retry(policy(u32::MAX));
        let handle = durable.run({
            let (calls, simulation) = (Arc::clone(&calls), simulation.clone());
            move |event| {
                note(&calls, &simulation, &event);
                let is_mended = simulation.elapsed() > Duration::from_secs(600);
                async move { if event.n == 2 && !is_mended { Err("not yet") } else { Ok(()) } }
            }
        });
        let handle = handle.await.expect("the database answers");
        sleep(Duration::from_secs(599)).await;
        let state = handle.state();
        assert_eq!((state.position, state.delivered, state.parked, state.behind), (1, 1, 0, 2));
        assert_eq!(state.last_error.expect("something went wrong").message, "position 2: not yet");
        assert!(state.retries > 1_900, "{}", state.retries);
        assert!(within(handle.reached(3)).await);
        let mut numbers = numbers(&calls);
        numbers.dedup();
        assert_eq!(numbers, [1, 2, 3]);
        assert_eq!(handle.stop().await.parked, 0);
    });
}

#[test]
fn the_cursor_is_written_while_the_next_event_takes_long() {
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
        assert_eq!(simulation.numbers("SELECT position FROM event_cursors"), [1], "a death now would not repeat it");
        assert_eq!(handle.state().position, 1);
    });
}

#[test]
fn stopping_waits_for_the_call_under_way_and_not_for_further_tries() {
    simulate(1, async |simulation| {
        let (process, _bus, publishers) = recording(&simulation).await;
        publish(&publishers, 1..3).await;
        let patient = RetryPolicy { attempts: u32::MAX, first_wait: LONG, longest_wait: LONG };
        let durable = process.history.durable::<StorageEvent>(NAME).only(execution(1)).retry(patient);
        let handle = durable.run(|event| async move {
            sleep(10 * FIRST).await;
            if event.position().map(u64::from) == Some(1) { Ok(()) } else { Err("no") }
        });
        let handle = handle.await.expect("the database answers");
        sleep(5 * FIRST).await;
        let before = simulation.elapsed();
        let state = handle.stop().await;
        assert_eq!((simulation.elapsed() - before, state.position), (5 * FIRST, 1), "the first call was under way");

        let durable = process.history.durable::<StorageEvent>(NAME).only(execution(1)).retry(patient);
        let handle = durable.run(|_| async { Err("no") }).await.expect("the database answers");
        sleep(FIRST).await;
        let before = simulation.elapsed();
        let state = handle.stop().await;
        assert_eq!((simulation.elapsed() - before, state.position, state.retries), (Duration::ZERO, 1, 1));
    });
}
