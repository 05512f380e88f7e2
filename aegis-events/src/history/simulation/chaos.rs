//! The possible failures of a call of the database.

use std::time::Duration;

/// The probability of each failure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Chaos {
    /// The database is away, and does nothing.
    pub(crate) fail_before: f64,
    /// The call is done, and its answer is lost.
    pub(crate) fail_after: f64,
    /// Reads never fail.
    pub(crate) spares_reads: bool,
    /// The longest duration of a call, half of it before the act.
    pub(crate) longest: Duration,
    /// One in this many calls stalls; 0 for none.
    pub(crate) stall_one_in: u32,
    /// The longest stall.
    pub(crate) longest_stall: Duration,
}

impl Chaos {
    /// Each call succeeds at once.
    pub(crate) const CALM: Self = Self {
        fail_before: 0.0,
        fail_after: 0.0,
        spares_reads: false,
        longest: Duration::ZERO,
        stall_one_in: 0,
        longest_stall: Duration::ZERO,
    };

    /// Calls take time, without failures.
    pub(crate) const SLOW: Self = Self { longest: Duration::from_millis(20), ..Self::CALM };

    /// Each tenth call fails, half of these after the act; a few calls stall.
    pub(crate) const ROUGH: Self = Self {
        fail_before: 0.05,
        fail_after: 0.05,
        spares_reads: false,
        longest: Duration::from_millis(40),
        stall_one_in: 100,
        longest_stall: Duration::from_secs(20),
    };

    /// What happens to one call.
    pub(super) fn fate(self, rng: &mut fastrand::Rng, is_read: bool) -> Fate {
        let mut wait = || match self.stall_one_in {
            one_in if one_in > 0 && rng.u32(..one_in) == 0 => self.longest_stall.mul_f64(rng.f64()),
            _ => self.longest.mul_f64(rng.f64() / 2.0),
        };
        let (before, after) = (wait(), wait());
        let luck = rng.f64();
        let failure = match luck {
            _ if is_read && self.spares_reads => None,
            _ if luck < self.fail_before => Some(Failure::Before),
            _ if luck < self.fail_before + self.fail_after => Some(Failure::After),
            _ => None,
        };
        Fate { before, after, failure }
    }
}

/// What happens to one call.
pub(super) struct Fate {
    pub(super) before: Duration,
    pub(super) after: Duration,
    pub(super) failure: Option<Failure>,
}

/// When a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    Before,
    After,
}
