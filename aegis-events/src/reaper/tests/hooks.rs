//! What the host's hook may rely on.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::sleep;

use super::{HOUR, SECOND, expired, host, simulate, within};
use crate::history::simulation::Chaos;
use crate::reaper::{DueVolume, ReaperConfig};

/// The calls of a hook.
#[derive(Clone, Default)]
struct Calls(Arc<Mutex<Vec<DueVolume>>>);

impl Calls {
    fn add(&self, volume: DueVolume) -> usize {
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        calls.push(volume);
        calls.len()
    }

    fn paths(&self) -> Vec<String> {
        let calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        calls.iter().map(|volume| volume.remote_path.clone()).collect()
    }
}

#[test]
fn it_is_called_before_the_event_with_where_the_volume_lies() {
    simulate(1, async |simulation| {
        let host = host(&simulation).await;
        let calls = Calls::default();
        let (seen, world) = (calls.clone(), simulation.clone());
        let reaper = host.reaper().on_expired(move |volume| {
            assert_eq!(expired(&world), []);
            seen.add(volume);
            async { sleep(SECOND).await }
        });
        let reaper = reaper.run(&host.process.history).await.expect("the database answers");
        host.create(1, 1, simulation.now()).await;
        within(reaper.wait_for(|state| state.expired == 1)).await;
        assert_eq!(calls.paths(), ["/volumes/1"]);
        assert_eq!(expired(&simulation), [(1, 21)]);
    });
}

#[test]
fn a_failed_hook_is_retried_and_the_event_waits() {
    simulate(1, async |simulation| {
        let host = host(&simulation).await;
        let calls = Calls::default();
        let seen = calls.clone();
        let reaper = host.reaper().on_expired(move |volume| {
            let call = seen.add(volume);
            async move {
                match call {
                    1 => Err("the folder is in use"),
                    2 => panic!("a bug"),
                    _ => Ok(()),
                }
            }
        });
        let reaper = reaper.run(&host.process.history).await.expect("the database answers");
        host.create(1, 1, simulation.now()).await;
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let state = within(reaper.wait_for(|state| state.expired == 1)).await;
        std::panic::set_hook(hook);
        assert_eq!((calls.paths().len(), state.failed_hooks), (3, 2));
        let error = state.last_error.expect("an error").message;
        assert_eq!(error, "`on_expired` of volume 00000000-0000-0000-0000-000000000001: it panicked");
        assert_eq!(expired(&simulation), [(1, 23)]);
    });
}

#[test]
fn a_volume_that_is_deleted_while_its_hook_fails_is_let_go() {
    simulate(1, async |simulation| {
        let host = host(&simulation).await;
        let reaper = host.reaper().on_expired(|_| async { Err::<(), _>("never") });
        let reaper = reaper.run(&host.process.history).await.expect("the database answers");
        host.create(1, 1, simulation.now()).await;
        within(reaper.wait_for(|state| state.failed_hooks == 3)).await;
        host.delete(1, simulation.now()).await;
        within(reaper.wait_for(|state| state.pending == 0)).await;
        sleep(HOUR).await;
        assert_eq!(reaper.state().failed_hooks, 3);
        assert_eq!(expired(&simulation), []);
    });
}

#[test]
fn after_a_crash_between_hook_and_event_both_are_repeated() {
    simulate(1, async |simulation| {
        let first = host(&simulation).await;
        let calls = Calls::default();
        let run = async |host: &super::Host| {
            let seen = calls.clone();
            let reaper = host.reaper().on_expired(move |volume| {
                seen.add(volume);
                async {}
            });
            reaper.run(&host.process.history).await.expect("the database answers")
        };
        let reaper = run(&first).await;
        first.create(1, 1, simulation.now()).await;
        within(reaper.wait_for(|state| state.pending == 1)).await;
        simulation.set_chaos(Chaos { longest: Duration::from_secs(10), ..Chaos::CALM });
        while calls.paths().is_empty() {
            sleep(Duration::from_millis(10)).await;
        }
        first.process.kill();
        assert_eq!(expired(&simulation), []);
        simulation.set_chaos(Chaos::CALM);
        let second = host(&simulation).await;
        let reaper = run(&second).await;
        within(reaper.wait_for(|state| state.expired == 1)).await;
        assert_eq!(calls.paths().len(), 2);
        assert_eq!(expired(&simulation).len(), 1);
    });
}

#[test]
fn so_many_are_called_at_once_as_the_configuration_says() {
    simulate(1, async |simulation| {
        let host = host(&simulation).await;
        let config = ReaperConfig::default().with_hour(HOUR).and_then(|config| config.with_hooks_at_once(3));
        let reaper = host.reaper().with_config(config.expect("it is allowed")).on_expired(|_| sleep(SECOND));
        let reaper = reaper.run(&host.process.history).await.expect("the database answers");
        for n in 1..=7 {
            host.create(n, 1, simulation.now()).await;
        }
        within(reaper.wait_for(|state| state.expired == 7)).await;
        let at: Vec<_> = expired(&simulation).iter().map(|&(_, at)| at).collect();
        assert!(at.iter().all(|&at| at == 20 + 3), "three seconds for seven: {at:?}");
    });
}

#[test]
fn one_that_hangs_counts_as_failed_and_is_called_again() {
    simulate(1, async |simulation| {
        let host = host(&simulation).await;
        let calls = Calls::default();
        let seen = calls.clone();
        let config = ReaperConfig::default().with_hour(HOUR).and_then(|config| config.with_hook_timeout(5 * SECOND));
        let reaper = host.reaper().with_config(config.expect("it is allowed")).on_expired(move |volume| {
            let call = seen.add(volume);
            async move {
                if call == 1 {
                    std::future::pending::<()>().await;
                }
            }
        });
        let reaper = reaper.run(&host.process.history).await.expect("the database answers");
        host.create(1, 1, simulation.now()).await;
        let state = within(reaper.wait_for(|state| state.expired == 1)).await;
        assert_eq!((calls.paths().len(), state.failed_hooks), (2, 1));
        // Five seconds of hanging, and one until it is tried again.
        assert_eq!(expired(&simulation), [(1, 20 + 5 + 1)]);
    });
}
