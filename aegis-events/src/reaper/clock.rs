//! The clock of deadlines: tokio's, corrected by the wall clock if that is ahead.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use crate::types::Timestamp;

/// The age of the reaper.
///
/// tokio's clock stops while a machine is suspended, and tests pause it; the wall clock may be set back. The largest lead of the wall clock counts as
/// passed time: no deadline is delayed, and none is missed by more than one check.
pub(super) struct Clock {
    started: Instant,
    wall_started: Timestamp,
    /// The largest lead of the wall clock over tokio's, in microseconds.
    ahead_us: AtomicU64,
    wall: Box<dyn Fn() -> Timestamp + Send + Sync>,
}

impl Clock {
    pub(super) fn new(wall: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self { started: Instant::now(), wall_started: wall(), ahead_us: AtomicU64::new(0), wall: Box::new(wall) }
    }

    /// The time of the wall clock.
    pub(super) fn wall(&self) -> Timestamp {
        (self.wall)()
    }

    /// The time since the reaper began.
    pub(super) fn age(&self) -> Duration {
        // The wall clock first: the time between the two readings must not count as its lead.
        let by_wall = (self.wall() - self.wall_started).to_std().unwrap_or_default();
        let elapsed = self.started.elapsed();
        let ahead_us = u64::try_from(by_wall.saturating_sub(elapsed).as_micros()).unwrap_or(u64::MAX);
        let most_us = self.ahead_us.fetch_max(ahead_us, Ordering::Relaxed).max(ahead_us);
        elapsed.saturating_add(Duration::from_micros(most_us))
    }

    /// The age of the reaper when a TTL is over.
    pub(super) fn deadline(&self, created_at: Timestamp, ttl: Duration) -> Duration {
        let lived = (self.wall() - created_at).to_std().unwrap_or_default();
        self.age().saturating_add(ttl.saturating_sub(lived))
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clock").field("age", &self.age()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicI64;

    use super::*;
    use crate::envelope::time_of;

    const HOUR: Duration = Duration::from_secs(3_600);
    const HOUR_US: i64 = 3_600_000_000;

    /// A clock, and the wall clock's microseconds.
    fn clock() -> (Clock, Arc<AtomicI64>) {
        let us = Arc::new(AtomicI64::new(1_767_225_600_000_000));
        let wall = Arc::clone(&us);
        (Clock::new(move || time_of(wall.load(Ordering::Relaxed))), us)
    }

    #[tokio::test(start_paused = true)]
    async fn tokios_time_counts_while_the_wall_clock_stops() {
        let (clock, _) = clock();
        let deadline = clock.deadline(clock.wall(), HOUR);
        tokio::time::advance(HOUR).await;
        assert_eq!(clock.age(), deadline);
    }

    #[tokio::test(start_paused = true)]
    async fn a_suspended_machine_has_the_age_of_the_wall_clock() {
        let (clock, us) = clock();
        us.fetch_add(2 * HOUR_US, Ordering::Relaxed);
        assert_eq!(clock.age(), 2 * HOUR);
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_is_set_back_moves_no_deadline() {
        let (clock, us) = clock();
        let deadline = clock.deadline(clock.wall(), HOUR);
        us.fetch_sub(5 * HOUR_US, Ordering::Relaxed);
        tokio::time::advance(HOUR).await;
        assert_eq!(clock.age(), deadline);
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_set_forward_and_back_moves_no_deadline() {
        let (clock, us) = clock();
        us.fetch_add(5 * HOUR_US, Ordering::Relaxed);
        let deadline = clock.deadline(clock.wall(), HOUR);
        us.fetch_sub(5 * HOUR_US, Ordering::Relaxed);
        tokio::time::advance(HOUR).await;
        assert_eq!(clock.age(), deadline);
    }

    #[tokio::test(start_paused = true)]
    async fn an_older_volume_has_less_left_and_never_more_than_its_ttl() {
        let (clock, us) = clock();
        let created_at = clock.wall();
        us.fetch_add(HOUR_US / 4, Ordering::Relaxed);
        assert_eq!(clock.deadline(created_at, HOUR), HOUR);
        us.fetch_add(10 * HOUR_US, Ordering::Relaxed);
        assert_eq!(clock.deadline(created_at, HOUR), clock.age(), "it is due");
        // Stamped by a clock that is a day ahead.
        let created_at = clock.wall() + Duration::from_secs(86_400);
        assert_eq!(clock.deadline(created_at, HOUR), clock.age() + HOUR);
    }
}
