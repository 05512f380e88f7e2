//! Numbers with units: of time and of bytes. One unit each, whole numbers only: `90s`, not `1m30s` or `1.5m`.

use std::time::Duration;

/// Units of time in milliseconds, the largest first.
const TIMES: [(&str, u64); 5] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];
/// Units of bytes, the largest first.
const SIZES: [(&str, u64); 4] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1)];

/// The duration that a text names.
pub(super) fn read_duration(text: &str) -> Option<Duration> {
    read(text, &TIMES).map(Duration::from_millis)
}

/// The bytes that a text names.
pub(super) fn read_size(text: &str) -> Option<u64> {
    read(text, &SIZES)
}

/// A duration in the largest unit that it is a whole number of.
pub(crate) fn duration(duration: Duration) -> String {
    match u64::try_from(duration.as_millis()) {
        Ok(ms) if Duration::from_millis(ms) == duration => shown(ms, &TIMES),
        _ => format!("{duration:?}"),
    }
}

/// A size in the largest unit that it is a whole number of.
pub(crate) fn size(bytes: u64) -> String {
    shown(bytes, &SIZES)
}

fn read(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(end);
    let (_, worth) = units.iter().find(|(name, _)| *name == unit)?;
    number.parse::<u64>().ok()?.checked_mul(*worth)
}

fn shown(number: u64, units: &[(&str, u64)]) -> String {
    let fits = |(_, worth): &&(&str, u64)| number > 0 && number.is_multiple_of(*worth);
    match units.iter().find(fits).or(units.last()) {
        Some((name, worth)) => format!("{}{name}", number / worth),
        None => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_read_back() {
        for ms in [0, 1, 999, 1_000, 1_500, 60_000, 90_000, 3_600_000, 86_400_000, 7 * 86_400_000] {
            let time = Duration::from_millis(ms);
            assert_eq!(read_duration(&duration(time)), Some(time));
        }
        for bytes in [0, 1, 1_000, 1_024, 64 << 20, (2 << 30) + 1, u64::MAX] {
            assert_eq!(read_size(&size(bytes)), Some(bytes));
        }
        assert_eq!(duration(Duration::from_secs(90)), "90s");
        assert_eq!(size(64 << 20), "64MiB");
    }

    #[test]
    fn nothing_is_guessed() {
        for text in ["", "90", "s", "1.5s", "-1s", "1 s", "1S", "1m30s", "+1s", "99999999999999999999d", "1d ", "1M"] {
            assert_eq!(read_duration(text), None, "{text:?}");
        }
        for text in ["64", "64MB", "64mib", "1.5GiB", "99999999999GiB"] {
            assert_eq!(read_size(text), None, "{text:?}");
        }
    }
}
