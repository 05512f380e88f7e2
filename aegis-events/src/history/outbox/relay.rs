//! The relay: from `event_outbox` to the history, then to the bus.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::backoff::Backoff;
use crate::bus::{EventBus, OutboxPublisher};
use crate::envelope::Envelope;
use crate::event::Domain;
use crate::history::backend::{Change, ErrorKind, Place, Source, Statement, StoreError};
use crate::history::recorder::{Progress, Recorder};
use crate::history::row::{NewRow, RawRow};
use crate::history::shared::Shared;
use crate::history::table::move_to_dead_letters;
use crate::types::Uuid;

/// How many events are moved in one transaction.
const PAGE: u64 = 500;
/// How long another bus's row of the same node must have been seen before it is taken for left behind. Its own relay, if the process lives,
/// takes it within milliseconds of the commit; so that of two processes which share a node's name by mistake each delivers its own.
const LEFT_BEHIND: Duration = Duration::from_secs(2);
/// How often to look for such rows.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// After `record_in` on a database that does not tell of commits: how soon to look, again and again, for an event whose transaction is
/// still open.
const SOON_MS: [u64; 9] = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/// Starts the relay of a bus. It ends with the bus.
pub(crate) fn start<D: Domain>(shared: &Arc<Shared>, bus: &EventBus<D>, recorder: &Recorder<D>) {
    let relay = Relay {
        shared: Arc::clone(shared),
        bus: bus.outbox_publisher(),
        progress: Arc::clone(&recorder.progress),
        others: Others::default(),
    };
    tokio::spawn(relay.run());
}

pub(crate) struct Relay<D: Domain> {
    shared: Arc<Shared>,
    bus: OutboxPublisher<D>,
    progress: Arc<Progress>,
    others: Others,
}

/// The node's other buses, as far as rows of theirs were seen: of processes that are gone, or of one that runs beside this one.
#[derive(Default)]
struct Others {
    looked_at: Option<Instant>,
    /// In the order of their ids.
    first_rows: Vec<FirstRow>,
}

/// The first row of a bus.
#[derive(Clone, Copy)]
struct FirstRow {
    bus_id: Uuid,
    event_id: Uuid,
    /// Since when it has been seen.
    since: Instant,
}

/// What stood in the outbox.
struct Page<D: Domain> {
    envelopes: Vec<Envelope<D>>,
    /// Rows that are no events of the catalog, and why.
    broken: Vec<(Uuid, String)>,
}

impl<D: Domain> Relay<D> {
    async fn run(mut self) {
        let mut backoff = Backoff::default();
        let mut hints = self.shared.signals.watch(Change::Outbox);
        let mut soon = SOON_MS.iter();
        loop {
            hints.mark_unchanged();
            let asked = self.progress.recording.relay_asked();
            let relayed = self.relay_all().await;
            if relayed.is_ok() {
                self.progress.recording.relayed_for(asked);
            }
            let wait = match relayed {
                Ok(0) => soon.next().map_or(self.shared.settings.poll_interval, |&ms| Duration::from_millis(ms)),
                Ok(_) => self.shared.settings.poll_interval,
                Err(error) if error.kind == ErrorKind::Closed => return,
                Err(error) => {
                    self.progress.noted(&error.message);
                    tracing::warn!(error = &*error.message, "the outbox cannot be relayed; trying again");
                    backoff.next()
                }
            };
            tokio::select! {
                // Simulations want the same run each time.
                biased;
                () = self.progress.recording.ended() => return,
                () = self.bus.closed() => return,
                _ = hints.changed() => soon = SOON_MS.iter(),
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// Moves and publishes everything that stands in the outbox for this bus, and what others have left behind; says how many events that
    /// were.
    async fn relay_all(&mut self) -> Result<usize, StoreError> {
        let mut all = self.relay_bus(self.bus.origin().bus_id()).await?;
        for bus_id in self.left_behind().await? {
            all += self.relay_bus(bus_id).await?;
        }
        Ok(all)
    }

    /// The buses of the node whose relays do nothing.
    async fn left_behind(&mut self) -> Result<Vec<Uuid>, StoreError> {
        let now = Instant::now();
        if self.others.looked_at.is_some_and(|at| now < at + LOOK_EVERY) {
            return Ok(Vec::new());
        }
        let sql =
            "SELECT bus_id, event_id FROM event_outbox WHERE node_id = $1 AND bus_id <> $2 ORDER BY event_id LIMIT $3";
        let origin = self.bus.origin();
        let select = Statement::new(sql).with(origin.node_id()).with(origin.bus_id()).with(PAGE);
        let rows = self.shared.backend.fetch(select).await?;
        self.others.looked_at = Some(now);
        let rows = rows.iter().filter_map(|row| Some((row.first()?.as_uuid()?, row.get(1)?.as_uuid()?)));
        let mut first_rows: Vec<FirstRow> = Vec::new();
        for (bus_id, event_id) in rows {
            if first_rows.iter().all(|first| first.bus_id != bus_id) {
                let before = self.others.first_rows.iter().find(|first| first.event_id == event_id);
                first_rows.push(before.copied().unwrap_or(FirstRow { bus_id, event_id, since: now }));
            }
        }
        self.others.first_rows = first_rows;
        let waited = self.others.first_rows.iter().filter(|first| now >= first.since + LEFT_BEHIND);
        Ok(waited.map(|first| first.bus_id).collect())
    }

    async fn relay_bus(&self, bus_id: Uuid) -> Result<usize, StoreError> {
        let mut all = 0;
        while !self.bus.is_closed() {
            let page = self.read(bus_id).await?;
            for (id, reason) in &page.broken {
                self.dead_letter(*id, reason).await?;
            }
            let moved = page.envelopes.len();
            if moved > 0 {
                self.relay(page.envelopes).await?;
            }
            all += moved;
            if moved + page.broken.len() < PAGE as usize {
                break;
            }
        }
        Ok(all)
    }

    async fn read(&self, bus_id: Uuid) -> Result<Page<D>, StoreError> {
        let sql = "SELECT 0, event_id, family, event_type, publisher, created_at, correlation_id, causation_id, \
                   node_id, bus_id, sequence, event_data FROM event_outbox \
                   WHERE node_id = $1 AND bus_id = $2 ORDER BY event_id LIMIT $3";
        let select = Statement::new(sql).with(self.bus.origin().node_id()).with(bus_id).with(PAGE);
        let mut page = Page { envelopes: Vec::new(), broken: Vec::new() };
        let mut each = |row: RawRow<'_>| match row.decode::<D>() {
            Ok(envelope) => page.envelopes.push(Envelope { origin: self.bus.origin(), ..envelope }),
            Err(why) => page.broken.push((row.event_id, why.describe(&row))),
        };
        self.shared.backend.rows(select, &mut each).await?;
        Ok(page)
    }

    /// Appends events in one transaction, and then publishes those that nobody else has appended.
    async fn relay(&self, envelopes: Vec<Envelope<D>>) -> Result<(), StoreError> {
        let mut rest = envelopes;
        while !rest.is_empty() {
            let rows: Vec<NewRow> = rest.iter().map(|envelope| NewRow::of(envelope).0).collect();
            match self.shared.backend.append(&rows, Source::Outbox).await {
                Ok(places) => {
                    self.progress.relayed(&places);
                    self.shared.signals.raise(Change::History);
                    return self.publish(rest, &places).await;
                }
                // The outbox has the same columns as the history, so that a row which stands in one fits into the other; a rule
                // that somebody has added by hand may still refuse it.
                Err(error) if error.kind == ErrorKind::Row && rest.len() == 1 => {
                    return self.dead_letter(rows[0].event_id, &error.message).await;
                }
                Err(error) if error.kind == ErrorKind::Row => {
                    let later = rest.split_off(rest.len() / 2);
                    Box::pin(self.relay(rest)).await?;
                    rest = later;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn publish(&self, envelopes: Vec<Envelope<D>>, places: &[Place]) -> Result<(), StoreError> {
        for (envelope, place) in envelopes.into_iter().zip(places) {
            if place.is_new {
                // A bus that was closed meanwhile delivers nothing any more: the event is in the history.
                let _ = self.bus.publish(Envelope { position: place.position, ..envelope }).await;
            }
        }
        Ok(())
    }

    async fn dead_letter(&self, id: Uuid, reason: &str) -> Result<(), StoreError> {
        tracing::error!(%id, reason, "an event in the outbox cannot be recorded and is set aside in event_dead_letters");
        let script = move_to_dead_letters(&self.shared, id, reason, self.shared.backend.now());
        self.shared.backend.run(script).await?;
        self.progress.numbers().dead_letters += 1;
        Ok(())
    }
}
