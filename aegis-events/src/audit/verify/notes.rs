//! The checkpoints of a log, from their file.

use std::io;
use std::path::Path;

use super::lines::{Lines, Read};
use crate::audit::checkpoint::{Checkpoint, SIGNED};
use crate::audit::files::Offset;

/// The length limit of a checkpoint, also with many signatures.
const LONGEST: usize = 64 << 10;

/// The next part of the file.
#[derive(Debug)]
pub(crate) enum Next {
    /// A checkpoint and its beginning.
    Checkpoint(Checkpoint, Offset),
    /// The end, with the remains of an interrupted write.
    End(Vec<u8>),
    /// Something else: its line, and why it is not a checkpoint.
    Wrong(u64, String),
}

/// Reads checkpoints.
pub(crate) struct Notes {
    /// `None` without a file.
    lines: Option<Lines>,
    /// Where the checkpoints so far end.
    pub(crate) end: Offset,
}

impl Notes {
    /// Opens the current contents of the file. Opened before the entries, it contains no checkpoint whose entries are missing, also while the log is
    /// in use: entries are written first.
    pub(crate) fn open(path: &Path, from: Offset) -> io::Result<Self> {
        match Lines::open_as_it_is(path, from) {
            Ok(lines) => Ok(Self { lines: Some(lines), end: from }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self { lines: None, end: from }),
            Err(error) => Err(error),
        }
    }

    /// Reads the next checkpoint: text, an empty line, signatures, an empty line.
    pub(crate) fn next(&mut self) -> io::Result<Next> {
        let Some(lines) = &mut self.lines else { return Ok(Next::End(Vec::new())) };
        let (begin, first) = (self.end, lines.count + 1);
        let (mut note, mut line, mut blank) = (Vec::new(), Vec::new(), 0);
        loop {
            let read = lines.next(&mut line)?;
            note.extend_from_slice(&line);
            match read {
                Read::Line if note.len() > LONGEST => return Ok(Next::Wrong(first, "it is too long".into())),
                Read::Line => note.push(b'\n'),
                Read::TooLong => return Ok(Next::Wrong(first, "it is too long".into())),
                Read::Torn | Read::End if could_continue(without_zeros(&note)) => return Ok(Next::End(note)),
                Read::Torn | Read::End => return Ok(Next::Wrong(first, "it ends in the middle".into())),
            }
            blank += u8::from(line.is_empty());
            if blank == 2 {
                self.end = Offset { bytes: lines.len, lines: lines.count };
                let note = String::from_utf8(note).map_err(|_| "it is not text".to_owned());
                let checkpoint = note.and_then(|note| note.parse::<Checkpoint>().map_err(|error| error.why().into()));
                return Ok(checkpoint
                    .map_or_else(|why| Next::Wrong(first, why), |checkpoint| Next::Checkpoint(checkpoint, begin)));
            }
        }
    }
}

/// The written part of the end of a file: a power failure may leave it longer, with zeros in place of the rest.
pub(crate) fn without_zeros(end: &[u8]) -> &[u8] {
    let len = end.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
    &end[..len]
}

/// Whether some bytes are the beginning of a checkpoint, the remains of an interrupted write. Other bytes at the end of the file were added by
/// someone else.
fn could_continue(rest: &[u8]) -> bool {
    let mut parts: Vec<&[u8]> = rest.split(|&byte| byte == b'\n').collect();
    let last = parts.pop().unwrap_or_default();
    let base64 = |text: &[u8]| text.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(byte));
    let whole = |place: usize, part: &[u8]| match place {
        0 => !part.is_empty(),
        1 => !part.is_empty() && part.iter().all(u8::is_ascii_digit),
        2 => part.len() == 44 && base64(part),
        3 => part.is_empty(),
        _ => signature(parts[0], part) == Some(SIGNATURE_LEN),
    };
    let begun = |place: usize, part: &[u8]| match place {
        0 => !part.starts_with(SIGNED.as_bytes()),
        1 => part.iter().all(u8::is_ascii_digit),
        2 => part.len() <= 44 && base64(part),
        3 => part.is_empty(),
        _ => signature(parts[0], part).is_some(),
    };
    parts.iter().enumerate().all(|(place, part)| whole(place, part)) && begun(parts.len(), last)
}

/// Four bytes and a signature of 64, in base64.
const SIGNATURE_LEN: usize = 92;

/// The length of the base64 in the beginning of a signature's line; `None` if it is no such line.
fn signature(name: &[u8], line: &[u8]) -> Option<usize> {
    let before = [SIGNED.as_bytes(), name, b" "].concat();
    if before.starts_with(line) {
        return Some(0);
    }
    let data = line.strip_prefix(&*before)?;
    let fits = data.len() <= SIGNATURE_LEN && data.iter().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(b));
    fits.then_some(data.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::key::SecretKey;

    #[test]
    fn exactly_beginnings_of_checkpoints_could_continue() {
        let keys = [1, 2].map(|seed| SecretKey::from_seed("example/audit", [seed; 32]));
        let note = Checkpoint::sign(120, [3; 32], &[&keys[0], &keys[1]]).to_string().into_bytes();
        for end in 0..=note.len() {
            assert!(could_continue(&note[..end]), "{end}");
        }
        for other in (0..=255).filter(|&byte| byte != b'\n' && byte != SIGNED.as_bytes()[0]) {
            assert!(!could_continue(&[&*note, &[other]].concat()), "{other}");
        }
    }
}
