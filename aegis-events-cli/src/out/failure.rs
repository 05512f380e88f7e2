//! The error of a command.

use std::error::Error;
use std::fmt::Display;
use std::io;

use aegis_events::help_of;
use aegis_events::history::HistoryError;

/// The command has no result.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The reader closed the output.
    Closed,
    /// A usage error or an I/O error: the message, and help on further lines.
    Error(String),
}

impl Failure {
    pub(crate) fn new(error: impl Display) -> Self {
        Self::Error(error.to_string())
    }
}

/// An error of the standard output. Errors of files name the file.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Closed,
            _ => Self::Error(format!("cannot write the output: {error}")),
        }
    }
}

/// A history's error.
impl From<HistoryError> for Failure {
    fn from(error: HistoryError) -> Self {
        Self::Error(explained(&error))
    }
}

/// An error with its sources, and its help on the next line.
pub(crate) fn explained(error: &(dyn Error + 'static)) -> String {
    let help = help_of(error).map(|help| format!("\n  {help}")).unwrap_or_default();
    format!("{}{help}", whole(error))
}

/// An error with its sources. A source whose text is in the message already is skipped.
pub(crate) fn whole(error: &dyn Error) -> String {
    let mut texts = vec![error.to_string()];
    let mut source = error.source();
    while let Some(error) = source {
        let text = error.to_string();
        if !texts.iter().any(|known| known.contains(&text)) {
            texts.push(text);
        }
        source = error.source();
    }
    texts.join(": ")
}
