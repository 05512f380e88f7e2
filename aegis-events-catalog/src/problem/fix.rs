//! What a tool may change by itself.

use aegis_events_suggest::Suggestion;

use super::Problem;
use crate::model::Span;

/// A change of the source that decides nothing: what stands there can only have been meant so.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fix {
    /// Other text stands in the problem's place. Where that is a name in a table's header or in a dotted key, other headers
    /// may name the same thing and have to change with it.
    Replace(String),
    /// The problem's place is an entry of an array that goes, with its comma.
    RemoveEntry,
}

/// How a word stands in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// As a key.
    Bare,
    /// As a string.
    Quoted,
}

impl Spelling {
    /// `None` for a word that would need escapes: what needs care is not changed unasked.
    fn write(self, word: &str) -> Option<String> {
        match self {
            Spelling::Bare => Some(word.to_owned()),
            Spelling::Quoted => {
                let plain = !word.chars().any(|c| matches!(c, '"' | '\\') || c.is_control());
                plain.then(|| format!("\"{word}\""))
            }
        }
    }

    /// How a word stands at a place: inside a string too, if that holds it letter by letter. `None` where the place is a
    /// string that holds it with escapes, or holds more.
    pub(crate) fn inside(word: &str, place: &Span) -> Option<Spelling> {
        (place.len() == word.len()).then_some(Spelling::Bare)
    }
}

impl Problem {
    /// "did you mean `x`?", and a fix where nothing but `x` can be meant.
    pub(crate) fn suggest(self, meant: Option<Suggestion<'_>>, spelling: Option<Spelling>) -> Self {
        let Some(meant) = meant else {
            return self;
        };
        let problem = self.help(meant.to_string());
        match spelling {
            Some(spelling) if meant.is_certain => problem.write(meant.word, spelling),
            _ => problem,
        }
    }

    /// A fix that writes another word in the problem's place.
    pub(crate) fn write(self, word: &str, spelling: Spelling) -> Self {
        self.maybe_fix(spelling.write(word).map(Fix::Replace))
    }

    pub(crate) fn maybe_fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }
}
