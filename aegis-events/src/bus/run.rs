//! Handlers: one task per subscription, which survives what its handler does.

use std::fmt::{self, Display};
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;

use futures_util::future::{Either, select};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::call::{Call, CallError};
use super::core::{Core, Run};
use super::error::{RecvError, TryRecvError};
use super::event::Event;
use super::observe::Stopwatch;
use super::shutdown::Ending;
use super::stats::SubscriberStats;
use super::subscriber::SubscriberId;
use super::subscription::Subscription;
use super::wait::{HANDLING, Handling};
use crate::event::{Domain, Filter};

/// What [`EventBus::run`](super::EventBus::run) calls: an async closure or function that takes an event and gives nothing or a
/// `Result`. Implemented for all of them.
pub trait Handler<F: Filter>: Fn(Event<F>) -> Self::Future + Send + 'static {
    /// What the handler returns.
    type Future: Future<Output = Self::Outcome> + Send;

    /// What the handler's future gives.
    type Outcome: Outcome;
}

impl<F, H, Fut> Handler<F> for H
where
    F: Filter,
    H: Fn(Event<F>) -> Fut + Send + 'static,
    Fut: Future + Send,
    Fut::Output: Outcome,
{
    type Future = Fut;
    type Outcome = Fut::Output;
}

/// How a handler ended: `()`, or a `Result` whose error can be shown. Sealed: there are no others.
#[diagnostic::on_unimplemented(
    message = "a handler gives `()` or a `Result<(), E>` with `E: Display`, not `{Self}`",
    label = "not what a handler gives"
)]
pub trait Outcome: sealed::Outcome {
    /// The error as text, if there is one.
    fn error(self) -> Option<String>;
}

impl Outcome for () {
    fn error(self) -> Option<String> {
        None
    }
}

impl<E: Display> Outcome for Result<(), E> {
    fn error(self) -> Option<String> {
        // The alternate form shows the whole chain where the error type has one to show.
        self.err().map(|error| format!("{error:#}"))
    }
}

mod sealed {
    pub trait Outcome {}

    impl Outcome for () {}

    impl<E: std::fmt::Display> Outcome for Result<(), E> {}
}

/// The last numbers of a handler's subscription, once it has ended.
pub(super) type Outcomes = watch::Receiver<Option<SubscriberStats>>;

/// A running handler. Dropping it lets the handler run on.
///
/// ```
/// # use aegis_events::domain::volume::VolumeDeleted;
/// # use aegis_events::domain::{DomainEvent, VolumeId};
/// # use aegis_events::{BusConfig, EventBus};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), aegis_events::PublishError> {
/// # let (bus, publishers) = EventBus::<DomainEvent>::new(BusConfig::default());
/// # let event = VolumeDeleted { volume_id: VolumeId::new(), deleted_at: chrono::Utc::now() };
/// let handler = bus.run::<VolumeDeleted>("janitor", |event| async move { println!("{} is gone", event.volume_id) });
/// publishers.volume_manager.publish(event)?;
///
/// let last = handler.stop().await; // works off what was published before, and no more
/// assert_eq!((last.delivered, last.lost, last.lag), (1, 0, 0));
/// # Ok(())
/// # }
/// ```
pub struct RunHandle<D: Domain> {
    core: Arc<Core<D>>,
    subscriber: SubscriberId,
    name: Arc<str>,
    stop: CancellationToken,
    outcome: Outcomes,
}

impl<D: Domain> RunHandle<D> {
    /// Another handle of the same task.
    pub(crate) fn share(&self) -> Self {
        Self {
            core: Arc::clone(&self.core),
            subscriber: self.subscriber,
            name: Arc::clone(&self.name),
            stop: self.stop.clone(),
            outcome: self.outcome.clone(),
        }
    }

    /// The subscription's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The numbers of this moment, or the last ones if the handler has ended.
    pub fn stats(&self) -> SubscriberStats {
        let state = self.core.lock();
        let running = state.subscribers.get(&self.subscriber).map(|subscriber| state.stats_of(subscriber));
        drop(state);
        running.or_else(|| self.outcome.borrow().clone()).unwrap_or_else(|| ended_unseen(&self.name))
    }

    /// Whether the handler has ended.
    pub fn is_finished(&self) -> bool {
        self.outcome.borrow().is_some()
    }

    /// Lets the handler work off the events that were published before this call, ends it, and gives its last numbers.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped, the handler ends all the same.
    pub async fn stop(self) -> SubscriberStats {
        self.stop.cancel();
        self.ended().await
    }

    /// Waits until the handler has ended, since the bus was closed, and gives its last numbers.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    pub async fn ended(&self) -> SubscriberStats {
        let mut outcome = self.outcome.clone();
        let ended = outcome.wait_for(Option::is_some).await.ok().and_then(|stats| stats.clone());
        ended.unwrap_or_else(|| ended_unseen(&self.name))
    }
}

/// A task reports in its `Drop`, at the moment when it leaves the bus and before it lets go of the channel.
fn ended_unseen(name: &str) -> ! {
    unreachable!("the handler `{name}` ended without a report")
}

impl<D: Domain> fmt::Debug for RunHandle<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunHandle")
            .field("name", &self.name)
            .field("finished", &self.is_finished())
            .finish_non_exhaustive()
    }
}

/// Starts the task of a handler.
pub(super) fn spawn<F: Filter>(subscription: Subscription<F>, handler: impl Handler<F>) -> RunHandle<F::Domain> {
    let stop = CancellationToken::new();
    let stopped = stop.clone();
    spawn_task(subscription, stop, |running| running.drive(handler, stopped))
}

/// Starts a task that reads a subscription, known to the bus for as long as it runs. Cancelling `stop` is the task's sign to end.
pub(super) fn spawn_task<F: Filter, Fut: Future<Output = ()> + Send + 'static>(
    subscription: Subscription<F>,
    stop: CancellationToken,
    task: impl FnOnce(Running<F>) -> Fut,
) -> RunHandle<F::Domain> {
    let core = Arc::clone(subscription.core());
    let subscriber = subscription.id();
    let name: Arc<str> = subscription.name().into();
    let (report, outcome) = watch::channel(None);
    let task = tokio::spawn(task(Running { subscription, report })).abort_handle();
    let mut state = core.lock();
    // A task that is already over has left the bus, and must not come back into its list.
    if state.subscribers.contains_key(&subscriber) {
        state.runs.insert(subscriber, Run { task, outcome: outcome.clone(), ending: Ending::Drained });
    }
    drop(state);
    RunHandle { core, subscriber, name, stop, outcome }
}

/// A subscription in the hands of its task; however the task ends, it unsubscribes and reports.
pub(super) struct Running<F: Filter> {
    subscription: Subscription<F>,
    report: watch::Sender<Option<SubscriberStats>>,
}

impl<F: Filter> Running<F> {
    pub(super) fn get(&self) -> &Subscription<F> {
        &self.subscription
    }

    pub(super) fn subscription(&mut self) -> &mut Subscription<F> {
        &mut self.subscription
    }

    async fn drive(mut self, handler: impl Handler<F>, stop: CancellationToken) {
        let mut stopwatch = Stopwatch::default();
        let handling = Handling { bus: self.subscription.core().origin, subscriber: self.subscription.id() };
        {
            let mut stopped = pin!(stop.cancelled());
            loop {
                // The sign to end is looked at first: there may be an event waiting always.
                let received = match select(stopped.as_mut(), pin!(self.subscription.recv())).await {
                    Either::Left(_) => break,
                    Either::Right((received, _)) => received,
                };
                match received {
                    Ok(event) => {
                        let begun = stopwatch.begin(&self.subscription);
                        self.handle(event, &handler, handling).await;
                        stopwatch.end(begun);
                    }
                    Err(RecvError::Lagged(lost)) => self.report_loss(lost),
                    Err(RecvError::Closed) => return,
                }
            }
        }
        let last = self.subscription.core().lock().ledger.sequence();
        loop {
            match self.subscription.try_recv_until(last) {
                Ok(event) => {
                    let begun = stopwatch.begin(&self.subscription);
                    self.handle(event, &handler, handling).await;
                    stopwatch.end(begun);
                }
                Err(TryRecvError::Lagged(lost)) => self.report_loss(lost),
                Err(TryRecvError::Empty | TryRecvError::Closed) => return,
            }
        }
    }

    /// Calls the handler, and reports its errors and panics. The handler need not be `Sync`: the future does not hold it.
    fn handle<'a, H: Handler<F>>(
        &'a self,
        event: Event<F>,
        handler: &H,
        handling: Handling,
    ) -> impl Future<Output = ()> + use<'a, F, H> {
        let (info, id) = (event.info(), event.id());
        let call = Call::new(event, handler);
        async move {
            let Err(failure) = HANDLING.scope(handling, call.outcome()).await else { return };
            let meter = self.subscription.meter();
            let subscriber = self.subscription.name();
            let event = format_args!("{}.{}", info.family(), info.event_type());
            match failure {
                CallError::Failed(error) => {
                    meter.errors.add(1);
                    tracing::error!(subscriber, %event, %id, error, "the handler of an event failed");
                }
                CallError::Panicked => {
                    meter.panics.add(1);
                    tracing::error!(subscriber, %event, %id, "the handler of an event panicked");
                }
            }
        }
    }

    fn report_loss(&self, lost: u64) {
        tracing::warn!(subscriber = self.subscription.name(), lost, "the handler is too slow and lost events");
    }
}

impl<F: Filter> Drop for Running<F> {
    fn drop(&mut self) {
        // The last numbers are there before the subscriber is gone, so that whoever asks finds the one or the other; whoever waits for them
        // is woken once the lock is released.
        self.subscription.end(|last| {
            self.report.send_if_modified(|report| {
                *report = Some(last.clone());
                false
            });
        });
        self.report.send_modify(|_| {});
    }
}
