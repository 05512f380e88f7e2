//! Times.

use std::time::Duration;

use super::units::{self, Unit, without_unit};
use super::{Kind, in_range};
use crate::settings::content::Content;

/// Units of time in milliseconds, the largest first.
const TIMES: [Unit; 5] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

/// A time, in milliseconds.
#[derive(Debug, Clone)]
pub(crate) struct Time {
    min: u64,
    max: u64,
}

impl Time {
    /// From a shortest to a longest time, written as in a file.
    pub(crate) const fn of(min: &str, max: &str) -> Self {
        Self { min: units::known(min, &TIMES), max: units::known(max, &TIMES) }
    }

    pub(crate) const fn value(text: &str) -> Duration {
        Duration::from_millis(units::known(text, &TIMES))
    }
}

impl Kind for Time {
    type Value = Duration;

    fn allowed(&self) -> String {
        let [from, to] = [self.min, self.max].map(|time| units::shown(time, &TIMES));
        format!("a time from {from} to {to}: a whole number with `ms`, `s`, `m`, `h` or `d`")
    }

    fn read(&self, content: &Content) -> Result<Duration, String> {
        let text = content.text()?;
        let time = units::read(text, &TIMES).ok_or_else(|| without_unit(text))?;
        self.check(Duration::from_millis(time))
    }

    fn check(&self, value: Duration) -> Result<Duration, String> {
        let range = Duration::from_millis(self.min)..=Duration::from_millis(self.max);
        in_range(value, range.contains(&value), || self.shown(&value))
    }

    fn shown(&self, value: &Duration) -> String {
        match u64::try_from(value.as_millis()) {
            Ok(ms) if Duration::from_millis(ms) == *value => units::shown(ms, &TIMES),
            _ => format!("{value:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::TIMES;
    use crate::settings::kinds::units::{read, shown};

    #[test]
    fn a_time_is_read_back_as_shown() {
        for ms in [0, 1, 999, 1_000, 1_500, 60_000, 90_000, 3_600_000, 86_400_000, 7 * 86_400_000] {
            assert_eq!(read(&shown(ms, &TIMES), &TIMES), Some(ms));
        }
        assert_eq!(shown(90_000, &TIMES), "90s");
    }

    #[test]
    fn nothing_is_guessed() {
        for text in ["", "90", "s", "1.5s", "-1s", "1 s", "1S", "1m30s", "+1s", "99999999999999999999d", "1d ", "1M"] {
            assert_eq!(read(text, &TIMES), None, "{text:?}");
        }
    }
}
