//! Good catalogs have no problems, and say what they say.

use aegis_events_catalog::model::CheckedCatalog;
use aegis_events_catalog::{Source, Style, read, render};

fn full() -> CheckedCatalog {
    let text = include_str!("catalogs/full.toml");
    let reading = read(Source::new("full.toml", text));
    let source = reading.catalog.source();
    let problems: Vec<String> = reading.problems.iter().map(|it| render(it, source, Style::Plain)).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
    reading.catalog
}

#[test]
fn a_good_catalog_has_no_problems() {
    println!("{:#?}", full());
}
