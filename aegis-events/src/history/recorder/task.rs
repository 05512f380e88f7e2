//! The recorder's task: take, encode, write, answer.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::{Progress, Recorder, write_dead_letter};
use crate::backoff::Backoff;
use crate::bus::attended::Attended;
use crate::bus::{Acknowledgement, Batch, Event, EventBus, RecvError, Subscription};
use crate::envelope::{DeadLetter, Envelope, Ticket};
use crate::event::{Domain, Filter};
use crate::history::backend::{Change, ErrorKind, Place, Source, Statement, StoreError};
use crate::history::row::NewRow;
use crate::history::shared::Shared;
use crate::task::EndOnDrop;

/// The name in statistics and reports, from the specification's table of subscribers.
const NAME: &str = "EventRecorder";

/// Starts the recorder of a bus.
pub(crate) fn start<D: Domain + Filter<Domain = D>>(shared: &Arc<Shared>, bus: &EventBus<D>) -> Recorder<D> {
    let progress = Arc::new(Progress::new(Arc::clone(&shared.signals)));
    bus.attach_recorder(Arc::clone(&progress.recording));
    let subscription =
        bus.subscription::<D>().named(NAME).lossless().queue_capacity(shared.settings.queue_capacity).subscribe();
    // Earlier events are not this recorder's. On a bus that stays silent, waiting for them would never end.
    progress.recording.advance(subscription.since().get());
    let writer = Writer { shared: Arc::clone(shared), progress: Arc::clone(&progress), backoff: Backoff::default() };
    let run = crate::bus::attended::attend(subscription, |attended, _| writer.drive(attended));
    Recorder { progress, run }
}

struct Writer {
    shared: Arc<Shared>,
    progress: Arc<Progress>,
    backoff: Backoff,
}

/// What was taken from the queue at once, ready to be written.
struct Taken {
    /// The most events that are written at once.
    most: usize,
    rows: Vec<NewRow>,
    /// For each row, the ticket of the publisher that waits for it.
    tickets: Vec<Option<Arc<Ticket>>>,
    /// Events that the relay appended before it published them: only their place in the bus's order is new.
    relayed: Vec<NewRow>,
    /// Rows whose payload could not be written as JSON, and why.
    broken: Vec<(NewRow, String, Option<Arc<Ticket>>)>,
    /// The last place in the bus's order among them.
    through: u64,
}

impl<D: Domain + Filter<Domain = D>> Batch<D> for Taken {
    fn add(&mut self, event: &Event<D>) {
        self.add_envelope(event.envelope());
    }

    fn is_full(&self) -> bool {
        self.len() >= self.most
    }
}

impl Taken {
    fn new(most: usize) -> Self {
        Self { most, rows: Vec::new(), tickets: Vec::new(), relayed: Vec::new(), broken: Vec::new(), through: 0 }
    }

    /// Waits for an event, unless there is one already; `false` after the last one.
    async fn add_first<D: Domain + Filter<Domain = D>>(&mut self, subscription: &mut Subscription<D>) -> bool {
        while self.len() == 0 {
            match subscription.recv().await {
                Ok(event) => self.add(&event),
                Err(RecvError::Closed) => return false,
                // A lossless queue never lags.
                Err(RecvError::Lagged(_)) => {}
            }
        }
        true
    }

    fn add_envelope<D: Domain>(&mut self, envelope: &Envelope<D>) {
        self.through = envelope.sequence().get();
        let ticket = envelope.ticket.clone();
        // A payload's `Serialize` is user code.
        let encoded = catch_unwind(AssertUnwindSafe(|| NewRow::of(envelope)));
        let (row, problem) = encoded
            .unwrap_or_else(|_| (NewRow::without_payload(envelope), Some("its `Serialize` panicked".to_owned())));
        match problem {
            Some(problem) => {
                let reason = format!("the payload cannot be written as JSON: {problem}");
                self.broken.push((row, reason, ticket));
            }
            None if envelope.position != 0 => self.relayed.push(row),
            None => {
                self.rows.push(row);
                self.tickets.push(ticket);
            }
        }
    }

    fn len(&self) -> usize {
        self.rows.len() + self.relayed.len() + self.broken.len()
    }
}

/// The program has closed the history: nothing more can be written.
struct Closed;

impl Writer {
    /// Writes batch after batch. While one is written, the next one is gathered and encoded: batches grow with the load, and no event waits
    /// for its batch to fill up.
    async fn drive<D: Domain + Filter<Domain = D>>(mut self, mut attended: Attended<D>) {
        let recording = Arc::clone(&self.progress.recording);
        let _end = EndOnDrop(|| recording.end());
        let most = self.shared.settings.batch;
        let acknowledgement = attended.acknowledge_by_hand();
        let subscription = attended.subscription();
        let mut next = Taken::new(most);
        while next.add_first(subscription).await {
            subscription.take_waiting(&mut next, most);
            let taken = std::mem::replace(&mut next, Taken::new(most));
            let written = subscription.gather_while(&mut next, self.write(taken, &acknowledgement)).await;
            if let Err(Closed) = written {
                let lost = subscription.last_published() - self.progress.recording.through().sequence;
                tracing::error!(lost, "the history was closed before its recorder had ended: events are not recorded");
                return;
            }
        }
    }

    async fn write(&mut self, taken: Taken, acknowledgement: &Acknowledgement) -> Result<(), Closed> {
        let Taken { rows, tickets, relayed, broken, through, .. } = &taken;
        if !rows.is_empty() {
            // When the ticket of the last row is answered, everything up to it is done.
            let alone = relayed.is_empty() && broken.is_empty();
            self.append(rows, tickets, alone.then_some(*through)).await?;
        }
        if !relayed.is_empty() {
            self.enter_sequences(relayed).await?;
        }
        for (row, reason, ticket) in broken {
            self.dead_letter(row, reason, ticket.as_deref()).await?;
        }
        tracing::trace!(events = taken.len(), through, "recorded");
        self.progress.recording.advance(*through);
        acknowledgement.add(taken.len() as u64);
        Ok(())
    }

    /// Appends rows in order. If the database refuses a row for good, halves are tried until the row is alone.
    async fn append(
        &mut self,
        rows: &[NewRow],
        tickets: &[Option<Arc<Ticket>>],
        through: Option<u64>,
    ) -> Result<(), Closed> {
        let whole = 0..rows.len();
        let mut left: Vec<Range<usize>> = vec![whole];
        while let Some(range) = left.pop() {
            let shared = Arc::clone(&self.shared);
            match shared.backend.append(&rows[range.clone()], Source::Lane).await {
                Ok(places) => {
                    if let Some(through) = through.filter(|_| left.is_empty()) {
                        self.progress.recording.advance(through);
                    }
                    self.appended(&places, &tickets[range]);
                }
                Err(error) if error.kind == ErrorKind::Row && range.len() > 1 => {
                    let middle = range.start + range.len() / 2;
                    left.extend([middle..range.end, range.start..middle]);
                }
                Err(error) if error.kind == ErrorKind::Row => {
                    let at = range.start;
                    self.dead_letter(&rows[at], &error.message, tickets[at].as_deref()).await?;
                }
                Err(error) => {
                    self.wait_out(&error).await?;
                    left.push(range);
                }
            }
        }
        Ok(())
    }

    fn appended(&mut self, places: &[Place], tickets: &[Option<Arc<Ticket>>]) {
        self.backoff.reset();
        let new = places.iter().filter(|place| place.is_new).count() as u64;
        let mut numbers = self.progress.numbers();
        numbers.recorded += new;
        numbers.known += places.len() as u64 - new;
        numbers.batches += 1;
        numbers.failing = 0;
        numbers.last_position = places.iter().map(|place| place.position).fold(numbers.last_position, u64::max);
        drop(numbers);
        for (place, ticket) in places.iter().zip(tickets) {
            if let Some(ticket) = ticket {
                ticket.answer(Ok(place.position));
            }
        }
        self.shared.signals.raise(Change::History);
    }

    /// Writes the place in the bus's order of events that the relay has appended and then published.
    async fn enter_sequences(&mut self, relayed: &[NewRow]) -> Result<(), Closed> {
        let sql = "UPDATE domain_events SET bus_id = $2, sequence = $3 WHERE event_id = $1 AND sequence IS NULL";
        let script = relayed.iter().map(|row| {
            let sequence = row.sequence.unwrap_or(0);
            Statement::new(sql).with(row.event_id).with(row.bus_id).with(sequence)
        });
        let script: Vec<_> = script.collect();
        while let Err(error) = self.shared.backend.run(script.clone()).await {
            self.wait_out(&error).await?;
        }
        self.worked();
        Ok(())
    }

    async fn dead_letter(&mut self, row: &NewRow, reason: &str, ticket: Option<&Ticket>) -> Result<(), Closed> {
        tracing::error!(
            event = format_args!("{}.{}", row.family, row.event_type),
            id = %row.event_id,
            reason,
            "an event cannot be recorded and is a dead letter"
        );
        let shared = Arc::clone(&self.shared);
        while let Err(error) = write_dead_letter(&*shared.backend, shared.keys, row, reason).await {
            self.wait_out(&error).await?;
        }
        self.worked();
        self.progress.numbers().dead_letters += 1;
        if let Some(ticket) = ticket {
            ticket.answer(Err(DeadLetter(reason.into())));
        }
        Ok(())
    }

    /// Waits before the next try. Fails if the history is closed.
    async fn wait_out(&mut self, error: &StoreError) -> Result<(), Closed> {
        if error.kind == ErrorKind::Closed {
            self.progress.noted(&error.message);
            return Err(Closed);
        }
        let wait = self.backoff.next();
        self.progress.failed(&error.message);
        let (error, tries) = (&*error.message, self.backoff.tries());
        tracing::warn!(error, tries, ?wait, "the history cannot be written; retrying");
        tokio::time::sleep(wait).await;
        Ok(())
    }

    fn worked(&mut self) {
        self.backoff.reset();
        self.progress.numbers().failing = 0;
    }
}
