//! The generated code, readable: `snapshots/<catalog>.rs` is what `tests/catalogs/<catalog>.toml` expands to.
//!
//! Read the diff when one of them changes; `cargo xtask bless` writes them anew.

use std::path::Path;

use aegis_events_catalog::{Reading, read_bytes};
use expect_test::expect_file;
use proc_macro2::TokenStream;
use quote::quote;

use crate::args::{DomainEventArgs, DomainEventsArgs};
use crate::expand;
use crate::input::{DomainEnum, EventStruct};

fn read(catalog: &str) -> Reading {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/catalogs").join(catalog);
    let reading = read_bytes(catalog, &std::fs::read(path).expect("the catalog is there"));
    assert!(!reading.has_errors(), "{:?}", reading.problems);
    reading
}

fn domain(catalog: &str) -> String {
    let reading = read(catalog);
    let item: DomainEnum = syn::parse_quote! {
        /// Every event.
        pub enum DomainEvent {}
    };
    let args: DomainEventsArgs = syn::parse_quote!();
    pretty(expand::domain_events(&expand::Names::new(&reading.catalog, args.runtime, &item), &item))
}

fn hand_written(catalog: &str, item: &EventStruct) -> String {
    let args: DomainEventArgs = syn::parse_quote!();
    let (code, mistakes) = expand::domain_event(&read(catalog), &args, item);
    assert!(mistakes.is_empty(), "{mistakes}");
    let item = item.item();
    pretty(quote!(#item #code))
}

fn pretty(code: TokenStream) -> String {
    let file: syn::File = syn::parse2(code).expect("generated code parses");
    prettyplease::unparse(&file)
}

#[test]
fn a_small_catalog() {
    expect_file!["../snapshots/small.rs"].assert_eq(&domain("small.toml"));
}

#[test]
fn every_form_that_a_catalog_can_have() {
    expect_file!["../snapshots/full.rs"].assert_eq(&domain("full.toml"));
}

#[test]
fn a_hand_written_struct() {
    let item = syn::parse_quote! {
        /// A gate opened.
        #[derive(Eq)]
        pub struct Opened {
            /// When.
            pub opened_at: Timestamp,
            /// Which.
            pub shard: Number,
            /// In which colour.
            pub r#match: Option<Colour>,
        }
    };
    expect_file!["../snapshots/hand_written.rs"].assert_eq(&hand_written("full.toml", &item));
}

/// How often the expansion of the same catalog was compared.
const ROUNDS: usize = 3;

#[test]
fn the_same_catalog_gives_the_same_code() {
    let first = domain("full.toml");
    for _ in 0..ROUNDS {
        assert_eq!(domain("full.toml"), first);
    }
}
