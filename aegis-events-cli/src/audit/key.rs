//! Public keys as arguments: a key, or a file that contains one.

use std::path::Path;

use aegis_events::audit::{KeyError, PublicKey};

use crate::input;
use crate::out::{Failure, explained};

/// Longer than any key.
const LONGEST_KEY: usize = 1024;

/// Read the keys.
pub(super) fn read(keys: &[String]) -> Result<Vec<PublicKey>, Failure> {
    keys.iter().map(|key| read_one(key)).collect()
}

fn read_one(key: &str) -> Result<PublicKey, Failure> {
    // A key contains `+`.
    if key.contains('+') && !Path::new(key).exists() {
        return key.parse().map_err(|error: KeyError| Failure::new(explained(&error)));
    }
    let text = input::read_text(Path::new(key)).map_err(|failure| match failure {
        Failure::Error(why) => Failure::new(format!("{why}\n  pass the key, or a file that contains it")),
        Failure::Closed => failure,
    })?;
    let text = text.trim();
    // A key contains two `+`. Another file may be a secret, so its content is not shown in an error.
    if text.contains('\n') || text.len() > LONGEST_KEY || text.matches('+').count() < 2 {
        return Err(Failure::new(format!(
            "`{key}` does not contain a public key\n  pass the public key as the log prints it, or a file that contains only the key"
        )));
    }
    text.parse().map_err(|error: KeyError| Failure::new(format!("in `{key}`: {}", explained(&error))))
}
