//! Numbers with units: of time and of bytes. One unit each, whole numbers only: `90s`, not `1m30s` or `1.5m`.

use crate::settings::content::is;

/// A unit and what it is worth in the smallest one.
pub(super) type Unit = (&'static str, u64);

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

/// A text that has no unit, or is no number at all.
pub(super) fn without_unit(text: &str) -> String {
    let missing = if text.parse::<f64>().is_ok() { ", without a unit" } else { "" };
    format!("{}{missing}", is(text))
}
