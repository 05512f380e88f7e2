//! The Rust examples of the pages compile: they are extracted into a file, which is a module of this test.

use std::fmt::Write as _;

use expect_test::expect_file;
use scraper::{Html, Selector};

use crate::command::Site;

#[allow(dead_code, deprecated, reason = "compiled, not run")]
#[rustfmt::skip]
#[path = "snapshots/full.rs"]
mod full;

#[test]
fn the_snippets_of_all_pages_compile() {
    let site = Site::of_file("../aegis-events-catalog/tests/catalogs/full.toml");
    let code = Selector::parse("#rust pre").unwrap();
    let mut text = "//! The Rust on the pages of `full.toml`, as it is. Made by the test `snippets`.\n".to_owned();
    for file in site.files().iter().filter(|file| file.ends_with(".html")) {
        let html = Html::parse_document(&site.read(file));
        for (at, pre) in html.select(&code).enumerate() {
            let name: String =
                file.trim_end_matches(".html").replace(|c: char| !c.is_alphanumeric(), "_").to_lowercase();
            let snippet: String = pre.text().collect();
            let _ = write!(text, "\nmod {name}_{at} {{\n{snippet}}}\n");
        }
    }
    expect_file!["snapshots/full.rs"].assert_eq(&text);
}
