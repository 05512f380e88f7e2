//! Random texts, and random changes of texts.

#![expect(clippy::incompatible_msrv, reason = "tests need only the current stable release")]

use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_oneof};
use proptest::sample::{Index, select};

/// Words and signs of catalogs, in any order.
pub(crate) fn tokens() -> impl Strategy<Value = String> {
    let words = [
        "[",
        "]",
        "[[",
        "]]",
        "{",
        "}",
        "=",
        ",",
        ".",
        "\n",
        "\n\n",
        "\"",
        "\"\"\"",
        "'",
        "#",
        " ",
        "\\",
        "\t",
        "\r\n",
        "catalog",
        "types",
        "keys",
        "publishers",
        "subscribers",
        "families",
        "events",
        "name",
        "doc",
        "is",
        "values",
        "fields",
        "rust",
        "type",
        "default",
        "was",
        "sensitive",
        "consumes",
        "delivery",
        "published_by",
        "enum",
        "retention",
        "when",
        "time",
        "version",
        "deprecated",
        "true",
        "1",
        "-1",
        "1.5",
        "nan",
        "2026-01-31",
        "2026-01-31T12:00:00Z",
        "\"*\"",
        "\"A\"",
        "\"B\"",
        "\"a\"",
        "\"A.B\"",
        "\"Option<A>\"",
        "\"Vec<B>\"",
        "\"Uuid\"",
        "\"Map<(A, B)>\"",
        "\"90d\"",
        "\"crate::A\"",
        "[types.A]\n",
        "[types.B]\n",
        "[families.A]\n",
        "[families.B]\n",
        "[events.A.A]\n",
        "[events.A.B]\n",
        "[events.A.A.fields]\n",
        "[publishers.A]\n",
        "[subscribers.A]\n",
        "[keys]\n",
        "a = ",
        "b = ",
        "is = ",
        "fields = ",
        "published_by = [",
        "consumes = [",
        "é",
        "\u{1}",
        "\u{feff}",
        "\u{1f600}",
        "e\u{301}",
        "Self",
        "self",
        "<",
        ">",
        "(",
        ")",
    ];
    vec(select(words.to_vec()), 0..80).prop_map(|tokens| tokens.concat())
}

/// A change of a text, at a place given as a fraction of it.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    DeleteLine(Index),
    RepeatLine(Index, Index),
    MoveLine(Index, Index),
    Truncate(Index),
    Insert(Index, String),
    Delete(Index, usize),
    /// Replaces a word of the text with another.
    Exchange(Index, Index),
}

pub(crate) fn change() -> impl Strategy<Value = Change> {
    let place = any::<Index>;
    prop_oneof![
        3 => place().prop_map(Change::DeleteLine),
        2 => (place(), place()).prop_map(|(from, to)| Change::RepeatLine(from, to)),
        2 => (place(), place()).prop_map(|(from, to)| Change::MoveLine(from, to)),
        1 => place().prop_map(Change::Truncate),
        2 => (place(), tokens()).prop_map(|(at, text)| Change::Insert(at, text.chars().take(12).collect())),
        2 => (place(), 1..20usize).prop_map(|(at, length)| Change::Delete(at, length)),
        6 => (place(), place()).prop_map(|(at, with)| Change::Exchange(at, with)),
    ]
}

pub(crate) fn apply(mut text: String, changes: &[Change]) -> String {
    for change in changes {
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        let at = |index: &Index| text.floor_char_boundary(index.index(text.len() + 1));
        match change {
            _ if lines.is_empty() => return text,
            Change::DeleteLine(place) => drop(lines.remove(place.index(lines.len()))),
            Change::RepeatLine(from, to) => lines.insert(to.index(lines.len()), lines[from.index(lines.len())]),
            Change::MoveLine(from, to) => {
                let line = lines.remove(from.index(lines.len()));
                lines.insert(to.index(lines.len() + 1), line);
            }
            Change::Truncate(place) => {
                // Cuts the second half only, as most truncated files lack their end.
                let half = text.len() / 2;
                text.truncate(text.floor_char_boundary(half + place.index(half + 1)));
                continue;
            }
            Change::Insert(place, what) => {
                text.insert_str(at(place), what);
                continue;
            }
            Change::Delete(place, length) => {
                let start = at(place);
                let end = text.ceil_char_boundary((start + length).min(text.len()));
                text.replace_range(start..end, "");
                continue;
            }
            Change::Exchange(place, with) => {
                let words = words(&text);
                if words.is_empty() {
                    continue;
                }
                let with = text[words[with.index(words.len())].clone()].to_owned();
                text.replace_range(words[place.index(words.len())].clone(), &with);
                continue;
            }
        }
        text = lines.concat();
    }
    text
}

fn words(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric() || c == '_', start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    words
}
