//! Why something failed, as it may stand in a text column.

/// How much is kept, in characters: errors may quote values, and values may be large.
const LONGEST: usize = 4_000;

/// A reason as it is written down.
pub(crate) fn kept(reason: &str) -> String {
    clean(&reason.chars().take(LONGEST).collect::<String>())
}

/// PostgreSQL refuses NUL.
pub(crate) fn clean(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_kept_up_to_its_longest_and_without_nul() {
        assert_eq!(kept("a\0b"), "a\u{fffd}b");
        assert_eq!(kept(&"\u{1f980}".repeat(5_000)), "\u{1f980}".repeat(LONGEST));
    }
}
