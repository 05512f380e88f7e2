//! Which known word an unknown one was probably meant to be.

/// Words longer than this are not compared: nobody mistypes them, and the comparison costs the square of the length.
const LONGEST_WORD: usize = 64;

/// In shorter words, one letter makes another word.
const SHORTEST_CERTAIN: usize = 4;

/// What an unknown word was probably meant to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Meant<'a> {
    pub(crate) word: &'a str,
    /// No other word can be meant: it is the only one that differs in case, separators and a `y` for `ies` alone, or the only
    /// one that is close at all, one letter apart and with the same digits.
    pub(crate) certain: bool,
}

/// The closest of the known words, if any is close enough to be a slip: another case, or few letters apart.
/// Of several that are equally close, the first.
pub(crate) fn closest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<Meant<'a>> {
    if word.is_empty() || word.len() > LONGEST_WORD {
        return None;
    }
    let slips = (word.chars().count() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    let (mut same, mut close) = (0, 0);
    for candidate in known {
        if candidate.len().abs_diff(word.len()) > slips || candidate == word {
            continue;
        }
        let distance = distance(word, candidate);
        if distance <= slips {
            close += 1;
            same += usize::from(distance == 0);
            if best.is_none_or(|(least, _)| distance < least) {
                best = Some((distance, candidate));
            }
        }
    }
    best.map(|(distance, candidate)| {
        let certain = match distance {
            0 => same == 1,
            1 => close == 1 && word.len() >= SHORTEST_CERTAIN && digits(word).eq(digits(candidate)),
            _ => false,
        };
        Meant { word: candidate, certain }
    })
}

/// The closest of some known words, if any is close enough to be what an unknown one was meant to be: another case, or few
/// letters apart.
pub fn closest_word<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    closest(word, known).map(|meant| meant.word)
}

/// A word in another case, or with other separators, is as close as can be; and so is `family` to `families`, whose endings
/// differ in more letters than other plurals.
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

#[cfg(test)]
mod tests {
    use super::{Meant, closest};

    fn word<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        closest(word, known).map(|meant| meant.word)
    }

    fn is_certain<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> bool {
        closest(word, known).is_some_and(|meant| meant.certain)
    }

    #[test]
    fn a_slip_is_recognised() {
        assert_eq!(word("WorkflowEngin", ["Workflow", "WorkflowEngine"]), Some("WorkflowEngine"));
        assert_eq!(word("string", ["String", "Uuid"]), Some("String"));
        assert_eq!(word("publishedBy", ["published_by"]), Some("published_by"));
        assert_eq!(word("family", ["events", "families"]), Some("families"));
    }

    #[test]
    fn another_word_is_not_a_slip() {
        assert_eq!(word("Volume", ["Execution", "Policy"]), None);
        assert_eq!(word("", ["a"]), None);
    }

    #[test]
    fn one_letter_or_the_case_is_certain_where_nothing_else_is_close() {
        assert!(is_certain("WorkflowEngin", ["Workflow", "WorkflowEngine"]));
        assert!(is_certain("agentID", ["AgentId", "Agents"]));
        assert_eq!(closest("agent_id", ["AgentId", "AgentID"]), Some(Meant { word: "AgentId", certain: false }));
    }

    #[test]
    fn another_number_another_word_and_short_words_are_not_certain() {
        assert!(!is_certain("Worker3", ["Worker2"]));
        assert!(!is_certain("VolumeDeleted", ["VolumeCreated"]));
        assert!(!is_certain("VolumeCreate", ["VolumeCreated", "VolumeCrated"]));
        assert!(!is_certain("f23", ["f32"]));
        assert!(!is_certain("Jso", ["Json"]));
    }
}
