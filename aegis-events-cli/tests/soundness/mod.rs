//! The effects of `diff` rules, compared with real rows, migrations and clients.
//!
//! Catalogs and edits are random. The oracles are the payload checker, the migration and the exported JSON Schema; none of them
//! knows the rules.

mod rows;
mod sketch;

use std::cell::Cell;

use aegis_events::catalog::{CatalogInfo, EventInfo, KeyInfo};
use aegis_events::history::{Dialect, migration_sql};
use aegis_events_catalog::diff::{Category, Change, Rule, Severity, compare, render};
use aegis_events_catalog::model::EventDef;
use aegis_events_catalog::{CheckedCatalog, Source, Style, read};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngSeed, TestRunner};
use serde_json::{Map, Value};

use crate::export::payload_schema;
use crate::info::catalog_info;
use crate::payload::Payloads;
use crate::payload::samples::{Tree, good, written};
use sketch::{edit, sketch};

/// The number of payloads per event. `PROPTEST_CASES` sets the number of pairs of catalogs.
const PAYLOADS: usize = 4;

fn catalog(text: &str) -> CheckedCatalog {
    let reading = read(Source::new("catalog.toml", text));
    assert!(!reading.has_errors(), "{:?}", reading.problems);
    reading.catalog
}

/// A random payload, as JSON text and as its members.
fn draw(payload: impl Strategy<Value = Tree>, runner: &mut TestRunner) -> (String, Map<String, Value>) {
    let json = payload.new_tree(runner).expect("a payload").current().to_string();
    match serde_json::from_str(&json).expect("JSON") {
        Value::Object(members) => (json, members),
        other => panic!("a payload is an object: {other}"),
    }
}

/// The event as a client knows it: the exported JSON Schema.
fn known_to_clients(catalog: &CheckedCatalog, event: &EventDef) -> jsonschema::Validator {
    let schema = payload_schema(catalog, event);
    jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema")
}

/// The first reason why the store does not work with the new catalog, if any.
fn store_breaks(
    old: &CheckedCatalog,
    new: &CheckedCatalog,
    payloads: usize,
    runner: &mut TestRunner,
) -> Option<String> {
    let (old_info, new_info) = (catalog_info(old), catalog_info(new));
    for dialect in [Dialect::Postgres, Dialect::Sqlite] {
        if let Err(error) = migration_sql(old_info, new_info, dialect) {
            return Some(error.to_string());
        }
    }
    let (old_payloads, new_payloads) = (Payloads::of(old), Payloads::of(new));
    for (info, event) in old_info.events().iter().zip(old.events()) {
        let family = info.family();
        let mut heirs = Vec::new();
        for name in std::iter::once(&event.name).chain(&event.was) {
            match new_info.find(family, &name.text) {
                None => return Some(format!("nothing reads rows of `{family}.{name}`")),
                Some(heir) => heirs.push(heir),
            }
        }
        heirs.dedup();
        let [kind] = heirs[..] else { return Some(format!("several events read rows of `{family}.{}`", event.name)) };
        let heir = &new.events()[kind.index()];
        let known = known_to_clients(new, heir);
        for _ in 0..payloads {
            let (json, row) = draw(good(old_payloads.of_kind(info.kind())), runner);
            let misfits = new_payloads.of_kind(kind).check(json.as_bytes());
            if !misfits.is_empty() {
                return Some(format!("`{}` does not decode: {json}: {misfits:?}", event.name));
            }
            if let Some(how) = rows::read_otherwise((old, &event.fields), (new, &heir.fields), &row) {
                return Some(format!("`{}` reads otherwise: {json}: {how}", event.name));
            }
            let (json, row) = draw(written(old_payloads.of_kind(info.kind())), runner);
            if let Err(error) = known.validate(&Value::Object(row)) {
                return Some(format!("`{}` is not what a new client knows: {json}: {error}", event.name));
            }
        }
    }
    None
}

/// The first reason why a client of the old catalog cannot read events of the new one, if any.
fn wire_breaks(old: &CheckedCatalog, new: &CheckedCatalog, payloads: usize, runner: &mut TestRunner) -> Option<String> {
    let new_payloads = Payloads::of(new);
    for event in old.events() {
        let family = &old.family(event.family).name.text;
        let mut published = catalog_info(new).events().iter();
        let Some(heir) = published.find(|it| it.family() == family && it.event_type() == event.name.text) else {
            return Some(format!("`{family}.{}` never comes again", event.name));
        };
        let known = known_to_clients(old, event);
        for _ in 0..payloads {
            let (json, payload) = draw(written(new_payloads.of_kind(heir.kind())), runner);
            if let Some(field) = event.fields.iter().find(|field| !payload.contains_key(&field.name.text)) {
                return Some(format!("`{}` comes without `{}`: {json}", event.name, field.name));
            }
            if let Err(error) = known.validate(&Value::Object(payload)) {
                return Some(format!("`{}` is not what a client knows: {json}: {error}", event.name));
            }
        }
    }
    None
}

fn worst(changes: &[Change], category: Category) -> Option<Severity> {
    changes.iter().filter_map(|change| change.rule().severity_for(category)).max()
}

fn listed(changes: &[Change], old: &CheckedCatalog, new: &CheckedCatalog) -> String {
    let lines = changes.iter().map(|change| render(change, old.source(), new.source(), Style::Plain));
    let lines = lines.collect::<Vec<_>>().join("\n");
    format!("{lines}\n── old ──\n{}\n── new ──\n{}", old.source().text(), new.source().text())
}

/// Calls `asked` with random pairs of catalogs. It returns whether the pair was relevant: about one in eight is, and a test without
/// relevant pairs would prove nothing.
fn for_pairs(asked: impl Fn(&CheckedCatalog, &CheckedCatalog, &[Change], &mut TestRunner) -> Result<bool, String>) {
    let worth = Cell::new(0);
    let config = ProptestConfig::default();
    let (cases, max_global_rejects) = (config.cases, config.cases.saturating_mul(100));
    let config = ProptestConfig { failure_persistence: None, max_global_rejects, ..config };
    let mut runner = TestRunner::new(config);
    let result = runner.run(&(sketch(), vec(edit(), 1..4), any::<u64>()), |(sketch, edits, seed)| {
        let (Some(old), Some(new)) = (sketch.catalog(), sketch.edited(&edits).catalog()) else {
            return Err(TestCaseError::reject("not a catalog"));
        };
        let changes = compare(&old, &new);
        let rng_seed = RngSeed::Fixed(seed);
        let mut payloads = TestRunner::new(ProptestConfig { rng_seed, ..ProptestConfig::default() });
        match asked(&old, &new, &changes, &mut payloads) {
            Ok(is_worth) => worth.set(worth.get() + u32::from(is_worth && !changes.is_empty())),
            Err(reason) => return Err(TestCaseError::fail(format!("{reason}\n{}", listed(&changes, &old, &new)))),
        }
        Ok(())
    });
    if let Err(error) = result {
        // Without the sketch, which is long and redundant.
        let error = error.to_string();
        panic!("{}", error.split("minimal failing input").next().unwrap_or(&error));
    }
    assert!(worth.get() >= cases / 50, "only {} of {cases} pairs differ and do not break", worth.get());
}

#[test]
fn without_store_breaks_rows_decode_and_the_migration_runs() {
    for_pairs(|old, new, changes, runner| {
        if worst(changes, Category::Store) == Some(Severity::Breaking) {
            return Ok(false);
        }
        store_breaks(old, new, PAYLOADS, runner).map_or(Ok(true), Err)
    });
}

#[test]
fn without_wire_breaks_old_clients_read_new_events() {
    for_pairs(|old, new, changes, runner| {
        if worst(changes, Category::Wire) >= Some(Severity::Warning) {
            return Ok(false);
        }
        wire_breaks(old, new, PAYLOADS, runner).map_or(Ok(true), Err)
    });
}

/// The old and new example of a rule, and its changes.
fn example(rule: Rule) -> (CheckedCatalog, CheckedCatalog, Vec<Change>) {
    let (old, new) = (catalog(rule.example_old()), catalog(rule.example_new()));
    let changes = compare(&old, &new);
    (old, new, changes)
}

/// Store breaks other than payloads, names and the migration: rows that are removed earlier, and keys that old rows have from another
/// field.
fn store_breaks_otherwise(old: &CheckedCatalog, new: &CheckedCatalog) -> bool {
    let (old_info, new_info) = (catalog_info(old), catalog_info(new));
    old_info.events().iter().any(|event| {
        let Some(heir) = new_info.find(event.family(), event.event_type()).map(|kind| new_info.event(kind)) else {
            return false;
        };
        let shortened = heir.retention().is_some_and(|new| event.retention().is_none_or(|old| new < old));
        let source = |info: &CatalogInfo, event: &EventInfo, key: &str| {
            let sources = event.keys().iter().filter(|(at, _)| info.keys()[*at].name() == key);
            sources.map(|(_, path)| *path).next()
        };
        // The rows still have it under another name.
        let is_lost = |key: &KeyInfo| match source(old_info, event, key.name()) {
            Some(was) if new_info.keys().iter().any(|it| it.name() == key.name()) => {
                source(new_info, heir, key.name()).is_some_and(|is| is != was)
            }
            Some(was) => !heir.keys().iter().any(|(_, path)| *path == was),
            None => false,
        };
        shortened || old_info.keys().iter().any(is_lost)
    })
}

#[test]
fn store_effects_of_rules_match_their_examples() {
    let mut runner = TestRunner::deterministic();
    for rule in Rule::ALL {
        let (old, new, changes) = example(*rule);
        let is_listed = worst(&changes, Category::Store) == Some(Severity::Breaking);
        let how = store_breaks(&old, &new, 100, &mut runner);
        let happens = how.is_some() || store_breaks_otherwise(&old, &new);
        assert_eq!(happens, is_listed, "{rule}: {how:?}\n{}", listed(&changes, &old, &new));
    }
}

/// Wire breaks other than payloads: filters by key or name, and redacted values.
const BESIDE_THE_PAYLOAD: [Rule; 5] =
    [Rule::KeyRemoved, Rule::KeyRenamed, Rule::KeySourceChanged, Rule::FormerNameMoved, Rule::SensitiveAdded];

#[test]
fn wire_effects_of_rules_match_their_examples() {
    let mut runner = TestRunner::deterministic();
    for rule in Rule::ALL.iter().filter(|rule| !BESIDE_THE_PAYLOAD.contains(rule)) {
        let (old, new, changes) = example(*rule);
        let how = wire_breaks(&old, &new, 100, &mut runner);
        match worst(&changes, Category::Wire) {
            Some(Severity::Breaking) => assert!(how.is_some(), "{rule}\n{}", listed(&changes, &old, &new)),
            // Conditional effects may or may not occur here.
            Some(Severity::Warning) => {}
            Some(Severity::Notice) | None => assert_eq!(how, None, "{rule}\n{}", listed(&changes, &old, &new)),
        }
    }
}
