//! The error of a command.

use std::fmt::Display;
use std::io;

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

/// The message, and the help on a line of its own.
impl From<HistoryError> for Failure {
    fn from(error: HistoryError) -> Self {
        let help = error.help().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
        Self::Error(format!("{error}{help}"))
    }
}
