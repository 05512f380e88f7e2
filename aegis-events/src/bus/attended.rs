//! Tasks that read a subscription and are known to the bus: shutdown waits for them and reports them.

use std::future::Future;
use std::sync::Arc;

use tokio::sync::watch;

use super::flag::Flag;
use super::run_handle::RunHandle;
use super::shutdown::Ending;
use super::state::Run;
use super::stats::SubscriberStats;
use super::subscription::Subscription;
use crate::event::Filter;

/// A subscription owned by its task. However the task ends, dropping this unsubscribes and reports the last statistics.
pub(crate) struct Attended<F: Filter> {
    subscription: Subscription<F>,
    report: watch::Sender<Option<SubscriberStats>>,
}

/// Starts a task that reads a subscription, with the flag that [`RunHandle::stop`] raises.
pub(crate) fn attend<F: Filter, Fut: Future<Output = ()> + Send + 'static>(
    subscription: Subscription<F>,
    task: impl FnOnce(Attended<F>, Arc<Flag>) -> Fut,
) -> RunHandle<F::Domain> {
    let stop = Arc::<Flag>::default();
    let core = Arc::clone(subscription.core());
    let subscriber = subscription.id();
    let name: Arc<str> = subscription.name().into();
    let (report, outcome) = watch::channel(None);
    let task = tokio::spawn(task(Attended { subscription, report }, Arc::clone(&stop))).abort_handle();
    let mut state = core.lock();
    // A task that is already over has left the bus, and must not come back into its list.
    if state.subscribers.contains_key(&subscriber) {
        state.runs.insert(subscriber, Run { task, outcome: outcome.clone(), ending: Ending::Drained });
    }
    drop(state);
    RunHandle { core, subscriber, name, stop, outcome }
}

impl<F: Filter> Attended<F> {
    pub(crate) fn get(&self) -> &Subscription<F> {
        &self.subscription
    }

    pub(crate) fn subscription(&mut self) -> &mut Subscription<F> {
        &mut self.subscription
    }
}

impl<F: Filter> Drop for Attended<F> {
    fn drop(&mut self) {
        // The report is set before the subscriber is removed, so that `stats` finds one of them. Waiting tasks are woken after the lock is
        // released.
        self.subscription.end(|last| {
            self.report.send_if_modified(|report| {
                *report = Some(last.clone());
                false
            });
        });
        self.report.send_modify(|_| {});
    }
}
