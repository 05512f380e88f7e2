//! Public keys as arguments: the key itself, or a file with one.

use std::fs;
use std::path::Path;

use aegis_events::audit::PublicKey;

use crate::out::Failure;

/// Reads the keys that were given.
pub(super) fn read(keys: &[String]) -> Result<Vec<PublicKey>, Failure> {
    keys.iter().map(|key| read_one(key).map_err(Failure::new)).collect()
}

fn read_one(key: &str) -> Result<PublicKey, String> {
    // A key has a `+` in it, and there is no file of that name.
    if key.contains('+') && !Path::new(key).exists() {
        return key.parse().map_err(|error| format!("{error}"));
    }
    let text = fs::read_to_string(key).map_err(|error| {
        format!("cannot read the key from `{key}`: {error}\n  give the key itself, or a file with it")
    })?;
    text.parse().map_err(|error| format!("in `{key}`: {error}"))
}
