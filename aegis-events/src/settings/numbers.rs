//! Kinds of settings that are numbers: counts, times and sizes.

use std::time::Duration;

use super::content::{Content, is};
use super::kinds::Kind;
use super::units::{self, SIZES, TIMES};

/// A whole number.
#[derive(Debug, Clone)]
pub(crate) struct Count {
    min: usize,
    max: usize,
}

/// A time, in milliseconds.
#[derive(Debug, Clone)]
pub(crate) struct Time {
    min: u64,
    max: u64,
}

/// A number of bytes.
#[derive(Debug, Clone)]
pub(crate) struct Bytes {
    min: u64,
    max: u64,
}

impl Count {
    pub(crate) const fn of(min: usize, max: usize) -> Self {
        Self { min, max }
    }

    pub(crate) const fn value(value: usize) -> usize {
        value
    }
}

impl Kind for Count {
    type Value = usize;

    fn allowed(&self) -> String {
        format!("a whole number from {} to {}, without quotes", self.min, self.max)
    }

    fn read(&self, content: &Content) -> Result<usize, String> {
        let text = content.plain()?;
        // `parse` would take `+5`.
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| digits).ok_or_else(|| is(text)).and_then(|value| self.check(value))
    }

    fn check(&self, value: usize) -> Result<usize, String> {
        in_range(value, (self.min..=self.max).contains(&value), || value.to_string())
    }

    fn shown(&self, value: &usize) -> String {
        value.to_string()
    }
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
        format!("a time from {from} to {to}, such as `500ms`, `90s`, `15m`, `2h` or `7d`")
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

impl Bytes {
    /// From a smallest to a largest size, written as in a file.
    pub(crate) const fn of(min: &str, max: &str) -> Self {
        Self { min: units::known(min, &SIZES), max: units::known(max, &SIZES) }
    }

    pub(crate) const fn value(text: &str) -> u64 {
        units::known(text, &SIZES)
    }
}

impl Kind for Bytes {
    type Value = u64;

    fn allowed(&self) -> String {
        let [from, to] = [self.min, self.max].map(|size| units::shown(size, &SIZES));
        format!("a size from {from} to {to}, such as `512KiB`, `64MiB` or `2GiB`")
    }

    fn read(&self, content: &Content) -> Result<u64, String> {
        let text = content.text()?;
        units::read(text, &SIZES).ok_or_else(|| without_unit(text)).and_then(|value| self.check(value))
    }

    fn check(&self, value: u64) -> Result<u64, String> {
        in_range(value, (self.min..=self.max).contains(&value), || self.shown(&value))
    }

    fn shown(&self, value: &u64) -> String {
        units::shown(*value, &SIZES)
    }
}

fn in_range<T>(value: T, fits: bool, shown: impl FnOnce() -> String) -> Result<T, String> {
    if fits { Ok(value) } else { Err(format!("is {}", shown())) }
}

/// A text that has no unit, or is no number at all.
fn without_unit(text: &str) -> String {
    let missing = if text.parse::<f64>().is_ok() { ", without a unit" } else { "" };
    format!("{}{missing}", is(text))
}
