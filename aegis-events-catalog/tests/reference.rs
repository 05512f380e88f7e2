//! The reference page `docs/catalog.md` is up to date.

use std::fs;
use std::path::Path;

use aegis_events_catalog::{Source, read, reference};

#[test]
fn the_reference_page_is_up_to_date() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    if !docs.exists() {
        // The package is tested outside of its workspace.
        return;
    }
    let path = docs.join("catalog.md");
    let page = reference::page();
    if fs::read_to_string(&path).ok().as_deref() == Some(&page) {
        return;
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, page).unwrap();
    } else {
        panic!("docs/catalog.md is stale; UPDATE_EXPECT=1 cargo test rewrites it");
    }
}

#[test]
fn the_example_on_the_page_has_no_problems() {
    let reading = read(Source::new("catalog.toml", reference::EXAMPLE));
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
}

/// A bar would end the cell, and Markdown has no way to write one inside code.
#[test]
fn no_cell_of_the_page_has_a_bar_in_it() {
    let page = reference::page();
    let mut columns = 0;
    for line in page.lines() {
        let cells = if line.starts_with("| ") || line.starts_with("|-") { line.split('|').count() } else { 0 };
        assert!(columns == 0 || cells == 0 || cells == columns, "{line}");
        columns = cells;
    }
}
