//! Words that plain technical English does not need, and what to write instead.
//!
//! Checked in Markdown, catalogs, comments, documentation, string literals and the names of tests. Two kinds of exceptions: the mark
//! `tidy: allow(word)` on the line, and a row in [`ALLOWED`].

use super::finding::Finding;
use super::names;
use super::sources::Sources;
use super::text;

/// A word or phrase, in small letters, and its replacement.
const WORDS: &[(&str, &str)] = &[
    ("whoever", "name the person or the component: you, the publisher, the caller"),
    ("whomever", "name the person or the component: you, the publisher, the caller"),
    ("somebody", "name the person or the component, or use the passive"),
    ("nobody", "name what does not exist: no subscriber, no caller; or use the passive"),
    ("everybody", "name the group: all subscribers, every caller"),
    ("anybody", "name the person or the component: a caller, any process"),
    ("told", "write reported, passed, configured"),
    ("tells", "write reports, returns, prints, describes, distinguishes"),
    ("of its own", "write its own, separate, private; or leave it out"),
    ("of their own", "write their own, separate, private; or leave it out"),
    ("of one's own", "write your own, separate, private; or leave it out"),
    ("of our own", "write our own, built-in; or leave it out"),
    ("beside", "write next to, with, in addition to"),
    ("stands for", "write means, is"),
];

/// Files, from the project's root, that may have a word, or all of them (`*`). A comment gives the reason.
const ALLOWED: &[(&str, &str)] = &[
    // This table.
    ("xtask/src/tidy/words.rs", "*"),
    // The name of a user that many systems have.
    ("tests/servers/src/user.rs", "nobody"),
];

/// Finds the words in every file.
pub(crate) fn check(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, text) in &sources.0 {
        for piece in text::pieces(file, text) {
            let whole = text.lines().nth(piece.line - 1).unwrap_or_default();
            findings.extend(check_text(file, piece.line, piece.text, whole));
        }
        for test in names::tests(file, text) {
            let whole = text.lines().nth(test.line - 1).unwrap_or_default();
            findings.extend(check_text(file, test.line, &test.name.replace('_', " "), whole));
        }
    }
    findings
}

fn check_text(file: &str, line: usize, text: &str, whole: &str) -> Vec<Finding> {
    let text = text.to_lowercase();
    let found = WORDS.iter().filter(|(word, _)| has_word(&text, word)).filter(|(word, _)| {
        !whole.contains(&format!("tidy: allow({word})"))
            && !ALLOWED.iter().any(|(in_file, allowed)| *in_file == file && (allowed == word || *allowed == "*"))
    });
    found.map(|(word, instead)| Finding::new(file, line, format!("`{word}`"), *instead)).collect()
}

/// Whether a text has a word or phrase as a whole.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        ![before, after].into_iter().flatten().any(|next| next.is_alphanumeric() || next == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::sources::Sources;

    fn found(file: &str, text: &str) -> Vec<String> {
        let sources = Sources([(file.to_owned(), text.to_owned())].into());
        check(&sources).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_word_is_a_finding_with_its_replacement() {
        assert_eq!(
            found("a.md", "# Title\n\nWhoever publishes it.\n"),
            ["a.md:3: `whoever`\n  help: name the person or the component: you, the publisher, the caller"]
        );
        assert_eq!(
            found("a.rs", "//! Head.\nlet x = \"nobody listens\"; // tells\nfn told() {}\n").len(),
            2,
            "code is not checked"
        );
        let test = "//! Head.\n#[test]\nfn everybody_reads() {}\n";
        assert_eq!(found("a.rs", test).len(), 1, "names of tests are");
    }

    #[test]
    fn a_part_of_a_word_and_an_allowed_word_are_fine() {
        assert_eq!(found("a.md", "Besides, a fortune-teller.\n"), [""; 0]);
        assert_eq!(found("a.md", "As the user told us. <!-- tidy: allow(told) -->\n"), [""; 0]);
        assert_eq!(found("xtask/src/tidy/words.rs", "// whoever\n"), [""; 0]);
    }
}
