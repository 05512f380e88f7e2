//! Checkpoints: the number of entries of a log and their root, signed. C2SP `tlog-checkpoint`, as a signed note.
//!
//! Parsing is strict, so that no byte can change unnoticed. It checks no signature: that needs a key.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;

use super::key::{PublicKey, SecretKey};
use super::tree::Digest;

/// The beginning of a signature's line: an em dash.
pub(crate) const SIGNED: &str = "\u{2014} ";

/// A checkpoint of a log: the root of its first `size` entries. Its `Display` is the signed note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    size: u64,
    root: Digest,
    note: String,
    /// The length of the signed part of the note.
    signed: usize,
}

/// A text that is not a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not a checkpoint: {why}")]
pub struct CheckpointError {
    why: &'static str,
}

impl CheckpointError {
    /// How to fix it, if that is known: one line, for `help: ..` after the message.
    pub fn help(&self) -> Option<Cow<'_, str>> {
        Some(
            "a checkpoint is a signed note: origin, size, root in base64, an empty line, `\u{2014} name base64`".into(),
        )
    }

    pub(crate) fn why(&self) -> &'static str {
        self.why
    }
}

/// Whether a checkpoint is signed by a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SignedBy {
    /// It has a good signature by the key.
    Yes,
    /// It has no signature by the key.
    No,
    /// It has a signature by the key that does not match the text.
    Wrong,
}

impl Checkpoint {
    pub(crate) fn sign(size: u64, root: Digest, keys: &[&SecretKey]) -> Self {
        let origin = keys.first().map_or("", |key| key.public().name()).to_owned();
        let mut note = format!("{origin}\n{size}\n{}\n", STANDARD.encode(root));
        let signed = note.len();
        note.push('\n');
        for key in keys {
            let mut data = key.public().id().to_vec();
            data.extend_from_slice(&key.sign(&note.as_bytes()[..signed]));
            note.push_str(&format!("{SIGNED}{} {}\n", key.public().name(), STANDARD.encode(data)));
        }
        Self { origin, size, root, note, signed }
    }

    /// Reads a text of several checkpoints, such as the log's file `checkpoints`.
    ///
    /// # Errors
    ///
    /// [`CheckpointError`] if anything in it is not a checkpoint, or there is none.
    pub fn all(text: &str) -> Result<Vec<Self>, CheckpointError> {
        let mut found = Vec::new();
        let mut rest = text;
        while !rest.trim().is_empty() {
            let (note, after) = split_note(rest);
            found.push(note.parse()?);
            rest = after;
        }
        if found.is_empty() { Err(CheckpointError { why: "the text is empty" }) } else { Ok(found) }
    }

    /// Returns the log's name, which is its key's name.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Returns the number of sealed entries: those with a lower index.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Returns the root of the Merkle tree over them, 32 bytes.
    pub fn root(&self) -> &[u8] {
        &self.root
    }

    /// Whether it has a good signature by a key.
    pub fn is_signed_by(&self, key: &PublicKey) -> bool {
        self.signed_by(key) == SignedBy::Yes
    }

    pub(crate) fn signed_by(&self, key: &PublicKey) -> SignedBy {
        let text = &self.note.as_bytes()[..self.signed];
        let mut found = SignedBy::No;
        for (name, id, signature) in signatures(&self.note[self.signed + 1..]).flatten() {
            if name == key.name() && id == key.id() {
                let good = <&[u8; 64]>::try_from(&*signature).is_ok_and(|signature| key.verifies(text, signature));
                found = if good && found != SignedBy::Wrong { SignedBy::Yes } else { SignedBy::Wrong };
            }
        }
        found
    }

    /// The keys it claims to be signed by: a name and eight hexadecimal digits each.
    pub(crate) fn signers(&self) -> String {
        let of = |(name, id, _): (&str, [u8; 4], Vec<u8>)| format!("`{name}+{:08x}`", u32::from_be_bytes(id));
        signatures(&self.note[self.signed + 1..]).flatten().map(of).collect::<Vec<_>>().join(" and ")
    }
}

/// The first note of a text of several, and the rest after the empty line.
fn split_note(text: &str) -> (&str, &str) {
    let Some(blank) = text.find("\n\n") else { return (text, "") };
    match text[blank + 2..].find("\n\n") {
        Some(end) => text.split_at(blank + 2 + end + 2),
        None => (text, ""),
    }
}

fn signatures(lines: &str) -> impl Iterator<Item = Option<(&str, [u8; 4], Vec<u8>)>> {
    lines.split_terminator('\n').map(|line| {
        let (name, data) = line.strip_prefix(SIGNED)?.split_once(' ')?;
        let data = STANDARD.decode(data).ok()?;
        let (id, signature) = data.split_at_checked(4)?;
        (!name.is_empty() && !signature.is_empty()).then(|| Some((name, id.try_into().ok()?, signature.to_vec())))?
    })
}

impl FromStr for Checkpoint {
    type Err = CheckpointError;

    /// Reads one checkpoint. An empty line may follow.
    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        let error = |why| CheckpointError { why };
        let note = text.strip_suffix("\n\n").map_or(text, |body| &text[..body.len() + 1]);
        let blank = note.find("\n\n").ok_or_else(|| error("there is no empty line before the signatures"))?;
        let (body, lines) = (&note[..blank], &note[blank + 2..]);
        let mut parts = body.split('\n');
        let (Some(origin), Some(size), Some(root), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(error("there are not three lines before the empty one"));
        };
        if origin.is_empty() {
            return Err(error("the origin is empty"));
        }
        let number = size.parse::<u64>().ok().filter(|number| number.to_string() == size);
        let number = number.ok_or_else(|| error("the size is not a plain number"))?;
        let root = STANDARD.decode(root).ok().and_then(|root| root.try_into().ok());
        let root = root.ok_or_else(|| error("the root is not 32 bytes in base64"))?;
        if !lines.ends_with('\n') || !signatures(lines).all(|line| line.is_some()) {
            return Err(error("a line of signatures is not `\u{2014} name base64`"));
        }
        Ok(Self { origin: origin.into(), size: number, root, note: note.into(), signed: blank + 1 })
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.note)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> [SecretKey; 2] {
        [1, 2].map(|seed| SecretKey::from_seed("example/audit", [seed; 32]))
    }

    #[test]
    fn a_checkpoint_is_a_note_with_a_line_per_signature() {
        let [old, new] = keys();
        let checkpoint = Checkpoint::sign(7, [3; 32], &[&old, &new]);
        let text = checkpoint.to_string();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[..4], ["example/audit", "7", "AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM=", ""]);
        assert!(lines[4..].iter().all(|line| line.starts_with("\u{2014} example/audit ")));
        assert_eq!((lines.len(), text.ends_with('\n')), (6, true));
        let again: Checkpoint = text.parse().unwrap();
        assert_eq!(again, checkpoint);
        assert!(again.is_signed_by(old.public()) && again.is_signed_by(new.public()));
        assert!(!again.is_signed_by(SecretKey::from_seed("example/audit", [9; 32]).public()));
    }

    #[test]
    fn no_byte_of_a_checkpoint_changes_unnoticed() {
        let [key, _] = keys();
        let note = Checkpoint::sign(120, [3; 32], &[&key]).to_string();
        for at in 0..note.len() {
            for bit in 0..8 {
                let mut bytes = note.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                let changed = String::from_utf8(bytes).ok().and_then(|text| text.parse::<Checkpoint>().ok());
                assert!(!changed.is_some_and(|changed| changed.is_signed_by(key.public())), "byte {at}, bit {bit}");
            }
        }
    }

    #[test]
    fn several_are_read_from_one_text() {
        let [key, _] = keys();
        let text: String = (1..4).map(|size| format!("{}\n", Checkpoint::sign(size, [3; 32], &[&key]))).collect();
        let sizes: Vec<_> = Checkpoint::all(&text).unwrap().iter().map(Checkpoint::size).collect();
        assert_eq!(sizes, [1, 2, 3]);
    }

    #[test]
    fn other_texts_are_refused_with_the_reason() {
        let error = "name\n1\n".parse::<Checkpoint>().unwrap_err();
        assert_eq!(error.to_string(), "not a checkpoint: there is no empty line before the signatures");
        for (text, why) in [
            ("", "the text is empty"),
            ("a\n1\n\n\u{2014} a AAAAAAA=\n", "there are not three lines before the empty one"),
            ("a\n01\nAA==\n\n\u{2014} a AAAAAAA=\n", "the size is not a plain number"),
            ("a\n1\nAA==\n\n\u{2014} a AAAAAAA=\n", "the root is not 32 bytes in base64"),
        ] {
            assert_eq!(Checkpoint::all(text), Err(CheckpointError { why }));
        }
    }
}
