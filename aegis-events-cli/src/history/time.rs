//! Times as arguments: a time, a date or an age.

use aegis_events::types::{Date, Timestamp};
use chrono::{DateTime, NaiveTime, Utc};

/// Parse a time, a date, or an age before now.
pub(super) fn parse(text: &str) -> Result<Timestamp, String> {
    parse_at(text, Utc::now())
}

fn parse_at(text: &str, now: Timestamp) -> Result<Timestamp, String> {
    let text = text.trim();
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Ok(time.to_utc());
    }
    if let Ok(day) = text.parse::<Date>() {
        return Ok(day.and_time(NaiveTime::MIN).and_utc());
    }
    let ago = humantime::parse_duration(text).ok().and_then(|ago| chrono::Duration::from_std(ago).ok());
    ago.and_then(|ago| now.checked_sub_signed(ago))
        .ok_or_else(|| "write a time (2026-03-04T05:06:07Z), a date (2026-03-04) or an age (90m, 2d)".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_dates_and_ages_are_parsed() {
        let now = "2026-03-04T05:06:07Z".parse().unwrap();
        let cases = [
            ("2026-03-04T05:06:07+02:00", "2026-03-04T03:06:07Z"),
            ("2026-03-04", "2026-03-04T00:00:00Z"),
            ("90m", "2026-03-04T03:36:07Z"),
            ("2d 1h", "2026-03-02T04:06:07Z"),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_at(text, now), Ok(expected.parse().unwrap()), "{text}");
        }
        for text in ["", "yesterday", "5", "2026-13-01", "9999999999999w"] {
            assert!(parse_at(text, now).is_err(), "{text}");
        }
    }
}
