//! Output and exit code of a command. A closed output is not an error.
//!
//! Commands write colours; they are removed where the output is not a terminal or colours are switched off.

mod counted;
mod failure;
mod form;

use std::fmt::Display;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use anstream::AutoStream;
use serde::Serialize;

pub(crate) use counted::counted;
pub(crate) use failure::Failure;
pub(crate) use form::{DOUBTFUL, Form, GOOD, NOTE, TITLE, WRONG, lines, table};

/// There are findings.
const FOUND: u8 = 1;
/// Usage error or I/O error.
const ERROR_CODE: u8 = 2;

/// The result of a command whose text was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// No findings.
    Good,
    /// There are findings.
    Found,
}

/// The result of a command.
pub(crate) type Answer = Result<Verdict, Failure>;

/// The standard output.
pub(crate) struct Out {
    stream: BufWriter<AutoStream<io::StdoutLock<'static>>>,
}

impl Out {
    pub(crate) fn stdout() -> Self {
        Self { stream: BufWriter::new(AutoStream::auto(io::stdout().lock())) }
    }

    /// Write a line.
    pub(crate) fn line(&mut self, text: impl Display) -> Result<(), Failure> {
        Ok(writeln!(self.stream, "{text}")?)
    }

    /// Write a value as JSON on several lines.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        self.line(serde_json::to_string_pretty(value).map_err(Failure::new)?)
    }

    /// Write buffered output now, before the command waits.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        Ok(self.stream.flush()?)
    }

    /// Write the rest and return the exit code. A closed output is success.
    pub(crate) fn finish(mut self, answer: Answer) -> ExitCode {
        let flushed = self.flush();
        match answer.and_then(|verdict| flushed.map(|()| verdict)) {
            Ok(Verdict::Good) | Err(Failure::Closed) => ExitCode::SUCCESS,
            Ok(Verdict::Found) => ExitCode::from(FOUND),
            Err(Failure::Error(text)) => print_error(&text),
        }
    }
}

/// For writers of tables, rows and lines.
impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// Write a note to the standard error.
pub(crate) fn note(text: impl Display) {
    // A closed standard error does not stop the command.
    let _ = writeln!(anstream::stderr(), "{NOTE}note{NOTE:#}: {text}");
}

fn print_error(text: &str) -> ExitCode {
    // With a closed standard error, the exit code still reports the error.
    let _ = writeln!(anstream::stderr(), "{WRONG}error{WRONG:#}: {text}");
    ExitCode::from(ERROR_CODE)
}
