//! Moments as arguments: a time, a day, or how long ago.

use aegis_events::types::{Date, Timestamp};
use chrono::{DateTime, NaiveTime, Utc};

/// Reads a moment.
pub(super) fn moment(text: &str) -> Result<Timestamp, String> {
    moment_before(text, Utc::now())
}

fn moment_before(text: &str, now: Timestamp) -> Result<Timestamp, String> {
    let text = text.trim();
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Ok(time.to_utc());
    }
    if let Ok(day) = text.parse::<Date>() {
        return Ok(day.and_time(NaiveTime::MIN).and_utc());
    }
    let ago = humantime::parse_duration(text).ok().and_then(|ago| chrono::Duration::from_std(ago).ok());
    ago.and_then(|ago| now.checked_sub_signed(ago)).ok_or_else(|| {
        "write a time, 2026-03-04T05:06:07Z, a day, 2026-03-04, or how long ago, such as 90m or 2d".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_days_and_ages_are_moments() {
        let now = "2026-03-04T05:06:07Z".parse().unwrap();
        let cases = [
            ("2026-03-04T05:06:07+02:00", "2026-03-04T03:06:07Z"),
            ("2026-03-04", "2026-03-04T00:00:00Z"),
            ("90m", "2026-03-04T03:36:07Z"),
            ("2d 1h", "2026-03-02T04:06:07Z"),
        ];
        for (text, expected) in cases {
            assert_eq!(moment_before(text, now), Ok(expected.parse().unwrap()), "{text}");
        }
        for text in ["", "yesterday", "5", "2026-13-01", "9999999999999w"] {
            assert!(moment_before(text, now).is_err(), "{text}");
        }
    }
}
