//! Times in PostgreSQL's binary form: microseconds since 2000, and the ends of the range for the infinities.

use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo};
use sqlx::{Encode, Postgres, Type};

use crate::history::sql_timestamp::SqlTimestamp;
use crate::types::Timestamp;

/// PostgreSQL counts from 2000-01-01.
const EPOCH_US: i64 = 946_684_800_000_000;

/// A time as a `timestamptz`, the two infinities included.
#[derive(Clone, Copy)]
pub(super) struct Timestamptz(pub(super) SqlTimestamp);

impl Timestamptz {
    pub(super) fn to_binary(self) -> i64 {
        match self.0 {
            SqlTimestamp::MIN | SqlTimestamp::MAX => self.0.us(),
            time => time.us() - EPOCH_US,
        }
    }

    pub(super) fn from_binary(us: i64) -> Self {
        // The infinities are outside of the range of `SqlTimestamp`, also with the epoch added.
        Self(SqlTimestamp::from_us(us.saturating_add(EPOCH_US)))
    }
}

impl Type<Postgres> for Timestamptz {
    fn type_info() -> PgTypeInfo {
        <Timestamp as Type<Postgres>>::type_info()
    }
}

impl PgHasArrayType for Timestamptz {
    fn array_type_info() -> PgTypeInfo {
        <Timestamp as PgHasArrayType>::array_type_info()
    }
}

impl Encode<'_, Postgres> for Timestamptz {
    fn encode_by_ref(&self, buf: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        buf.extend_from_slice(&self.to_binary().to_be_bytes());
        Ok(IsNull::No)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn times_survive_the_round_trip(us in any::<i64>()) {
            let time = SqlTimestamp::from_us(us);
            prop_assert_eq!(Timestamptz::from_binary(Timestamptz(time).to_binary()).0, time);
        }
    }

    #[test]
    fn the_ends_of_the_range_are_the_infinities() {
        for time in [SqlTimestamp::MIN, SqlTimestamp::MAX] {
            let us = Timestamptz(time).to_binary();
            assert!(matches!(us, i64::MIN | i64::MAX));
            assert_eq!(Timestamptz::from_binary(us).0, time);
        }
    }
}
