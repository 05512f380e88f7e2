//! Any text can be read without a panic or an endless loop, and the result is sound.

mod support {
    pub(crate) mod consistent;
    pub(crate) mod mutate;
    pub(crate) mod sound;
}

use std::time::Instant;

use aegis_events_catalog::{Code, Source, read, read_bytes};
use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, any, proptest};

use support::mutate::{apply, change, tokens};
use support::sound::assert_sound;

const FULL: &str = include_str!("catalogs/full.toml");

/// The catalog of the workspace, if the package is tested inside it.
fn aegis() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../catalog.toml");
    std::fs::read_to_string(path).unwrap_or_else(|_| FULL.to_owned())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_can_be_read(bytes in vec(any::<u8>(), 0..600)) {
        assert_sound(&read_bytes("catalog.toml", &bytes));
    }

    #[test]
    fn any_words_of_a_catalog_can_be_read(text in tokens()) {
        assert_sound(&read(Source::new("catalog.toml", text)));
    }

    #[test]
    fn a_changed_catalog_can_be_read(changes in vec(change(), 1..8)) {
        assert_sound(&read(Source::new("catalog.toml", apply(FULL.to_owned(), &changes))));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_changed_aegis_catalog_can_be_read(text in Just(aegis()), changes in vec(change(), 1..12)) {
        assert_sound(&read(Source::new("catalog.toml", apply(text, &changes))));
    }
}

const HEAD: &str = "[catalog]\nname = \"demo\"\n[publishers.P]\n[families.F]\npublished_by = [\"P\"]\n";

fn with_event(fields: &str) -> String {
    format!("{HEAD}[events.F.E]\nwhen = \"always\"\n[events.F.E.fields]\n{fields}\n")
}

#[test]
fn types_nested_ten_thousand_deep_are_a_problem() {
    let ty = format!("{}u8{}", "Option<".repeat(10_000), ">".repeat(10_000));
    let reading = read(Source::new("catalog.toml", with_event(&format!("a = \"{ty}\""))));
    assert_sound(&reading);
    assert_eq!(reading.problems.len(), 1);
    assert_eq!(reading.problems[0].code, Code::IllFormedType);
}

#[test]
fn types_nested_through_ten_thousand_names_are_a_problem() {
    let mut text = with_event("a = \"T9999\"");
    text.push_str("[types.T0]\nis = \"u8\"\n");
    for at in 1..10_000 {
        text.push_str(&format!("[types.T{at}]\nfields = {{ a = \"T{}\", b = \"Option<T{}>\" }}\n", at - 1, at - 1));
    }
    let reading = read(Source::new("catalog.toml", text));
    assert!(reading.problems.iter().all(|problem| problem.code == Code::IllFormedType));
    assert!(!reading.problems.is_empty());
}

#[test]
fn a_circle_of_ten_thousand_types_is_one_problem() {
    let mut text = with_event("a = \"T0\"");
    for at in 0..10_000 {
        text.push_str(&format!("[types.T{at}]\nfields = {{ a = \"T{}\", b = \"T0\" }}\n", (at + 1) % 10_000));
    }
    let reading = read(Source::new("catalog.toml", text));
    assert_sound(&reading);
    let codes: Vec<Code> = reading.problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, [Code::RecursiveType]);
}

#[test]
fn brackets_nested_ten_thousand_deep_are_a_problem() {
    for (open, close) in [("[", "]"), ("{ a = ", " }"), ("[{ a = ", "}]"), ("", "")] {
        let value = format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
        let reading =
            read(Source::new("catalog.toml", with_event(&format!("a = {{ type = \"Json\", default = {value} }}"))));
        assert_sound(&reading);
        let unclosed = read(Source::new("catalog.toml", with_event(&format!("a = {}", open.repeat(10_000)))));
        assert_sound(&unclosed);
    }
    let dotted = format!("{}a = 1", "a.".repeat(10_000));
    assert_sound(&read(Source::new("catalog.toml", dotted.clone())));
    assert_sound(&read(Source::new("catalog.toml", format!("[{}]", dotted.replace(" = 1", "")))));
    let deep = format!("{} = {{", vec!["a"; 79].join(".")).repeat(80);
    assert_sound(&read(Source::new("catalog.toml", deep)));
}

#[test]
fn defaults_that_double_at_every_level_are_a_problem() {
    let mut text = with_event("a = { type = \"T30\", default = {} }");
    text.push_str("[types.T0]\nfields = { a = { type = \"String\", default = \"x\" } }\n");
    for at in 1..31 {
        let part = format!("{{ type = \"T{}\", default = {{}} }}", at - 1);
        text.push_str(&format!("[types.T{at}]\nfields = {{ a = {part}, b = {part} }}\n"));
    }
    let reading = read(Source::new("catalog.toml", text));
    assert!(reading.problems.iter().all(|problem| problem.code == Code::BadDefault), "{:?}", reading.problems);
    assert!(!reading.problems.is_empty());
}

#[test]
fn megabytes_of_events_can_be_read() {
    let mut text = String::from(HEAD);
    let doc = "One sentence after the other. ".repeat(15);
    for at in 0..10_000 {
        let fields = "{ a = \"String\", b = \"Option<Vec<u64>>\", c = \"Timestamp\" }";
        text.push_str(&format!("[events.F.Event{at}]\nwhen = \"always\"\ndoc = \"{doc}\"\nfields = {fields}\n"));
    }
    assert!(text.len() > 5_000_000);
    let start = Instant::now();
    let reading = read(Source::new("catalog.toml", text));
    println!("{} events in {:?}", reading.catalog.events().len(), start.elapsed());
    assert!(reading.problems.is_empty());
    assert_eq!(reading.catalog.events().len(), 10_000);
}

#[test]
fn megabytes_of_mistakes_can_be_read() {
    let unknown: String = (0..5_000).map(|at| format!("f{at} = \"Unknown{at}\"\n")).collect();
    let types: String = (0..5_000).map(|at| format!("[types.Known{at}]\nis = \"u8\"\n")).collect();
    let texts = [
        with_event(&unknown) + &types,
        "a = 1\n".repeat(50_000),
        "no entry\n".repeat(50_000),
        "[a]\n".repeat(50_000),
        "[".repeat(300_000),
        "\"".repeat(300_000),
        "a = [".repeat(100_000),
        "\0".repeat(300_000),
        "é".repeat(500_000),
        format!("{HEAD}[events.F.E]\nwhen = \"{}", "x".repeat(5_000_000)),
    ];
    for text in texts {
        let start = Instant::now();
        let reading = read(Source::new("catalog.toml", text));
        println!("{} problems in {:?}", reading.problems.len(), start.elapsed());
        assert!(!reading.problems.is_empty());
    }
}
