//! Events as a table that is printed as they arrive: column widths are fixed, and longer texts are cut.

use std::borrow::Cow;

use aegis_events::types::Timestamp;
use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::shown::{Gap, Shown, end_of_time};
use crate::out::{Failure, Out};

/// Enough for ten million events.
const POSITION: usize = 8;
/// Milliseconds, without the time zone, which is always UTC.
const TIME: usize = 23;
/// The minimal width of a payload.
const LEAST_DATA: usize = 16;
/// The gap between columns.
const GAP: usize = 2;

const HEAD: Style = Style::new().bold();
const QUIET: Style = Style::new().dimmed();
const LOST: Style = AnsiColor::Yellow.on_default();

/// A table.
pub(crate) struct Table<'o> {
    out: &'o mut Out,
    name: usize,
    /// The width of the last column; `None` for unlimited.
    data: Option<usize>,
    has_begun: bool,
}

impl<'o> Table<'o> {
    pub(super) fn new(longest_name: usize, out: &'o mut Out) -> Self {
        let name = longest_name.max("EVENT".len());
        let width = terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0));
        let data = width.map(|width| width.saturating_sub(POSITION + TIME + name + 3 * GAP).max(LEAST_DATA));
        Self { out, name, data, has_begun: false }
    }

    fn begin(&mut self) -> Result<(), Failure> {
        if self.has_begun {
            return Ok(());
        }
        self.has_begun = true;
        let head = format!(
            "{:>POSITION$}  {:TIME$}  {:name$}  DATA",
            "POSITION",
            "OCCURRED AT (UTC)",
            "EVENT",
            name = self.name
        );
        self.out.line(format_args!("{HEAD}{head}{HEAD:#}"))
    }

    pub(super) fn event(&mut self, event: &Shown<'_>) -> Result<(), Failure> {
        self.begin()?;
        let place = match (event.position, event.sequence) {
            (Some(position), _) => position.to_string(),
            (None, Some(sequence)) => format!("#{sequence}"),
            (None, None) => String::new(),
        };
        let name = format!("{}.{}", event.family, event.event_type);
        let name = printable(&name);
        let padding = " ".repeat(self.name.saturating_sub(name.width()));
        let (style, data) = match &event.payload {
            Ok(json) => (Style::new(), printable(json)),
            Err(why) => (QUIET, Cow::Owned(format!("({})", printable(why)))),
        };
        let data = match self.data {
            Some(width) => cut(data, width),
            None => data,
        };
        let time = event.occurred_at.map(time).unwrap_or_default();
        self.out.line(format_args!("{place:>POSITION$}  {time:TIME$}  {name}{padding}  {style}{data}{style:#}"))
    }

    pub(super) fn gap(&mut self, gap: &Gap) -> Result<(), Failure> {
        self.begin()?;
        self.out.line(format_args!("{:>POSITION$}  {LOST}{}{LOST:#}", "-", gap_text(gap)))
    }

    pub(super) fn flush(&mut self) -> Result<(), Failure> {
        self.out.flush()
    }
}

/// The text of a gap.
pub(super) fn gap_text(gap: &Gap) -> String {
    let what = match (gap.lost, gap.position) {
        (_, Some(position)) => format!("the event at position {position} is not shown"),
        (Some(1), None) => "1 event is lost".to_owned(),
        (Some(lost), None) => format!("{lost} events are lost"),
        (None, None) => "events may be missing here".to_owned(),
    };
    if gap.reason.is_empty() { what } else { format!("{what}: {}", printable(&gap.reason)) }
}

fn time(time: Timestamp) -> String {
    match end_of_time(time) {
        Some(end) => end.to_owned(),
        None => time.format("%Y-%m-%d %H:%M:%S%.3f").to_string(),
    }
}

/// A text with control characters escaped.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    let shown = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    Cow::Owned(text.chars().map(shown).collect())
}

/// A text cut to a width, with an ellipsis.
fn cut(text: Cow<'_, str>, width: usize) -> Cow<'_, str> {
    if text.width() <= width {
        return text;
    }
    let mut room = width.saturating_sub(1);
    let fits = |c: &char| {
        let needs = c.width().unwrap_or(0);
        let fits = needs <= room;
        room = room.saturating_sub(needs);
        fits
    };
    let mut short: String = text.chars().take_while(fits).collect();
    short.push('…');
    Cow::Owned(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_by_their_display_width() {
        let cases = [
            ("abcdef", 6, "abcdef"),
            ("abcdefg", 6, "abcde…"),
            ("日本語日本語", 6, "日本…"),
            ("ée\u{301}xyz", 3, "ée\u{301}…"),
        ];
        for (text, width, expected) in cases {
            assert_eq!(cut(Cow::Borrowed(text), width), expected);
            assert!(cut(Cow::Borrowed(text), width).width() <= width);
        }
    }

    #[test]
    fn control_characters_are_escaped() {
        assert_eq!(printable("a\u{1b}[2Jb\u{9b}c\n"), "a\\u{1b}[2Jb\\u{9b}c\\n");
        assert_eq!(printable("é"), "é");
    }
}
