//! Checks the subscriptions with one name in all processes, from their handlers and from triggers of the database.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::sleep;

use super::{NAME, lock, within};
use crate::bus::{Event, Handler};
use crate::event::Filter;
use crate::history::durable::DurableHandle;
use crate::history::simulation::domain::TestEvent;
use crate::history::simulation::{Life, Process, Simulation};

/// A process with a subscription of this name.
#[derive(Clone)]
pub(super) struct Member {
    number: usize,
    life: Arc<Life>,
    handle: Arc<Mutex<Option<DurableHandle>>>,
}

impl Member {
    pub(super) fn new(number: usize, process: &Process) -> Self {
        Self { number, life: process.life(), handle: Arc::default() }
    }

    /// The beginning of the `holder` in its cursor.
    pub(super) fn name(&self) -> String {
        format!("member {}", self.number)
    }

    /// Whether this member is the `holder`.
    pub(super) fn is(&self, holder: &str) -> bool {
        holder.starts_with(&format!("{} [", self.name()))
    }

    /// Keeps the handle, before the first call of the handler.
    pub(super) fn started(&self, handle: DurableHandle) {
        *lock(&self.handle) = Some(handle);
    }

    pub(super) async fn stop(&self) {
        let handle = lock(&self.handle).take().expect("it has started");
        within(handle.stop()).await;
    }

    fn epoch(&self) -> u64 {
        lock(&self.handle).as_ref().map_or(0, |handle| handle.state().epoch)
    }
}

/// One call of a handler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) member: usize,
    pub(super) epoch: u64,
    pub(super) position: u64,
    pub(super) succeeded: bool,
}

/// All calls and violations. Shared by the handlers of all processes.
pub(super) struct Watch {
    simulation: Simulation,
    /// Whether all clocks agree: then at most one process works at a time.
    clocks_agree: bool,
    calls: Mutex<Vec<Call>>,
    /// For each member and epoch, the index of its last call that was not a retry.
    last: Mutex<BTreeMap<(usize, u64), usize>>,
    wrong: Mutex<Vec<String>>,
}

impl Watch {
    /// Watches a cursor that selects the rows of an SQL condition.
    pub(super) fn new(simulation: &Simulation, wants: &str, clocks_agree: bool) -> Arc<Self> {
        simulation.sql("CREATE TABLE handled (position INTEGER PRIMARY KEY)");
        simulation.sql("CREATE TABLE wrong (what TEXT)");
        simulation.sql("CREATE TABLE tenures (epoch INTEGER, begins_behind INTEGER)");
        // A parked event is inserted later in the same transaction, so the cursor's last position is checked with the next move.
        simulation.sql(&format!(
            "CREATE TRIGGER cursor_moves AFTER UPDATE ON event_cursors BEGIN \
               INSERT INTO wrong SELECT 'back from ' || OLD.position || ' to ' || NEW.position \
                 WHERE NEW.position < OLD.position; \
               INSERT INTO wrong SELECT 'epoch ' || OLD.epoch || ', then ' || NEW.epoch \
                 WHERE NEW.epoch NOT IN (OLD.epoch, OLD.epoch + 1); \
               INSERT INTO wrong SELECT 'epoch ' || NEW.epoch || ' has two holders' \
                 WHERE NEW.epoch = OLD.epoch AND NEW.holder IS NOT NULL AND NEW.holder IS NOT OLD.holder; \
               INSERT INTO wrong SELECT 'moved past ' || position FROM domain_events AS event WHERE ({wants}) \
                 AND position >= OLD.position AND position < NEW.position \
                 AND NOT EXISTS (SELECT 1 FROM handled WHERE handled.position = event.position) \
                 AND NOT EXISTS (SELECT 1 FROM event_parked WHERE event_parked.position = event.position); \
               INSERT INTO tenures SELECT NEW.epoch, NEW.position WHERE NEW.epoch > OLD.epoch; \
             END"
        ));
        if clocks_agree {
            simulation.sql(
                "CREATE TRIGGER cursor_taken AFTER UPDATE ON event_cursors \
                 WHEN NEW.epoch > OLD.epoch AND NEW.holder <> OLD.holder AND OLD.held_until >= NEW.updated_at \
                 BEGIN INSERT INTO wrong VALUES ('epoch ' || NEW.epoch || ' began too early'); END",
            );
        }
        Arc::new(Self {
            simulation: simulation.clone(),
            clocks_agree,
            calls: Mutex::default(),
            last: Mutex::default(),
            wrong: Mutex::default(),
        })
    }

    /// A member's handler: slow, fails and panics at random, and always fails with each eleventh position.
    pub(super) fn handler<F: Filter<Domain = TestEvent>>(
        self: &Arc<Self>,
        member: &Member,
    ) -> impl Handler<F> + use<F> {
        let (watch, member) = (Arc::clone(self), member.clone());
        move |event: Event<F>| {
            let position = event.position().map(u64::from).expect("it was read from the history");
            let call = watch.called(&member, position);
            let (watch, member) = (Arc::clone(&watch), member.clone());
            async move {
                let (ms, luck) = watch.simulation.choose(|rng| {
                    let ms = if rng.u32(..20) == 0 { rng.u64(..5_000) } else { rng.u64(..40) };
                    (ms, rng.u32(..12))
                });
                member.life.goes_on().await;
                sleep(Duration::from_millis(ms)).await;
                member.life.goes_on().await;
                match luck {
                    _ if is_hopeless(position) => return Err("hopeless"),
                    0 => return Err("bad luck"),
                    // A panic without the hook's report.
                    1 => resume_unwind(Box::new(())),
                    _ => {}
                }
                lock(&watch.calls)[call].succeeded = true;
                watch.simulation.sql(&format!("INSERT OR IGNORE INTO handled VALUES ({position})"));
                Ok(())
            }
        }
    }

    /// Records and checks a call. Returns its index.
    fn called(&self, member: &Member, position: u64) -> usize {
        let epoch = member.epoch();
        let retries = self.simulation.numbers("SELECT position FROM event_parked WHERE retry_at IS NOT NULL");
        let is_retry = retries.contains(&(position as i64));
        let row = self.simulation.sql("SELECT epoch, position, holder FROM event_cursors").remove(0);
        let is_mine = row[0].as_count() == Some(epoch) && row[2].as_text().is_some_and(|holder| member.is(holder));
        if self.clocks_agree && !is_mine {
            self.wrong(format!("member {} calls with {position} while another may work", member.number));
        }
        if self.clocks_agree && !is_retry && row[1].as_count() >= Some(position) {
            self.wrong(format!("{position} comes again, though the cursor is past it"));
        }
        let mut calls = lock(&self.calls);
        let at = calls.len();
        calls.push(Call { member: member.number, epoch, position, succeeded: false });
        if !is_retry && let Some(before) = lock(&self.last).insert((member.number, epoch), at) {
            let before = calls[before];
            if before.position > position || (before.position == position && before.succeeded) {
                self.wrong(format!("{position} comes after {} in epoch {epoch}", before.position));
            }
        }
        at
    }

    fn wrong(&self, what: String) {
        lock(&self.wrong).push(what);
    }

    /// All calls, or the violations if there are any.
    pub(super) fn calls(&self) -> Result<Vec<Call>, Vec<String>> {
        let mut wrong = lock(&self.wrong).clone();
        wrong.extend(self.simulation.sql("SELECT what FROM wrong").iter().flatten().map(|cell| format!("{cell:?}")));
        if wrong.is_empty() { Ok(lock(&self.calls).clone()) } else { Err(wrong) }
    }
}

/// The events that the handler always fails with.
pub(super) fn is_hopeless(position: u64) -> bool {
    position % 11 == 3
}

/// The end of the history, and the cursor.
pub(super) fn head_and_cursor(simulation: &Simulation) -> (i64, i64) {
    let sql = format!("SELECT last, position FROM event_positions, event_cursors WHERE name = '{NAME}'");
    let numbers = simulation.numbers(&sql);
    (numbers[0], numbers[1])
}
