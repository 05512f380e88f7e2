//! Errors of durable subscriptions.

use std::borrow::Cow;

use thiserror::Error;

use crate::envelope::Position;
use crate::history::error::HistoryError;
use crate::types::Timestamp;

/// A durable subscription cannot be started, or its cursor cannot be changed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DurableError {
    /// The name is not valid.
    #[error("`{}` cannot name a durable subscription: it {problem}", name.escape_debug())]
    InvalidName {
        /// The name, shortened to 40 characters.
        name: String,
        /// The problem.
        problem: &'static str,
    },
    /// A process holds the lease of the cursor.
    #[error("the cursor `{name}` is held by `{holder}` until {held_until}")]
    Held {
        /// The name of the cursor.
        name: String,
        /// The holder of the lease.
        holder: String,
        /// When the lease expires, unless it is renewed.
        held_until: Timestamp,
    },
    /// There is no cursor with this name.
    #[error("there is no cursor `{name}`")]
    NoCursor {
        /// The requested name.
        name: String,
    },
    /// No event is parked at this position.
    #[error("no event is parked at position {position} of the cursor `{name}`")]
    NotParked {
        /// The name of the cursor.
        name: String,
        /// The requested position.
        position: Position,
    },
    /// The database failed.
    #[error(transparent)]
    History(#[from] HistoryError),
}

impl DurableError {
    /// How to fix it, if that is known.
    pub fn help(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::InvalidName { .. } => Some("use 1 to 128 characters without control characters".into()),
            Self::Held { .. } => Some("stop that subscription first".into()),
            Self::NoCursor { .. } => Some("`history.cursors()` lists the cursors".into()),
            Self::NotParked { name, .. } => Some(format!("`history.parked({name:?})` lists the parked events").into()),
            Self::History(error) => error.help(),
        }
    }
}

/// The longest name, in characters.
const LONGEST_NAME: usize = 128;
/// How much of an invalid name an error shows, in characters.
const SHOWN: usize = 40;

/// Checks the name of a cursor.
pub(super) fn check_name(name: &str) -> Result<(), DurableError> {
    let problem = if name.is_empty() {
        "is empty"
    } else if name.chars().count() > LONGEST_NAME {
        "is too long"
    } else if name.chars().any(char::is_control) {
        "contains control characters"
    } else {
        return Ok(());
    };
    Err(DurableError::InvalidName { name: name.chars().take(SHOWN).collect(), problem })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_1_to_128_characters_and_no_control_characters() {
        assert!(check_name(&"ü".repeat(128)).is_ok());
        assert!(check_name("billing / EU 🙂").is_ok());
        for (name, text) in [
            ("", "`` cannot name a durable subscription: it is empty"),
            ("a\tb", "`a\\tb` cannot name a durable subscription: it contains control characters"),
            (&"a".repeat(129), &format!("`{}` cannot name a durable subscription: it is too long", "a".repeat(40))),
        ] {
            assert_eq!(check_name(name).unwrap_err().to_string(), text);
        }
    }
}
