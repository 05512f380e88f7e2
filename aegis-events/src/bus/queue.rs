//! The bounded queue of one lossless subscription.
//!
//! Publishers push under the bus's lock; the subscriber pops without it. A place is taken by an event, or granted to a publisher that
//! waited for it: when the subscriber pops, the place goes to the first waiting publisher, so that no other overtakes it. Places are
//! taken only under the bus's lock, so a queue that has room there still has it when the event is pushed.
//!
//! It is not tokio's mpsc channel because that wakes the subscriber while the bus's lock is held, and cannot distinguish granted places
//! from events.

use std::cell::Cell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker, ready};

use tokio::task::coop;

use super::error::{RecvError, TryRecvError};
use super::subscriber_counters::SubscriberId;
use super::waiter::WaiterState;
use crate::envelope::SharedEnvelope;
use crate::event::Domain;

/// The publishers' end, under the bus's lock.
pub(super) struct Queue<D: Domain> {
    pub(super) subscriber: SubscriberId,
    pub(super) name: Arc<str>,
    pub(super) sent: Cell<u64>,
    inner: Arc<Inner<D>>,
}

/// The subscriber's end.
pub(super) struct QueueReceiver<D: Domain> {
    inner: Arc<Inner<D>>,
}

struct Inner<D: Domain> {
    capacity: usize,
    /// Places taken by events and grants. Changed under the lock of `line`; publishers look at it without.
    taken: AtomicUsize,
    line: Mutex<Line<D>>,
}

struct Line<D: Domain> {
    events: VecDeque<SharedEnvelope<D>>,
    /// Publishers that wait for a place. Not empty only while all places are taken.
    waiting: VecDeque<Arc<WaiterState>>,
    reader: Option<Waker>,
    closed: bool,
}

/// A waiting publisher's place in line; then the place in the queue that it was granted, until an event takes it.
pub(super) struct Place<D: Domain> {
    pub(super) subscriber: SubscriberId,
    pub(super) name: Arc<str>,
    state: Arc<WaiterState>,
    inner: Arc<Inner<D>>,
    used: bool,
}

impl<D: Domain> Queue<D> {
    /// A queue and its receiving end.
    pub(super) fn new(subscriber: SubscriberId, name: Arc<str>, capacity: usize) -> (Self, QueueReceiver<D>) {
        let line = Line { events: VecDeque::new(), waiting: VecDeque::new(), reader: None, closed: false };
        let inner = Arc::new(Inner { capacity, taken: AtomicUsize::new(0), line: Mutex::new(line) });
        let receiver = QueueReceiver { inner: Arc::clone(&inner) };
        (Self { subscriber, name, sent: Cell::new(0), inner }, receiver)
    }

    pub(super) fn capacity(&self) -> usize {
        self.inner.capacity
    }

    /// Whether an event has a place.
    #[inline]
    pub(super) fn has_room(&self) -> bool {
        self.inner.taken.load(Ordering::Relaxed) < self.inner.capacity
    }

    /// Takes a place, the granted one if there is one, and returns the subscriber's waker if it sleeps. There must be room.
    pub(super) fn push(&self, envelope: SharedEnvelope<D>, granted: Option<&mut Place<D>>) -> Option<Waker> {
        self.sent.set(self.sent.get() + 1);
        let mut line = self.inner.lock();
        match granted {
            Some(place) => place.used = true,
            None => self.inner.take_place(),
        }
        line.events.push_back(envelope);
        line.reader.take()
    }

    /// Joins the line for a place; `None` if the subscriber has just made room.
    pub(super) fn stand_in_line(&self, state: &Arc<WaiterState>) -> Option<Place<D>> {
        let mut line = self.inner.lock();
        if self.has_room() {
            return None;
        }
        line.waiting.push_back(Arc::clone(state));
        drop(line);
        let (inner, name) = (Arc::clone(&self.inner), Arc::clone(&self.name));
        Some(Place { subscriber: self.subscriber, name, state: Arc::clone(state), inner, used: false })
    }

    /// Whether every place holds an event, so that only the subscriber can make room. Granted places will be used.
    pub(super) fn is_full_of_events(&self) -> bool {
        self.inner.lock().events.len() >= self.inner.capacity
    }

    /// Ends the queue after the events that are in it.
    pub(super) fn close(&self) {
        let mut line = self.inner.lock();
        line.closed = true;
        let reader = line.reader.take();
        drop(line);
        if let Some(reader) = reader {
            reader.wake();
        }
    }

    /// Wakes all publishers in line: the subscriber has gone.
    pub(super) fn abandon(&self) {
        let waiting = std::mem::take(&mut self.inner.lock().waiting);
        waiting.iter().for_each(|state| state.changed.notify_one());
    }
}

impl<D: Domain> Inner<D> {
    /// The line. Nothing panics under its lock.
    fn lock(&self) -> MutexGuard<'_, Line<D>> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Under the lock of `line`, so that a load and a store suffice.
    fn take_place(&self) {
        self.taken.store(self.taken.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    }

    /// Takes the first event and passes its place on. Without one: the line, still locked, for a caller that waits.
    fn pop(&self) -> Result<SharedEnvelope<D>, MutexGuard<'_, Line<D>>> {
        let mut line = self.lock();
        let Some(envelope) = line.events.pop_front() else { return Err(line) };
        let next = self.free_place(&mut line);
        drop(line);
        wake(next);
        Ok(envelope)
    }

    /// Grants a place to the first in line, or frees it. The caller wakes the returned publisher after releasing the lock.
    fn free_place(&self, line: &mut Line<D>) -> Option<Arc<WaiterState>> {
        let first = line.waiting.pop_front();
        match &first {
            Some(state) => state.grant(),
            None => self.taken.store(self.taken.load(Ordering::Relaxed) - 1, Ordering::Relaxed),
        }
        first
    }
}

impl<D: Domain> QueueReceiver<D> {
    /// Waits for the next event. Cancel safe: an event is taken only when it is returned.
    pub(super) async fn recv(&mut self) -> Result<SharedEnvelope<D>, RecvError> {
        poll_fn(|cx| self.poll_recv(cx)).await
    }

    fn poll_recv(&mut self, cx: &mut Context<'_>) -> Poll<Result<SharedEnvelope<D>, RecvError>> {
        // A queue that never runs dry must not starve the other tasks of its thread.
        let coop = ready!(coop::poll_proceed(cx));
        match self.inner.pop() {
            Ok(envelope) => {
                coop.made_progress();
                Poll::Ready(Ok(envelope))
            }
            Err(line) if line.closed => Poll::Ready(Err(RecvError::Closed)),
            Err(mut line) => {
                let same = line.reader.as_ref().is_some_and(|reader| reader.will_wake(cx.waker()));
                let before = if same { None } else { line.reader.replace(cx.waker().clone()) };
                drop(line);
                drop(before);
                Poll::Pending
            }
        }
    }

    pub(super) fn try_recv(&mut self) -> Result<SharedEnvelope<D>, TryRecvError> {
        self.inner.pop().map_err(|line| if line.closed { TryRecvError::Closed } else { TryRecvError::Empty })
    }
}

impl<D: Domain> Drop for QueueReceiver<D> {
    /// Drops the unread events outside the lock: a waiting publisher may keep the line alive.
    fn drop(&mut self) {
        let rest = std::mem::take(&mut self.inner.lock().events);
        drop(rest);
    }
}

fn wake(granted: Option<Arc<WaiterState>>) {
    if let Some(state) = granted {
        state.changed.notify_one();
    }
}

impl<D: Domain> Drop for Place<D> {
    /// Leaves the line, or gives the granted place to the next.
    fn drop(&mut self) {
        if self.used {
            return;
        }
        let mut line = self.inner.lock();
        let next = if self.state.is_granted() {
            self.inner.free_place(&mut line)
        } else {
            line.waiting.retain(|state| !Arc::ptr_eq(state, &self.state));
            None
        };
        drop(line);
        wake(next);
    }
}
