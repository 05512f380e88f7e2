//! The pending volumes, by deadline.

use std::collections::BTreeSet;
use std::time::Duration;

use hashbrown::HashMap;

use super::hook::DueVolume;
use crate::bus::Cause;
use crate::domain::VolumeId;

/// The first wait after a failed hook. Each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// The longest wait: the delay until a folder is deleted after its server has recovered.
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// All pending volumes. Deadlines are ages of the reaper, in microseconds.
#[derive(Debug, Default)]
pub(super) struct Table {
    volumes: HashMap<VolumeId, Pending>,
    order: BTreeSet<(u64, VolumeId)>,
}

#[derive(Debug)]
struct Pending {
    /// Its deadline, in the order.
    at_us: u64,
    /// The event that created it.
    cause: Cause,
    remote_path: Box<str>,
    /// Failed calls of the hook.
    failures: u32,
}

impl Table {
    /// Adds a volume, unless it is there.
    pub(super) fn register(&mut self, id: VolumeId, deadline: Duration, cause: Cause, remote_path: &str) {
        let at_us = micros(deadline);
        self.volumes.entry(id).or_insert_with(|| {
            self.order.insert((at_us, id));
            Pending { at_us, cause, remote_path: remote_path.into(), failures: 0 }
        });
    }

    /// Removes a volume; returns whether it was there.
    pub(super) fn forget(&mut self, id: VolumeId) -> bool {
        let pending = self.volumes.remove(&id);
        pending.is_some_and(|pending| self.order.remove(&(pending.at_us, id)))
    }

    pub(super) fn len(&self) -> usize {
        self.volumes.len()
    }

    /// The event that created a volume, if it is pending.
    pub(super) fn cause(&self, id: VolumeId) -> Option<Cause> {
        self.volumes.get(&id).map(|pending| pending.cause)
    }

    /// A pending volume for the hook.
    pub(super) fn volume(&self, id: VolumeId) -> Option<DueVolume> {
        let pending = self.volumes.get(&id)?;
        Some(DueVolume { volume_id: id, remote_path: pending.remote_path.to_string() })
    }

    /// The first deadline.
    pub(super) fn next(&self) -> Option<Duration> {
        self.order.first().map(|&(at_us, _)| Duration::from_micros(at_us))
    }

    /// At most `most` volumes that are due at an age, the oldest deadline first.
    pub(super) fn due(&self, age: Duration, most: usize) -> Vec<VolumeId> {
        let now_us = u64::try_from(age.as_micros()).unwrap_or(u64::MAX);
        self.order.iter().take_while(|(at_us, _)| *at_us <= now_us).take(most).map(|&(_, id)| id).collect()
    }

    /// Delays a volume whose hook has failed.
    pub(super) fn delay(&mut self, id: VolumeId, age: Duration) {
        let Some(pending) = self.volumes.get_mut(&id) else { return };
        let doubled = 1_u32.checked_shl(pending.failures).unwrap_or(u32::MAX);
        pending.failures += 1;
        let again = age.saturating_add(FIRST_WAIT.saturating_mul(doubled).min(LONGEST_WAIT));
        self.order.remove(&(pending.at_us, id));
        pending.at_us = micros(again);
        self.order.insert((pending.at_us, id));
    }
}

/// Rounded up, so that no volume is early.
fn micros(age: Duration) -> u64 {
    u64::try_from(age.as_nanos().div_ceil(1_000)).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::EventId;
    use crate::types::Uuid;

    fn id(n: u128) -> VolumeId {
        VolumeId(Uuid::from_u128(n))
    }

    fn register(table: &mut Table, n: u128, secs: u64) {
        let event = EventId::from(Uuid::from_u128(n));
        table.register(id(n), Duration::from_secs(secs), Cause { id: event, correlation_id: event }, "/v");
    }

    #[test]
    fn volumes_are_due_in_the_order_of_their_deadlines() {
        let mut table = Table::default();
        for (n, secs) in [(1, 30), (2, 10), (3, 20), (4, 10)] {
            register(&mut table, n, secs);
        }
        assert_eq!(table.next(), Some(Duration::from_secs(10)));
        assert_eq!(table.due(Duration::from_micros(9_999_999), 9), []);
        assert_eq!(table.due(Duration::from_secs(20), 9), [id(2), id(4), id(3)]);
        assert_eq!(table.due(Duration::from_secs(99), 2), [id(2), id(4)]);
        assert!(table.forget(id(2)) && !table.forget(id(2)));
        assert_eq!(table.due(Duration::from_secs(99), 9), [id(4), id(3), id(1)]);
        assert_eq!(table.len(), 3);
    }

    #[test]
    fn a_volume_that_is_registered_again_keeps_its_deadline() {
        let mut table = Table::default();
        register(&mut table, 1, 10);
        register(&mut table, 1, 99);
        assert_eq!((table.next(), table.len()), (Some(Duration::from_secs(10)), 1));
    }

    #[test]
    fn failed_hooks_wait_from_a_second_to_five_minutes() {
        let mut table = Table::default();
        register(&mut table, 1, 10);
        let mut waits = Vec::new();
        for _ in 0..40 {
            let age = table.next().expect("it stays pending");
            table.delay(id(1), age);
            waits.push(table.next().expect("it stays pending").saturating_sub(age).as_secs());
        }
        assert_eq!(waits[..10], [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]);
        assert_eq!(waits[39], 300);
    }

    #[test]
    fn a_deadline_beyond_all_numbers_is_never_reached() {
        let mut table = Table::default();
        table.register(id(1), Duration::MAX, Cause { id: EventId::NONE, correlation_id: EventId::NONE }, "");
        assert_eq!(table.due(Duration::from_secs(u64::from(u32::MAX)), 9), []);
    }
}
