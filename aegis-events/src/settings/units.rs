//! Numbers with units: of time and of bytes. One unit each, whole numbers only: `90s`, not `1m30s` or `1.5m`.

/// A unit and what it is worth in the smallest one.
type Unit = (&'static str, u64);

/// Units of time in milliseconds, the largest first.
pub(super) const TIMES: [Unit; 5] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];
/// Units of bytes, the largest first.
pub(super) const SIZES: [Unit; 4] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1)];

/// The number that a text names, in the smallest unit.
pub(super) const fn read(text: &str, units: &[Unit]) -> Option<u64> {
    let text = text.as_bytes();
    let (mut number, mut end) = (0_u64, 0);
    while end < text.len() && text[end].is_ascii_digit() {
        let Some(shifted) = number.checked_mul(10) else { return None };
        let Some(next) = shifted.checked_add((text[end] - b'0') as u64) else { return None };
        (number, end) = (next, end + 1);
    }
    let (digits, unit) = text.split_at(end);
    let mut next = 0;
    while next < units.len() {
        if !digits.is_empty() && same(unit, units[next].0.as_bytes()) {
            return number.checked_mul(units[next].1);
        }
        next += 1;
    }
    None
}

/// The number that a text in the source names.
///
/// # Panics
///
/// If it names none, which its caller finds out at compile time, in a `const`.
pub(super) const fn known(text: &str, units: &[Unit]) -> u64 {
    match read(text, units) {
        Some(number) => number,
        None => panic!("a number with a unit"),
    }
}

/// A number in the largest unit that it is a multiple of.
pub(super) fn shown(number: u64, units: &[Unit]) -> String {
    let fits = |(_, worth): &&Unit| number > 0 && number.is_multiple_of(*worth);
    match units.iter().find(fits).or(units.last()) {
        Some((name, worth)) => format!("{}{name}", number / worth),
        None => number.to_string(),
    }
}

/// `==` of slices, in constants.
const fn same(one: &[u8], other: &[u8]) -> bool {
    let mut next = 0;
    while next < one.len() && next < other.len() && one[next] == other[next] {
        next += 1;
    }
    next == one.len() && next == other.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_back_as_shown() {
        for ms in [0, 1, 999, 1_000, 1_500, 60_000, 90_000, 3_600_000, 86_400_000, 7 * 86_400_000] {
            assert_eq!(read(&shown(ms, &TIMES), &TIMES), Some(ms));
        }
        for bytes in [0, 1, 1_000, 1_024, 64 << 20, (2 << 30) + 1, u64::MAX] {
            assert_eq!(read(&shown(bytes, &SIZES), &SIZES), Some(bytes));
        }
        assert_eq!(shown(90_000, &TIMES), "90s");
        assert_eq!(shown(64 << 20, &SIZES), "64MiB");
    }

    #[test]
    fn nothing_is_guessed() {
        for text in ["", "90", "s", "1.5s", "-1s", "1 s", "1S", "1m30s", "+1s", "99999999999999999999d", "1d ", "1M"] {
            assert_eq!(read(text, &TIMES), None, "{text:?}");
        }
        for text in ["64", "64MB", "64mib", "1.5GiB", "99999999999GiB"] {
            assert_eq!(read(text, &SIZES), None, "{text:?}");
        }
    }
}
