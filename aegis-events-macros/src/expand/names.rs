//! How things are called in the generated code.

use aegis_events_catalog::CheckedCatalog;
use aegis_events_catalog::model::{EventDef, FamilyDef, Name, PublisherDef};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::visibility::Visible;
use crate::args::Runtime;
use crate::input::DomainEnum;

/// What every room of the expansion needs to know.
pub(crate) struct Names<'a> {
    pub(crate) catalog: &'a CheckedCatalog,
    /// The runtime crate.
    pub(crate) runtime: Runtime,
    /// The enum over all events.
    pub(crate) domain: Ident,
    /// The visibility of what stands beside the enum.
    pub(crate) vis: TokenStream,
    /// The same visibility, written from inside a module beside the enum.
    pub(crate) inner_vis: TokenStream,
}

impl<'a> Names<'a> {
    /// The names of one expansion.
    pub(crate) fn new(catalog: &'a CheckedCatalog, runtime: Runtime, item: &DomainEnum) -> Self {
        let Visible { beside, inside } = Visible::of(&item.vis);
        Self { catalog, runtime, domain: item.ident.clone(), vis: beside, inner_vis: inside }
    }

    /// Where something stands in the catalog, as `catalog.toml:118`.
    pub(crate) fn place(&self, name: &Name) -> String {
        place(self.catalog, name)
    }

    /// The type of an event as seen from beside the domain enum.
    pub(crate) fn event_path(&self, event: &EventDef) -> TokenStream {
        let module = module(self.catalog.family(event.family));
        let name = ident(&event.name.text);
        quote!(#module::#name)
    }
}

/// Where something stands in a catalog, as `catalog.toml:118`.
pub(crate) fn place(catalog: &CheckedCatalog, name: &Name) -> String {
    let source = catalog.source();
    format!("{}:{}", source.path().display(), source.line(name.span.start))
}

/// A text for `#[diagnostic::on_unimplemented]`, which takes braces for its own.
pub(crate) fn literal_text(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

/// The keywords of edition 2024 that can be written as raw identifiers. Asking `syn` would mean to lex each name anew, which was most
/// of what an expansion cost; and it does not know `gen`.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// An identifier of the catalog; a raw one where it is a keyword.
pub(crate) fn ident(name: &str) -> Ident {
    match KEYWORDS.binary_search(&name) {
        Ok(_) => Ident::new_raw(name, Span::call_site()),
        Err(_) => Ident::new(name, Span::call_site()),
    }
}

/// A documentation comment, as rustfmt would have it: a space before each line.
pub(crate) fn doc_attr(text: &str) -> TokenStream {
    let text = format!(" {}", text.replace('\n', "\n "));
    quote!(#[doc = #text])
}

/// A family's module.
pub(crate) fn module(family: &FamilyDef) -> Ident {
    ident(&family.module)
}

/// A family's enum.
pub(crate) fn family_enum(family: &FamilyDef) -> Ident {
    ident(&family.enum_name)
}

/// A publisher's field of `Publishers`.
pub(crate) fn publisher_field(publisher: &PublisherDef) -> Ident {
    ident(&publisher.field)
}

/// The trait of those who may publish an event.
pub(crate) fn may_publish(event: &EventDef) -> Ident {
    format_ident!("MayPublish{}", event.name.text)
}

#[cfg(test)]
mod tests {
    use super::{KEYWORDS, ident};

    #[test]
    fn keywords_are_sorted_for_the_search_and_become_raw_identifiers() {
        assert!(KEYWORDS.is_sorted());
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
