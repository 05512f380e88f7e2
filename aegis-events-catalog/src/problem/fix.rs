//! Fixes that a tool may apply unasked.

use crate::model::Span;

/// A change of the source to what its author must have meant. It takes no decision.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fix {
    /// Replace the text at the place of the problem. If it is a name in a table's header or in a dotted key, other headers may
    /// name the same item and have to change too.
    Replace(String),
    /// Remove the entry of an array at the place of the problem, with its comma.
    RemoveEntry,
}

/// How a word is written in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// As a key.
    Bare,
    /// As a string.
    Quoted,
}

impl Spelling {
    /// `None` for a word that would need escapes: such fixes are not applied unasked.
    pub(super) fn write(self, word: &str) -> Option<String> {
        match self {
            Spelling::Bare => Some(word.to_owned()),
            Spelling::Quoted => {
                let plain = !word.chars().any(|c| matches!(c, '"' | '\\') || c.is_control());
                plain.then(|| format!("\"{word}\""))
            }
        }
    }

    /// How a word is written at a place, which may be inside a string. `None` if the place is a string that has escapes, or
    /// more than the word.
    pub(crate) fn inside(word: &str, place: &Span) -> Option<Spelling> {
        (place.len() == word.len()).then_some(Spelling::Bare)
    }
}
