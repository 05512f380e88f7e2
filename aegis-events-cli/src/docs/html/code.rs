//! Code blocks with simple highlighting.

use maud::{Markup, html};

/// The language of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::docs) struct Language {
    name: &'static str,
    words: &'static [&'static str],
    /// The mark of a comment.
    comment: Option<&'static str>,
    /// The quote of strings.
    quote: char,
}

impl Language {
    pub(in crate::docs) const JSON: Self =
        Self { name: "JSON", words: &["true", "false", "null"], comment: None, quote: '"' };
    pub(in crate::docs) const RUST: Self = Self {
        name: "Rust",
        words: &[
            "async", "await", "fn", "impl", "let", "match", "move", "mut", "use", "while", "true", "false", "crate",
            "super", "self", "for", "in", "if", "else",
        ],
        comment: Some("//"),
        quote: '"',
    };
    /// Double quotes are for names.
    pub(in crate::docs) const SQL: Self = Self {
        name: "SQL",
        words: &["SELECT", "FROM", "WHERE", "ORDER", "BY", "DESC", "LIMIT", "AND"],
        comment: Some("--"),
        quote: '\'',
    };
}

/// A block with a copy button. `label` is its caption.
pub(in crate::docs) fn code(language: Language, label: &str, text: &str) -> Markup {
    html! {
        figure.code {
            figcaption { span { (label) } span.language { (language.name) } }
            pre tabindex="0" role="region" aria-label=(label) { code { (coloured(language, text)) } }
        }
    }
}

fn coloured(language: Language, text: &str) -> Markup {
    html! {
        @for (class, text) in tokens(language, text) {
            @match class {
                Some(class) => { span class=(class) { (text) } },
                None => { (text) },
            }
        }
    }
}

fn tokens(language: Language, text: &str) -> impl Iterator<Item = (Option<&'static str>, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (class, length) = token(language, rest);
        let (text, after) = rest.split_at(length);
        rest = after;
        Some((class, text))
    })
}

/// The class and length of the first token. The length is never 0.
fn token(language: Language, text: &str) -> (Option<&'static str>, usize) {
    let first = text.chars().next().unwrap_or(' ');
    if language.comment.is_some_and(|mark| text.starts_with(mark)) {
        return (Some("c"), text.find('\n').unwrap_or(text.len()));
    }
    if first == language.quote {
        let length = string(text, first);
        let is_name = language == Language::JSON && text[length..].starts_with(':');
        return (Some(if is_name { "m" } else { "s" }), length);
    }
    if first.is_ascii_digit() {
        let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '_');
        return (Some("n"), end.unwrap_or(text.len()));
    }
    if first.is_ascii_alphabetic() || first == '_' {
        let length = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
        let word = &text[..length];
        return (language.words.contains(&word).then_some("k"), length);
    }
    // Up to the next possible token.
    let plain = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '"' | '\'' | '/' | '-'));
    let more = text[first.len_utf8()..].find(|c| !plain(c)).unwrap_or(text.len() - first.len_utf8());
    (None, first.len_utf8() + more)
}

/// The length of a string, including quotes.
fn string(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return at + character.len_utf8(),
            _ => {}
        }
    }
    text.len()
}
