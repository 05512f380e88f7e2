//! Which known word an unknown one was probably meant to be.

/// Words longer than this are not compared: nobody mistypes them, and the comparison costs the square of the length.
const LONGEST_WORD: usize = 64;

/// The closest of the known words, if any is close enough to be a slip: another case, or few letters apart.
/// Of several that are equally close, the first.
pub fn closest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.is_empty() || word.len() > LONGEST_WORD {
        return None;
    }
    let slips = (word.chars().count() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in known {
        if candidate.len().abs_diff(word.len()) > slips || candidate == word {
            continue;
        }
        let distance = distance(word, candidate);
        if distance <= slips && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// A word in another case, or with other separators, is as close as can be.
fn distance(word: &str, candidate: &str) -> usize {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| !matches!(c, '_' | '-')).map(|c| c.to_ascii_lowercase()).collect()
    };
    let (word_letters, candidate_letters) = (letters(word), letters(candidate));
    if word_letters == candidate_letters {
        return 0;
    }
    strsim::damerau_levenshtein(&word_letters, &candidate_letters).max(1)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn a_slip_is_recognised() {
        assert_eq!(closest("WorkflowEngin", ["Workflow", "WorkflowEngine"]), Some("WorkflowEngine"));
        assert_eq!(closest("string", ["String", "Uuid"]), Some("String"));
        assert_eq!(closest("publishedBy", ["published_by"]), Some("published_by"));
    }

    #[test]
    fn another_word_is_not_a_slip() {
        assert_eq!(closest("Volume", ["Execution", "Policy"]), None);
        assert_eq!(closest("", ["a"]), None);
    }
}
