//! Identifiers, literals and docs.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

/// The keywords of edition 2024 that can be raw identifiers. `syn` would parse each name to find out, which took most of the time of an
/// expansion, and it does not know `gen`.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// A name of the catalog as an identifier, raw if it is a keyword.
pub(super) fn ident(name: &str) -> Ident {
    match KEYWORDS.binary_search(&name) {
        Ok(_) => Ident::new_raw(name, Span::call_site()),
        Err(_) => Ident::new(name, Span::call_site()),
    }
}

/// A number without a suffix.
pub(super) fn literal(number: usize) -> Literal {
    Literal::usize_unsuffixed(number)
}

/// A documentation comment.
pub(super) fn doc_attr(text: &str) -> TokenStream {
    let text = format!(" {}", text.replace('\n', "\n "));
    quote!(#[doc = #text])
}

/// A text for `#[diagnostic::on_unimplemented]`, in which braces are special.
pub(super) fn note_text(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

#[cfg(test)]
mod tests {
    use super::{KEYWORDS, ident};

    #[test]
    fn keywords_become_raw_identifiers() {
        assert!(KEYWORDS.is_sorted(), "the binary search needs it");
        assert!(KEYWORDS.iter().all(|keyword| ident(keyword) == format!("r#{keyword}")));
        assert_eq!(ident("union"), "union");
    }

    #[test]
    fn every_keyword_that_syn_knows_is_in_the_list() {
        let letters = |first: char| ('a'..='z').map(move |second| format!("{first}{second}"));
        for word in ('a'..='z').flat_map(letters).chain(KEYWORDS.map(str::to_owned)) {
            let plain = word == "gen" || syn::parse_str::<syn::Ident>(&word).is_err();
            assert_eq!(plain, KEYWORDS.contains(&word.as_str()), "{word}");
        }
    }
}
