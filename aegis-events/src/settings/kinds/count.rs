//! Whole numbers.

use super::{Kind, in_range};
use crate::settings::content::{Content, is};

/// A whole number.
#[derive(Debug, Clone)]
pub(crate) struct Count {
    min: usize,
    max: usize,
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
