//! Public keys as arguments: the key itself, or a file with one.

use std::path::Path;

use aegis_events::audit::{KeyError, PublicKey};

use super::explained::explained;
use crate::input;
use crate::out::Failure;

/// Longer than any key: a name, and sixty characters.
const LONGEST_KEY: usize = 1024;

/// Reads the keys that were given.
pub(super) fn read(keys: &[String]) -> Result<Vec<PublicKey>, Failure> {
    keys.iter().map(|key| read_one(key)).collect()
}

fn read_one(key: &str) -> Result<PublicKey, Failure> {
    // A key has a `+` in it, and there is no file of that name.
    if key.contains('+') && !Path::new(key).exists() {
        return key.parse().map_err(|error: KeyError| Failure::new(explained(&error, error.help())));
    }
    let text = input::read_text(Path::new(key)).map_err(|failure| match failure {
        Failure::NoAnswer(why) => Failure::new(format!("{why}\n  give the key itself, or a file with it")),
        Failure::Closed => failure,
    })?;
    let text = text.trim();
    // A key has two `+` at least. Whatever else it is, it may be somebody's secret, and what is read as a key is shown where it is none.
    if text.contains('\n') || text.len() > LONGEST_KEY || text.matches('+').count() < 2 {
        return Err(Failure::new(format!(
            "in `{key}` stands something else than a key\n  give the public key as the log prints it, or a file with nothing but it"
        )));
    }
    text.parse().map_err(|error: KeyError| Failure::new(format!("in `{key}`: {}", explained(&error, error.help()))))
}
