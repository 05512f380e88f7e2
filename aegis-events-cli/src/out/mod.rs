//! How a command ends: its text to the right place, its exit code, and no panic when nobody reads any more.
//!
//! Commands write text with colours; where the output is no terminal, or colours are not wanted, they are taken out on the way.

mod counted;
mod failure;
mod form;

use std::fmt::Display;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};

pub(crate) use counted::counted;
pub(crate) use failure::Failure;
pub(crate) use form::{Form, TITLE, lines, table};

/// Something was found.
const FOUND: u8 = 1;
/// No answer could be given.
const NO_ANSWER: u8 = 2;

/// What stands before complaints.
const ERROR: Style = AnsiColor::Red.on_default().bold();

/// What stands before notes.
const NOTE: Style = AnsiColor::Cyan.on_default().bold();

/// What a command has to say about what it was given. Its text has been written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// All is well.
    Good,
    /// Something was found.
    Found,
}

/// A command's answer.
pub(crate) type Answer = Result<Verdict, Failure>;

/// The standard output.
pub(crate) struct Out {
    stream: BufWriter<AutoStream<io::StdoutLock<'static>>>,
}

impl Out {
    pub(crate) fn stdout() -> Self {
        Self { stream: BufWriter::new(AutoStream::auto(io::stdout().lock())) }
    }

    /// Writes a text and ends its line.
    pub(crate) fn say(&mut self, text: impl Display) -> Result<(), Failure> {
        Ok(writeln!(self.stream, "{text}")?)
    }

    /// Sends what was written to whoever reads it now: before a command waits for something.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        Ok(self.stream.flush()?)
    }

    /// Ends the command. Whoever closed the output has seen enough.
    pub(crate) fn finish(mut self, answer: Answer) -> ExitCode {
        let flushed = self.flush();
        match answer.and_then(|verdict| flushed.map(|()| verdict)) {
            Ok(Verdict::Good) | Err(Failure::Closed) => ExitCode::SUCCESS,
            Ok(Verdict::Found) => ExitCode::from(FOUND),
            Err(Failure::NoAnswer(text)) => complain(&text),
        }
    }
}

/// For output that is written by others: tables, rows, lines.
impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// Says something beside the output: what is there in the output stays what it is.
pub(crate) fn note(text: impl Display) {
    // Where notes go nowhere, nothing else suffers.
    let _ = writeln!(anstream::stderr(), "{NOTE}note{NOTE:#}: {text}");
}

fn complain(text: &str) -> ExitCode {
    // Where complaints go nowhere, the code still tells.
    let _ = writeln!(anstream::stderr(), "{ERROR}error{ERROR:#}: {text}");
    ExitCode::from(NO_ANSWER)
}
