//! How a command ends: its text to the right place, its exit code, and no panic when nobody reads any more.

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

/// Something was found, or could not be read.
const FOUND: u8 = 1;
/// The arguments make no sense.
const USAGE: u8 = 2;

/// How a command ended.
pub(crate) enum Outcome {
    /// All is well: the text goes to the standard output.
    Good(String),
    /// Something was found: the text goes to the standard output, since it is what was asked for.
    Found(String),
    /// It could not be done.
    Failed(String),
    /// The arguments make no sense.
    Usage(String),
}

impl Outcome {
    pub(crate) fn failed(error: impl Display) -> Self {
        Self::Failed(error.to_string())
    }

    pub(crate) fn usage(error: impl Display) -> Self {
        Self::Usage(error.to_string())
    }

    /// Writes the text. Whoever closed the output has seen enough; any other failure to write is one of the command.
    pub(crate) fn finish(self) -> ExitCode {
        match self {
            Self::Good(text) => say(&text).map_or_else(unwritable, |()| ExitCode::SUCCESS),
            Self::Found(text) => say(&text).map_or_else(unwritable, |()| ExitCode::from(FOUND)),
            Self::Failed(text) => complain(&text, FOUND),
            Self::Usage(text) => complain(&text, USAGE),
        }
    }
}

fn say(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{}", text.trim_end_matches('\n')).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

fn unwritable(error: io::Error) -> ExitCode {
    complain(&format!("cannot write the output: {error}"), FOUND)
}

fn complain(text: &str, code: u8) -> ExitCode {
    // Where complaints go nowhere, the code still tells.
    let _ = writeln!(io::stderr(), "error: {text}");
    ExitCode::from(code)
}
