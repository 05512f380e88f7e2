//! The output during a run: one line per event, coloured only on a terminal.
//!
//! Text from outside (file names, output of commands) is shown without control characters. Closing the output does not end the run.

use std::io::{self, IsTerminal, Write};
use std::time::Instant;

use anstyle::{AnsiColor, Style};

/// The amount of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    /// Only the tables.
    Quiet,
    /// The main events.
    Normal,
    /// Every event except single file operations.
    Verbose,
}

/// The output.
pub(crate) struct Screen {
    voice: Voice,
    coloured: bool,
    start: Instant,
}

/// The kind of a line, which determines its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Plain,
    Good,
    /// Something was refused or failed, as intended.
    Refused,
    Quiet,
}

/// Maximum length of a text, in characters.
const MOST_CHARACTERS: usize = 110;

impl Screen {
    pub(crate) fn new(voice: Voice) -> Self {
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Self { voice, coloured: wanted && io::stdout().is_terminal(), start: Instant::now() }
    }

    pub(crate) fn voice(&self) -> Voice {
        self.voice
    }

    /// A heading.
    pub(crate) fn heading(&self, text: &str) {
        let bold = Style::new().bold();
        self.write(&format!("{}\n", self.styled(&clean(text), bold)));
    }

    /// A line that is always shown, such as an address.
    pub(crate) fn say(&self, text: &str) {
        let _ = writeln!(io::stdout(), "{}", clean(text));
    }

    /// A line: time, publisher, event, details.
    pub(crate) fn line(&self, publisher: &str, event: &str, tone: Tone, text: &str) {
        let ms = self.start.elapsed().as_millis();
        let style = match tone {
            Tone::Plain => Style::new(),
            Tone::Good => AnsiColor::Green.on_default(),
            Tone::Refused => AnsiColor::Yellow.on_default(),
            Tone::Quiet => Style::new().dimmed(),
        };
        let event = self.styled(&format!("{event:<28}"), style);
        let text = self.styled(&clean(text), if tone == Tone::Quiet { style } else { Style::new() });
        self.write(&format!("{ms:>6} ms  {publisher:<22}  {event}  {text}\n"));
    }

    fn styled(&self, text: &str, style: Style) -> String {
        if self.coloured { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    fn write(&self, text: &str) {
        if self.voice != Voice::Quiet {
            // A closed pipe does not end the run.
            let _ = io::stdout().write_all(text.as_bytes());
        }
    }
}

/// A text on one line, without control characters, truncated.
pub(crate) fn clean(text: &str) -> String {
    let mut clean: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .take(MOST_CHARACTERS)
        .collect();
    if clean.len() < text.len() && text.chars().nth(MOST_CHARACTERS).is_some() {
        clean.push('…');
    }
    clean
}

/// A number with its noun.
pub(crate) fn several(count: u64, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_and_long_texts_are_not_shown() {
        assert_eq!(clean("a\x1b[31mb\nc"), "a\u{fffd}[31mb c");
        assert_eq!(clean(&"x".repeat(500)).chars().count(), MOST_CHARACTERS + 1);
        assert_eq!(clean("äöü"), "äöü");
    }
}
