//! Time as deadlines need it: tokio's, and the wall clock's where that has seen more of it.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use crate::types::Timestamp;

/// How long it has been since the reaper began.
///
/// tokio's clock stands still while a machine is suspended, and tests stop it; the wall clock may be set back. What the wall clock was once
/// seen to be ahead counts as passed from then on: no deadline moves away, and none is missed by more than one look.
pub(super) struct Clock {
    started: Instant,
    wall_started: Timestamp,
    /// How far the wall clock was ahead of tokio's, at the most, in microseconds.
    ahead_us: AtomicU64,
    wall: Box<dyn Fn() -> Timestamp + Send + Sync>,
}

impl Clock {
    pub(super) fn new(wall: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self { started: Instant::now(), wall_started: wall(), ahead_us: AtomicU64::new(0), wall: Box::new(wall) }
    }

    /// What the wall clock shows.
    pub(super) fn wall(&self) -> Timestamp {
        (self.wall)()
    }

    /// How long it has been since the reaper began.
    pub(super) fn age(&self) -> Duration {
        // The wall clock first: what passes between the two looks must not seem to be its lead.
        let by_wall = (self.wall() - self.wall_started).to_std().unwrap_or_default();
        let elapsed = self.started.elapsed();
        let ahead_us = u64::try_from(by_wall.saturating_sub(elapsed).as_micros()).unwrap_or(u64::MAX);
        let most_us = self.ahead_us.fetch_max(ahead_us, Ordering::Relaxed).max(ahead_us);
        elapsed.saturating_add(Duration::from_micros(most_us))
    }

    /// How old the reaper will be when the time of something is up that lives for so long since it was created.
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
    async fn tokios_time_counts_where_the_wall_clock_stands_still() {
        let (clock, _) = clock();
        let deadline = clock.deadline(clock.wall(), HOUR);
        tokio::time::advance(HOUR).await;
        assert_eq!(clock.age(), deadline);
    }

    #[tokio::test(start_paused = true)]
    async fn a_suspended_machine_is_as_old_as_the_wall_clock_says() {
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
    async fn a_clock_that_was_put_forward_and_back_moves_no_deadline_of_the_time_between() {
        let (clock, us) = clock();
        us.fetch_add(5 * HOUR_US, Ordering::Relaxed);
        let deadline = clock.deadline(clock.wall(), HOUR);
        us.fetch_sub(5 * HOUR_US, Ordering::Relaxed);
        tokio::time::advance(HOUR).await;
        assert_eq!(clock.age(), deadline);
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_created_before_has_less_left_and_never_more_than_its_ttl() {
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
