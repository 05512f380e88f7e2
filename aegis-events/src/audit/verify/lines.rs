//! Lines of a file, one after the other, in bounded memory.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _, Take};
use std::path::Path;

use crate::audit::line;

/// Longer lines are not read: the log writes none, and who makes one wants to see a verifier fall over.
const LONGEST: u64 = line::LONGEST as u64;
/// As much as the disk gives at once.
const AT_ONCE: usize = 256 << 10;

/// What a read gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Read {
    /// A line, without its line feed.
    Line,
    /// What stands after the last line feed.
    Torn,
    /// Nothing: the end.
    End,
    /// A line that is too long.
    TooLong,
}

/// Reads a file line by line.
pub(crate) struct Lines {
    reader: BufReader<Take<File>>,
    /// How many bytes the lines so far have, with their line feeds.
    pub(crate) len: u64,
    /// How many lines there were.
    pub(crate) count: u64,
}

impl Lines {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self::of(File::open(path)?, u64::MAX))
    }

    /// Reads what the file holds now, and nothing that is added meanwhile.
    pub(crate) fn open_as_it_is(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let len = file.metadata()?.len();
        Ok(Self::of(file, len))
    }

    fn of(file: File, most: u64) -> Self {
        Self { reader: BufReader::with_capacity(AT_ONCE, file.take(most)), len: 0, count: 0 }
    }

    /// Reads the next line into a buffer, which is emptied before.
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
