//! Why a command gives no answer.

use std::fmt::Display;
use std::io;

use aegis_events::history::HistoryError;

/// No answer can be given.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The output was closed by whoever read it.
    Closed,
    /// Something cannot be read or written, or the arguments make no sense: what, where, and what to do.
    NoAnswer(String),
}

impl Failure {
    pub(crate) fn new(error: impl Display) -> Self {
        Self::NoAnswer(error.to_string())
    }
}

/// An error of the standard output; those of files are told with their names.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Closed,
            _ => Self::NoAnswer(format!("cannot write the output: {error}")),
        }
    }
}

/// The message, and the help on a line of its own.
impl From<HistoryError> for Failure {
    fn from(error: HistoryError) -> Self {
        let help = error.help().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
        Self::NoAnswer(format!("{error}{help}"))
    }
}
