//! Numbers of bytes.

use super::units::{self, Unit, without_unit};
use super::{Kind, in_range};
use crate::settings::content::Content;

/// Units of bytes, the largest first.
const SIZES: [Unit; 4] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1)];

/// A number of bytes.
#[derive(Debug, Clone)]
pub(crate) struct Bytes {
    min: u64,
    max: u64,
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
        format!("a size from {from} to {to}: a whole number with `B`, `KiB`, `MiB` or `GiB`")
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

#[cfg(test)]
mod tests {
    use super::SIZES;
    use crate::settings::kinds::units::{read, shown};

    #[test]
    fn a_size_is_read_back_as_shown() {
        for bytes in [0, 1, 1_000, 1_024, 64 << 20, (2 << 30) + 1, u64::MAX] {
            assert_eq!(read(&shown(bytes, &SIZES), &SIZES), Some(bytes));
        }
        assert_eq!(shown(64 << 20, &SIZES), "64MiB");
    }

    #[test]
    fn nothing_is_guessed() {
        for text in ["64", "64MB", "64mib", "1.5GiB", "99999999999GiB"] {
            assert_eq!(read(text, &SIZES), None, "{text:?}");
        }
    }
}
