//! The checkpoints of a log, one after the other, out of their file.

use std::io;
use std::path::Path;

use super::lines::{Lines, Read};
use crate::audit::checkpoint::{Checkpoint, SIGNED};
use crate::audit::files::Offset;

/// No checkpoint is so long, not even with many signatures.
const LONGEST: usize = 64 << 10;

/// What comes next in the file.
#[derive(Debug)]
pub(crate) enum Next {
    /// A checkpoint, and where it begins.
    Checkpoint(Checkpoint, Offset),
    /// The end; and what stands there of a checkpoint whose writing was interrupted.
    End(Vec<u8>),
    /// Something else, at a line, and why it is no checkpoint.
    Wrong(u64, String),
}

/// Reads checkpoints.
pub(crate) struct Notes {
    /// `None`: there is no file.
    lines: Option<Lines>,
    /// Where the checkpoints so far end.
    pub(crate) end: Offset,
}

impl Notes {
    /// Opens the file as it is now. Opened before the entries, it holds no checkpoint whose entries are not there: they are on the disk
    /// before it is written, also while the log is in use.
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
                Read::Torn | Read::End if could_go_on(without_zeros(&note)) => return Ok(Next::End(note)),
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

/// What was written of the end of a file: a power failure may leave it longer than what had reached the disk, with zeros in the place of the
/// rest.
pub(crate) fn without_zeros(end: &[u8]) -> &[u8] {
    let len = end.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
    &end[..len]
}

/// Whether some bytes are the beginning of a checkpoint, as an interrupted write leaves it. Anything else at the end of the file was put
/// there by somebody.
fn could_go_on(rest: &[u8]) -> bool {
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

/// How much of its base64 the beginning of a signature's line has; `None` if it is not one.
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
    fn every_beginning_of_a_checkpoint_could_go_on_and_no_other_byte_at_its_end() {
        let keys = [1, 2].map(|seed| SecretKey::from_seed("example/audit", [seed; 32]));
        let note = Checkpoint::sign(120, [3; 32], &[&keys[0], &keys[1]]).to_string().into_bytes();
        for end in 0..=note.len() {
            assert!(could_go_on(&note[..end]), "{end}");
        }
        for other in (0..=255).filter(|&byte| byte != b'\n' && byte != SIGNED.as_bytes()[0]) {
            assert!(!could_go_on(&[&*note, &[other]].concat()), "{other}");
        }
    }
}
