//! The pause before the next connection attempt.

use std::time::Duration;

const FIRST: Duration = Duration::from_millis(250);
const LONGEST: Duration = Duration::from_secs(15);

/// Doubles with each failure until a success.
#[derive(Debug, Default)]
pub(super) struct Pause {
    failures: u32,
}

impl Pause {
    pub(super) fn over(&mut self) {
        self.failures = 0;
    }

    /// The next pause.
    pub(super) fn next(&mut self) -> Duration {
        let factor = 2_u32.saturating_pow(self.failures);
        self.failures += 1;
        FIRST.saturating_mul(factor).min(LONGEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_reset() {
        let mut pause = Pause::default();
        let all: Vec<_> = (0..9).map(|_| pause.next().as_millis()).collect();
        assert_eq!(all, [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
        pause.over();
        assert_eq!(pause.next(), FIRST);
    }
}
