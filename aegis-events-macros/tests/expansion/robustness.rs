//! The expansion of any catalog, however damaged, is valid Rust and never panics.

use std::path::Path;

use aegis_events_catalog::{Source, read};

use crate::args::Runtime;
use crate::expand;
use crate::input::DomainEnum;

/// Expands a catalog, parses the code and returns it as text.
fn check(text: &str) -> String {
    let reading = read(Source::new("catalog.toml", text));
    let item: DomainEnum = syn::parse_quote! { pub enum DomainEvent {} };
    let code = expand::domain_events(&expand::Names::new(&reading.catalog, Runtime::default(), &item), &item);
    let printed = code.to_string();
    if let Err(error) = syn::parse2::<syn::File>(code) {
        panic!("the expansion is not Rust: {error}\nof the catalog:\n{text}");
    }
    printed
}

/// A file of the workspace.
fn file(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).expect("the file is readable")
}

/// The catalog with every form, to be damaged.
fn full() -> String {
    file("tests/catalogs/full.toml")
}

/// The catalog with one line replaced.
fn with_line(text: &str, at: usize, replacement: &str) -> String {
    let lines = text.lines().enumerate().map(|(place, line)| if place == at { replacement } else { line });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_catalog_that_lacks_any_one_line_expands_to_rust() {
    let full = full();
    (0..full.lines().count()).for_each(|at| drop(check(&with_line(&full, at, ""))));
}

#[test]
fn a_catalog_that_breaks_off_after_any_line_expands_to_rust() {
    let full = full();
    full.match_indices('\n').for_each(|(end, _)| drop(check(full.get(..end).unwrap_or_default())));
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
fn an_empty_catalog_expands_to_rust() {
    check("");
    check("[catalog]\nname = \"empty\"\n");
}

#[test]
fn the_same_catalog_expands_to_the_same_code() {
    for catalog in [full(), file("catalog.toml")] {
        assert_eq!(check(&catalog), check(&catalog));
    }
}
