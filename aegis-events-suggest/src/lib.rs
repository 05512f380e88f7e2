//! "Did you mean", for the messages of aegis-events: at compile time, at run time and on the command line.
//!
//! ```
//! use aegis_events_suggest::closest;
//!
//! let suggestion = closest("capcity", ["capacity", "node_id"]).expect("one word is close");
//! assert_eq!(suggestion.word, "capacity");
//! assert_eq!(suggestion.to_string(), "did you mean `capacity`?");
//! ```

use std::borrow::Cow;
use std::fmt;

/// Longer words are not compared. They are no slips of the keyboard, and a comparison costs the square of the length, at the
/// expense of a server if a client sends the word.
const MAX_WORD_BYTES: usize = 100;

/// In shorter words, one other letter makes another word.
const MIN_CERTAIN_BYTES: usize = 4;

/// Enough of a text to recognize it by: the length of a long event name with its family.
const MAX_CHARS: usize = 60;

/// The known word that is closest to an unknown one. [`Display`](fmt::Display) writes it as a question, and
/// cuts a word of more than 100 characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Suggestion<'a> {
    /// The known word.
    pub word: &'a str,
    /// No other known word can be meant, so a tool may replace the unknown word unasked. Either this word alone differs only
    /// in case, separators or a `y` for `ies`; or it is the only close one, one letter apart and with the same digits.
    pub is_certain: bool,
}

impl fmt::Display for Suggestion<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "did you mean `{}`?", shortened_to(self.word, MAX_WORD_BYTES))
    }
}

/// Returns the closest of the known words, if one is close enough: the same letters in another case or with other separators,
/// or at most a third of the letters changed. Of several equally close words, returns the first. If no word is close, returns
/// the only one that the unknown word begins, as `node` begins `node_id`.
///
/// ```
/// use aegis_events_suggest::closest;
///
/// assert!(closest("WorkflowEngin", ["Workflow", "WorkflowEngine"]).is_some_and(|it| it.is_certain));
/// assert!(closest("Worker3", ["Worker2"]).is_some_and(|it| !it.is_certain));
/// assert_eq!(closest("Volume", ["Execution", "Policy"]), None);
/// ```
#[must_use]
pub fn closest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<Suggestion<'a>> {
    if word.is_empty() || word.len() > MAX_WORD_BYTES {
        return None;
    }
    let max_distance = (word.chars().count() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    let (mut same, mut close) = (0, 0);
    let mut begun = Vec::new();
    for candidate in known {
        if candidate.strip_prefix(word).is_some_and(|rest| rest.starts_with(['_', '-'])) {
            begun.push(candidate);
        }
        if candidate.len().abs_diff(word.len()) > max_distance || candidate == word {
            continue;
        }
        let distance = distance(word, candidate);
        if distance <= max_distance {
            close += 1;
            same += usize::from(distance == 0);
            if best.is_none_or(|(least, _)| distance < least) {
                best = Some((distance, candidate));
            }
        }
    }
    let Some((distance, candidate)) = best else {
        return <[&str; 1]>::try_from(begun).ok().map(|[word]| Suggestion { word, is_certain: false });
    };
    let is_certain = match distance {
        0 => same == 1,
        1 => close == 1 && word.len() >= MIN_CERTAIN_BYTES && digits(word).eq(digits(candidate)),
        _ => false,
    };
    Some(Suggestion { word: candidate, is_certain })
}

/// Case, separators and the plural `ies` do not count: by letters alone, `family` would be far from `families`.
fn distance(word: &str, candidate: &str) -> usize {
    let letters = |text: &str| -> String {
        let text = text.to_ascii_lowercase().replace(['_', '-'], "");
        text.strip_suffix("ies").map_or_else(|| text.clone(), |stem| format!("{stem}y"))
    };
    let (word_letters, candidate_letters) = (letters(word), letters(candidate));
    if word_letters == candidate_letters {
        return 0;
    }
    strsim::damerau_levenshtein(&word_letters, &candidate_letters).max(1)
}

fn digits(word: &str) -> impl Iterator<Item = char> {
    word.chars().filter(char::is_ascii_digit)
}

/// Cuts a text that a message quotes: its first 60 characters and an ellipsis, or the whole text if it is not longer.
///
/// ```
/// use aegis_events_suggest::shortened;
///
/// assert_eq!(shortened("ninety"), "ninety");
/// assert_eq!(shortened(&"x".repeat(90)), "x".repeat(60) + "…");
/// ```
#[must_use]
pub fn shortened(text: &str) -> String {
    shortened_to(text, MAX_CHARS).into_owned()
}

/// As [`shortened`], with another length than 60 characters.
///
/// ```
/// assert_eq!(aegis_events_suggest::shortened_to("größer", 3), "grö…");
/// ```
#[must_use]
pub fn shortened_to(text: &str, max_chars: usize) -> Cow<'_, str> {
    match text.char_indices().nth(max_chars) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        closest(word, known).map(|suggestion| suggestion.word)
    }

    fn is_certain<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> bool {
        closest(word, known).is_some_and(|suggestion| suggestion.is_certain)
    }

    #[test]
    fn a_slip_finds_the_word() {
        assert_eq!(word("WorkflowEngin", ["Workflow", "WorkflowEngine"]), Some("WorkflowEngine"));
        assert_eq!(word("string", ["String", "Uuid"]), Some("String"));
        assert_eq!(word("publishedBy", ["published_by"]), Some("published_by"));
        assert_eq!(word("family", ["events", "families"]), Some("families"));
        for slip in ["capcity", "capactiy", "capaccity", "Capacity"] {
            assert_eq!(word(slip, ["capacity", "node_id"]), Some("capacity"), "{slip}");
        }
    }

    #[test]
    fn a_beginning_finds_the_only_word_that_it_begins() {
        assert_eq!(closest("node", ["capacity", "node_id"]), Some(Suggestion { word: "node_id", is_certain: false }));
        assert_eq!(word("tls", ["tls_key", "tls_cert"]), None);
        assert_eq!(word("no", ["node_id"]), None);
    }

    #[test]
    fn another_word_finds_nothing() {
        assert_eq!(word("Volume", ["Execution", "Policy"]), None);
        assert_eq!(word("", ["a"]), None);
        assert_eq!(word("retention", ["capacity", "node_id"]), None);
    }

    #[test]
    fn a_word_longer_than_any_name_is_not_compared() {
        let long = "c".repeat(MAX_WORD_BYTES);
        let longer = format!("{long}c");
        assert_eq!(word(&long, [longer.as_str()]), Some(longer.as_str()));
        assert_eq!(word(&longer, [long.as_str()]), None);
    }

    #[test]
    fn one_letter_or_the_case_is_certain_if_nothing_else_is_close() {
        assert!(is_certain("WorkflowEngin", ["Workflow", "WorkflowEngine"]));
        assert!(is_certain("agentID", ["AgentId", "Agents"]));
        assert_eq!(
            closest("agent_id", ["AgentId", "AgentID"]),
            Some(Suggestion { word: "AgentId", is_certain: false })
        );
    }

    #[test]
    fn other_digits_other_words_and_short_words_are_not_certain() {
        assert!(!is_certain("Worker3", ["Worker2"]));
        assert!(!is_certain("VolumeDeleted", ["VolumeCreated"]));
        assert!(!is_certain("VolumeCreate", ["VolumeCreated", "VolumeCrated"]));
        assert!(!is_certain("f23", ["f32"]));
        assert!(!is_certain("Jso", ["Json"]));
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        let fits = "ä".repeat(MAX_CHARS);
        assert_eq!(shortened(&fits), fits);
        assert_eq!(shortened(&format!("{fits}b")), format!("{fits}…"));
    }
}
