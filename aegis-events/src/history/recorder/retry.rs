//! How long to wait before trying again.

use std::time::Duration;

/// The first wait. A connection that was cut is back at once.
const FIRST: Duration = Duration::from_millis(50);
/// The longest wait: how late a recorder may notice that the database is back.
const LONGEST: Duration = Duration::from_secs(5);

/// Waits that double from try to try, each shortened by chance, so that many processes do not come back in step.
#[derive(Debug, Default)]
pub(crate) struct Backoff {
    tries: u32,
}

impl Backoff {
    /// How long to wait before the next try: between half of the present step and all of it.
    pub(crate) fn next(&mut self) -> Duration {
        let step = FIRST.saturating_mul(1 << self.tries.min(10)).min(LONGEST);
        self.tries += 1;
        step.mul_f64(0.5 + fastrand::f64() / 2.0)
    }

    /// It worked: the next trouble begins with a short wait again.
    pub(crate) fn reset(&mut self) {
        self.tries = 0;
    }

    /// How often it failed since it last worked.
    pub(crate) fn tries(&self) -> u32 {
        self.tries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_begin_anew_after_success() {
        let mut backoff = Backoff::default();
        for tries in 0..20 {
            let step = FIRST.saturating_mul(1 << tries.min(10)).min(LONGEST);
            let wait = backoff.next();
            assert!(step / 2 <= wait && wait <= step, "try {tries}: {wait:?}");
        }
        backoff.reset();
        assert!(backoff.next() <= FIRST);
    }
}
