//! Counts with their nouns.

/// "1 event", "2 events", "no events"; the plural of `-y` is `-ies`.
pub(crate) fn counted(count: impl TryInto<usize>, noun: &str) -> String {
    let count = count.try_into().unwrap_or(usize::MAX);
    let plural = || match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{noun}s"),
    };
    match count {
        0 => format!("no {}", plural()),
        1 => format!("1 {noun}"),
        _ => format!("{} {}", grouped(count), plural()),
    }
}

/// Digits with commas between thousands.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn nouns_agree_with_their_numbers() {
        let texts = [(0, "event"), (1, "family"), (2, "family"), (70, "key"), (10_000, "event"), (1_234_567, "entry")]
            .map(|(count, noun)| counted(count, noun));
        assert_eq!(texts, ["no events", "1 family", "2 families", "70 keys", "10,000 events", "1,234,567 entries"]);
    }
}
