//! Identifiers, literals and docs.

use std::borrow::Cow;

use aegis_events_catalog::identifier;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

/// A name of the catalog as an identifier, raw if it is a keyword. `syn` would parse each name to find out, which took most of the time of
/// an expansion, and it does not know `gen`.
pub(super) fn ident(name: &str) -> Ident {
    match identifier(name) {
        Cow::Borrowed(name) => Ident::new(name, Span::call_site()),
        Cow::Owned(_) => Ident::new_raw(name, Span::call_site()),
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
    use super::ident;

    #[test]
    fn keywords_become_raw_identifiers() {
        for keyword in ["abstract", "async", "gen", "type", "yield"] {
            assert_eq!(ident(keyword), format!("r#{keyword}"));
        }
        assert_eq!(ident("union"), "union");
    }

    #[test]
    fn every_short_keyword_that_syn_knows_becomes_raw() {
        let letters = |first: char| ('a'..='z').map(move |second| format!("{first}{second}"));
        for word in ('a'..='z').flat_map(letters) {
            let is_keyword = syn::parse_str::<syn::Ident>(&word).is_err();
            assert_eq!(ident(&word).to_string().starts_with("r#"), is_keyword, "{word}");
        }
    }
}
