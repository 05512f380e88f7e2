//! Reasons of failures, in a form that fits a text column.

/// The longest reason, in characters: errors may quote values, which may be large.
const LONGEST: usize = 4_000;

/// A reason as it is stored.
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
    fn a_reason_is_cut_to_its_limit_and_has_no_nul() {
        assert_eq!(kept("a\0b"), "a\u{fffd}b");
        assert_eq!(kept(&"\u{1f980}".repeat(5_000)), "\u{1f980}".repeat(LONGEST));
    }
}
