//! Whatever the catalog says, the expansion is Rust: damaged catalogs expand to what is sound in them, and never panic.

use std::path::Path;

use aegis_events_catalog::{Source, read};

use crate::args::DomainEventsArgs;
use crate::expand;
use crate::input::DomainEnum;

/// Expands a catalog and parses what comes out.
fn check(text: &str) {
    let reading = read(Source::new("catalog.toml", text));
    let item: DomainEnum = syn::parse_quote! { pub enum DomainEvent {} };
    let args: DomainEventsArgs = syn::parse_quote!();
    let code = expand::domain_events(&expand::Names::new(&reading.catalog, args.runtime, &item), &item);
    if let Err(error) = syn::parse2::<syn::File>(code) {
        panic!("the expansion is not Rust: {error}\nof the catalog:\n{text}");
    }
}

fn full() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/catalogs/full.toml");
    std::fs::read_to_string(path).expect("the catalog is there")
}

/// The catalog with one line replaced.
fn with_line(text: &str, at: usize, replacement: &str) -> String {
    let lines = text.lines().enumerate().map(|(place, line)| if place == at { replacement } else { line });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_catalog_that_lacks_any_one_line_expands_to_rust() {
    let full = full();
    (0..full.lines().count()).for_each(|at| check(&with_line(&full, at, "")));
}

#[test]
fn a_catalog_that_breaks_off_after_any_line_expands_to_rust() {
    let full = full();
    full.match_indices('\n').for_each(|(end, _)| check(full.get(..end).unwrap_or_default()));
}

#[test]
fn a_catalog_whose_lines_end_early_expands_to_rust() {
    let full = full();
    for (at, line) in full.lines().enumerate() {
        let half: String = line.chars().take(line.chars().count() / 2).collect();
        check(&with_line(&full, at, &half));
    }
}

#[test]
fn a_catalog_with_nothing_in_it_expands_to_rust() {
    check("");
    check("[catalog]\nname = \"empty\"\n");
}
