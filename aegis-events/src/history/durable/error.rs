//! What can be wrong with what is asked of a durable subscription.

use thiserror::Error;

use crate::history::error::HistoryError;
use crate::types::Timestamp;

/// A durable subscription cannot be started, or its cursor not be changed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DurableError {
    /// The name is none.
    #[error("`{name}` cannot name a durable subscription: {problem}")]
    Name {
        /// The name, shortened if it is long.
        name: String,
        /// What is wrong with it, and what is allowed.
        problem: &'static str,
    },
    /// Somebody is working under the name.
    #[error("the cursor `{name}` is held by `{holder}` until {held_until}: stop that subscription first")]
    Held {
        /// The cursor.
        name: String,
        /// Who works.
        holder: String,
        /// Until when, unless the lease is renewed.
        held_until: Timestamp,
    },
    /// There is no such cursor.
    #[error("there is no cursor `{name}`; `history.cursors()` lists those there are")]
    NoCursor {
        /// The name that was asked for.
        name: String,
    },
    /// Nothing is parked there.
    #[error(
        "no event is parked at position {position} of the cursor `{name}`; `history.parked({name:?})` lists those there are"
    )]
    NotParked {
        /// The cursor.
        name: String,
        /// The position that was asked for.
        position: u64,
    },
    /// The database does not do what it is asked.
    #[error(transparent)]
    History(#[from] HistoryError),
}

/// The longest name, in characters.
const LONGEST_NAME: usize = 128;
/// How much of a bad name an error shows.
const SHOWN: usize = 40;

/// A cursor's name is 1 to 128 characters of text.
pub(super) fn check_name(name: &str) -> Result<(), DurableError> {
    let length = name.chars().count();
    let problem = match () {
        () if length == 0 => "it is empty; 1 to 128 characters are allowed",
        () if length > LONGEST_NAME => "it is too long; 1 to 128 characters are allowed",
        () if name.chars().any(char::is_control) => "it holds control characters",
        () => return Ok(()),
    };
    Err(DurableError::Name { name: name.chars().take(SHOWN).collect(), problem })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_1_to_128_characters_and_no_control_characters() {
        assert!(check_name("ü".repeat(128).as_str()).is_ok());
        assert!(check_name("billing / EU 🙂").is_ok());
        for bad in ["", "a\0b", "a\nb", &"a".repeat(129)] {
            assert!(matches!(check_name(bad), Err(DurableError::Name { .. })), "{bad:?}");
        }
    }
}
