//! Blanks broken lines of a text, so that the lines after them can be read.
//!
//! After two mistakes the TOML parser cannot read the rest of the file: a line that is not an entry, and a bracket that is never
//! closed. Their lines are replaced by spaces, so all other places stay valid.

use crate::model::Span;

/// Whether the parser cannot read the rest of the file after a mistake, by the parser's message.
pub(crate) fn stops_the_parser(message: &str) -> bool {
    message.starts_with("key with no value")
        || message.starts_with("unclosed array")
        || message.starts_with("unclosed inline")
}

/// The lines of a mistake, up to the next line that looks like an entry or a table.
pub(crate) fn spoilt_lines(text: &str, start: usize) -> Span {
    let before = &text.as_bytes()[..start.min(text.len())];
    let first = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    let mut end = line_end(text, first);
    while end < text.len() && !begins_something(&text[end..line_end(text, end)]) {
        end = line_end(text, end);
    }
    first..end
}

/// Replaces everything except line breaks with spaces.
pub(crate) fn blank(text: &mut String, lines: Span) {
    let blanks: String = text[lines.clone()].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
    text.replace_range(lines, &blanks);
}

fn line_end(text: &str, from: usize) -> usize {
    text[from..].find('\n').map_or(text.len(), |at| from + at + 1)
}

/// Whether a line looks like `key = ..` or `[table]`.
fn begins_something(line: &str) -> bool {
    let line = line.trim();
    if line.starts_with('[') {
        return line.ends_with(']') && !line.contains(['"', '\'', ',']);
    }
    let key = line.split('=').next().unwrap_or_default().trim_end();
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    key.len() < line.len() && !key.is_empty() && key.chars().all(bare)
}

#[cfg(test)]
mod tests {
    use super::{blank, spoilt_lines};

    #[test]
    fn an_open_bracket_only_blanks_its_own_lines() {
        let mut text = "a = [\n  \"x\",\nb = 1\n".to_owned();
        let lines = spoilt_lines(&text, 4);
        blank(&mut text, lines);
        assert_eq!(text, "     \n      \nb = 1\n");
    }
}
