//! Text of a catalog with invisible and reordering characters made visible.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with control characters, bidirectional controls and characters that HTML forbids as `⟦U+202E⟧`. Line feeds
/// and tabs stay.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_hidden(character) {
            // Writing to a string cannot fail.
            let _ = write!(shown, "⟦U+{:04X}⟧", u32::from(character));
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

fn is_hidden(character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        // Fast path for ASCII.
        ' '..='~' => false,
        // Embeddings, overrides, isolates and marks.
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        // Noncharacters, which HTML forbids.
        '\u{fdd0}'..='\u{fdef}' => true,
        _ => character.is_control() || u32::from(character) & 0xfffe == 0xfffe,
    }
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn invisible_characters_are_shown_by_code_point() {
        assert_eq!(
            visible("a\u{202e}b\0c\u{7f}\u{85}\u{ffff}\r"),
            "a⟦U+202E⟧b⟦U+0000⟧c⟦U+007F⟧⟦U+0085⟧⟦U+FFFF⟧⟦U+000D⟧"
        );
    }

    #[test]
    fn visible_text_is_unchanged() {
        let text = "line\n\tשלום <b> 🙂 é";
        assert!(matches!(visible(text), std::borrow::Cow::Borrowed(it) if it == text));
    }
}
