//! The lines of a YAML text, for errors: a line that exists, and its key.
//!
//! The parser reports where it noticed an error. At the end of a text that is after the last line, and for an unclosed quote it is anywhere
//! after the quote.

/// A text by its lines.
pub(super) struct Lines(Vec<String>);

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        // As YAML breaks lines: a carriage return alone does, too.
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        Self(text.lines().map(str::to_owned).collect())
    }

    /// The line itself, or the last line that is not empty if that comes first.
    pub(super) fn existing(&self, line: usize) -> usize {
        let last = self.0.iter().rposition(|text| !text.trim().is_empty()).map_or(1, |place| place + 1);
        line.clamp(1, last)
    }

    /// The first line from `from` through `to` with a quote in it, or else `to`.
    pub(super) fn with_quote(&self, from: usize, to: usize) -> usize {
        let has_quote = |line: &usize| self.get(*line).is_some_and(|text| without_comment(text).contains(['"', '\'']));
        (from..=to).find(has_quote).unwrap_or(to)
    }

    /// The key that a line begins with. The value after it may be a secret.
    pub(super) fn key(&self, line: usize) -> Option<&str> {
        let text = self.get(line)?.trim_start().trim_start_matches("- ").trim_start();
        let (key, rest) = text.split_once(':')?;
        let is_plain = !key.is_empty() && key.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'-'));
        // Without a space after it, the colon may be that of an address with a password.
        (is_plain && (rest.is_empty() || rest.starts_with([' ', '\t']))).then_some(key)
    }

    fn get(&self, line: usize) -> Option<&str> {
        self.0.get(line.checked_sub(1)?).map(String::as_str)
    }
}

fn without_comment(line: &str) -> &str {
    if line.starts_with('#') { "" } else { line.split(" #").next().unwrap_or(line) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_past_the_end_is_the_last_nonempty_one() {
        for text in ["a: 1\nb: 2", "a: 1\nb: 2\n", "a: 1\nb: 2\n\n  \n", "a: 1\r\nb: 2\r\n", "a: 1\rb: 2\r"] {
            let lines = Lines::of(text);
            assert_eq!([1, 2, 3, 9].map(|line| lines.existing(line)), [1, 2, 2, 2], "{text:?}");
        }
        assert_eq!(Lines::of("").existing(1), 1);
    }

    #[test]
    fn quotes_in_comments_do_not_count() {
        let lines = Lines::of("a: 1 # it's\n# it's\nb: 'x\nc: 2\n");
        assert_eq!(lines.with_quote(1, 4), 3);
        assert_eq!(lines.with_quote(1, 2), 2);
    }

    #[test]
    fn of_a_line_only_its_key_is_shown() {
        let key = |text| Lines::of(text).key(1).map(str::to_owned);
        for text in ["token: \"secret", "  token:", "  - token: secret", "token:\tsecret"] {
            assert_eq!(key(text).as_deref(), Some("token"), "{text:?}");
        }
        for text in ["secret", "postgres://user:password@host", "a secret: here", "\"quoted\": 1", ": x", ""] {
            assert_eq!(key(text), None, "{text:?}");
        }
    }
}
