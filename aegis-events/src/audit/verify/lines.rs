//! The lines of a file, in bounded memory.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _, Seek as _, SeekFrom, Take};
use std::path::Path;

use crate::audit::files::Offset;
use crate::audit::line;

/// The length limit of lines. The log writes no longer ones; the limit protects the verifier's memory.
const LONGEST: u64 = line::LONGEST as u64;
/// The size of the read buffer.
const AT_ONCE: usize = 256 << 10;

/// The result of a read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Read {
    /// A line, without its line feed.
    Line,
    /// The bytes after the last line feed.
    Torn,
    /// The end of the file.
    End,
    /// A line that is too long.
    TooLong,
}

/// Reads a file line by line.
pub(crate) struct Lines {
    reader: BufReader<Take<File>>,
    /// The bytes of the file up to here, with line feeds.
    pub(crate) len: u64,
    /// The lines of the file up to here.
    pub(crate) count: u64,
}

impl Lines {
    /// Reads a file from a place where a line begins.
    pub(crate) fn open(path: &Path, from: Offset) -> io::Result<Self> {
        Self::of(File::open(path)?, from, u64::MAX)
    }

    /// Reads the current contents of a file, without bytes that are added later.
    pub(crate) fn open_as_it_is(path: &Path, from: Offset) -> io::Result<Self> {
        let file = File::open(path)?;
        let len = file.metadata()?.len();
        Self::of(file, from, len)
    }

    fn of(mut file: File, from: Offset, len: u64) -> io::Result<Self> {
        file.seek(SeekFrom::Start(from.bytes))?;
        let rest = file.take(len.saturating_sub(from.bytes));
        Ok(Self { reader: BufReader::with_capacity(AT_ONCE, rest), len: from.bytes, count: from.lines })
    }

    /// Reads the next line into a buffer, which it clears first.
    pub(crate) fn next(&mut self, line: &mut Vec<u8>) -> io::Result<Read> {
        line.clear();
        let read = (&mut self.reader).take(LONGEST).read_until(b'\n', line)? as u64;
        if line.last() == Some(&b'\n') {
            line.pop();
            self.len += read;
            self.count += 1;
            return Ok(Read::Line);
        }
        Ok(match read {
            0 => Read::End,
            LONGEST => Read::TooLong,
            _ => Read::Torn,
        })
    }
}
