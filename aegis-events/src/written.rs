//! What somebody wrote, said back to them: enough of it to recognize it by, and which known word was probably meant.

/// Enough of a text to recognize it by: a long name of an event with its family.
const MAX_CHARS: usize = 60;

/// How similar a word must be to a known one to be taken for it: 0.7 finds swapped, missing and doubled letters.
const SIMILAR: f64 = 0.7;

/// Longer words are not compared: nobody mistypes them, and comparing costs time that whoever sends them would make others pay.
const LONGEST_WORD: usize = 256;

/// The most similar of the known words, if any is similar enough to be what was meant.
pub(crate) fn closest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > LONGEST_WORD {
        return None;
    }
    let near = known.map(|known| (strsim::jaro_winkler(known, word), known)).filter(|(score, _)| *score >= SIMILAR);
    near.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, known)| known)
}

/// The text, or its beginning with an ellipsis if it is long.
pub(crate) fn shortened(text: &str) -> String {
    match text.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognized_and_other_words_are_not() {
        let meant = |word| closest(word, ["capacity", "node_id"].into_iter());
        for slip in ["capcity", "capactiy", "capaccity", "Capacity"] {
            assert_eq!(meant(slip), Some("capacity"), "{slip}");
        }
        assert_eq!(meant("nodeid"), Some("node_id"));
        for other in ["zzz", "", "retention"] {
            assert_eq!(meant(other), None, "{other}");
        }
    }

    #[test]
    fn nobody_is_made_to_compare_what_is_longer_than_any_name() {
        let long = "capacity".repeat(LONGEST_WORD);
        assert_eq!(closest(&long, [long.as_str()].into_iter()), None);
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let fits = "ä".repeat(MAX_CHARS);
        assert_eq!(shortened(&fits), fits);
        assert_eq!(shortened(&format!("{fits}b")), format!("{fits}…"));
    }
}
