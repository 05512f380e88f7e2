//! Times as databases store them: whole microseconds, and two infinities.
//!
//! PostgreSQL has timestamps from 4713 BC to the year 294276, SQLite's texts sort like times only from year 0 to 9999, and a catalog's
//! `Timestamp` ranges from -262143 to 262142. A time outside the years 1 to 9999 is `-infinity` or `infinity` in columns, on both databases.
//! The payload in `event_data` has the exact time.

#[cfg(any(feature = "sqlite", test))]
mod text;

use chrono::DateTime;

use crate::envelope::time_of;
use crate::types::Timestamp;

/// A time in a column: microseconds since the Unix epoch, or one of the two infinities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SqlTimestamp(i64);

/// 0001-01-01T00:00:00Z.
const FIRST_US: i64 = -62_135_596_800_000_000;
/// 9999-12-31T23:59:59.999999Z.
const LAST_US: i64 = 253_402_300_799_999_999;

const BEFORE_ALL: &str = "-infinity";
const AFTER_ALL: &str = "infinity";

impl SqlTimestamp {
    /// `-infinity`, before all other times.
    pub(crate) const MIN: Self = Self(i64::MIN);
    /// `infinity`, after all other times.
    pub(crate) const MAX: Self = Self(i64::MAX);

    pub(crate) fn from_us(us: i64) -> Self {
        match us {
            ..FIRST_US => Self::MIN,
            FIRST_US..=LAST_US => Self(us),
            _ => Self::MAX,
        }
    }

    pub(crate) fn now() -> Self {
        Self::from(chrono::Utc::now())
    }

    /// The same time. The infinities are the ends of the range of `Timestamp`.
    pub(crate) fn to_time(self) -> Timestamp {
        match self {
            Self::MIN => Timestamp::MIN_UTC,
            Self::MAX => Timestamp::MAX_UTC,
            Self(us) => time_of(us),
        }
    }

    /// Microseconds since the Unix epoch.
    pub(crate) fn us(self) -> i64 {
        self.0
    }

    pub(crate) fn from_sql_text(text: &str) -> Option<Self> {
        match text {
            BEFORE_ALL => Some(Self::MIN),
            AFTER_ALL => Some(Self::MAX),
            _ => DateTime::parse_from_rfc3339(text).ok().map(|time| Self::from_us(time.timestamp_micros())),
        }
    }
}

impl From<Timestamp> for SqlTimestamp {
    fn from(time: Timestamp) -> Self {
        Self::from_us(time.timestamp_micros())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_the_range_are_the_infinities() {
        assert_eq!(SqlTimestamp::from(Timestamp::MIN_UTC), SqlTimestamp::MIN);
        assert_eq!(SqlTimestamp::from(Timestamp::MAX_UTC), SqlTimestamp::MAX);
        assert_eq!(SqlTimestamp::MAX.to_time(), Timestamp::MAX_UTC);
    }
}
