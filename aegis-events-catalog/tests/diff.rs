//! Each folder `diff/<case>/` has two catalogs and the rendered changes in `expect.txt`.
//!
//! A new case is a new folder. A folder named after a rule is the example on the reference page, and shows only that rule.
//! `UPDATE_EXPECT=1 cargo test` writes `expect.txt`; read it before you commit it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use aegis_events_catalog::diff::{Category, Change, Rule, Severity, compare, compare_releases, reference, render};
use aegis_events_catalog::{CheckedCatalog, Source, Style, read};

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff");
    let mut cases: Vec<PathBuf> =
        fs::read_dir(folder).expect("the folder of cases").map(|entry| entry.expect("a case").path()).collect();
    cases.sort();
    cases
}

fn catalog(path: &str, text: &str) -> CheckedCatalog {
    let reading = read(Source::new(path, text));
    assert!(!reading.has_errors(), "{path}: {:?}\n{text}", reading.problems);
    reading.catalog
}

fn case(path: &Path) -> (CheckedCatalog, CheckedCatalog) {
    let side = |name: &str| catalog(name, &fs::read_to_string(path.join(name)).expect("a side"));
    (side("old.toml"), side("new.toml"))
}

fn rendered(old: &CheckedCatalog, new: &CheckedCatalog) -> String {
    let changes = compare(old, new);
    let texts = changes.iter().map(|change| render(change, old.source(), new.source(), Style::Plain) + "\n");
    texts.collect::<Vec<_>>().join("\n")
}

fn rules(changes: &[Change]) -> BTreeSet<Rule> {
    changes.iter().map(Change::rule).collect()
}

#[test]
fn each_case_renders_as_expected() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut stale = Vec::new();
    for path in cases() {
        let (old, new) = case(&path);
        let rendered = rendered(&old, &new);
        let expected = path.join("expect.txt");
        if fs::read_to_string(&expected).ok().as_ref() == Some(&rendered) {
            continue;
        }
        if update {
            fs::write(&expected, rendered).unwrap();
        } else {
            stale.push(format!("{}:\n{rendered}", path.display()));
        }
    }
    assert!(
        stale.is_empty(),
        "these differ from their expectations; UPDATE_EXPECT=1 rewrites them:\n\n{}",
        stale.join("\n")
    );
}

/// `version-not-raised` requires a change of the payload, so it cannot occur alone.
#[test]
fn the_example_of_a_rule_shows_only_that_rule() {
    for rule in Rule::ALL {
        let (old, new) = (catalog("old.toml", rule.example_old()), catalog("new.toml", rule.example_new()));
        let mut expected = BTreeSet::from([*rule]);
        if *rule == Rule::VersionNotRaised {
            expected.insert(Rule::FieldTypeNarrowed);
        }
        assert_eq!(rules(&compare(&old, &new)), expected, "the example of {rule}");
    }
}

#[test]
fn a_catalog_does_not_differ_from_itself() {
    for path in cases() {
        let (old, new) = case(&path);
        for side in [old, new] {
            let again = catalog("again.toml", side.source().text());
            assert_eq!(compare(&side, &again), [], "{}", path.display());
        }
    }
}

#[test]
fn layout_comments_and_spelling_of_types_do_not_count() {
    let text = include_str!("catalogs/full.toml");
    let other = text.replace("Map<Option<String>>", "Map< Option<String> >").replace("# ──", "#").replace("  =", " =");
    assert_ne!(text, other);
    assert_eq!(compare(&catalog("old.toml", text), &catalog("new.toml", &other)), []);
}

#[test]
fn names_are_kebab_case_and_convert_back() {
    for rule in Rule::ALL {
        let name = rule.name();
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{name}");
        assert_eq!(Rule::from_name(name), Some(*rule));
    }
    for category in Category::ALL {
        assert_eq!(Category::from_name(&category.name().to_lowercase()), Some(*category));
    }
}

/// They are used inside sentences, in cells of tables and in single lines.
#[test]
fn texts_of_rules_are_well_formed() {
    for rule in Rule::ALL {
        let prose = rule.prose();
        assert!(prose.ends_with('.') && (prose.starts_with(char::is_uppercase) || prose.starts_with('`')), "{rule}");
        assert!(!rule.effects().is_empty(), "{rule} has no effect");
        assert!(rule.categories().is_sorted_by(|a, b| a < b), "{rule}: each category once, in order");
        let parts = rule.effects().iter().map(|effect| effect.how).chain(rule.todo());
        for part in parts {
            assert!(!part.ends_with('.') && !part.contains('\n') && !part.contains("  "), "{rule}: {part}");
        }
        assert!(!prose.contains(['|', '\n']), "{rule}");
    }
}

#[test]
fn a_change_displays_its_message_effects_and_help() {
    let rule = Rule::FieldDeleted;
    let (old, new) = (catalog("old.toml", rule.example_old()), catalog("new.toml", rule.example_new()));
    let change = &compare(&old, &new)[0];
    let expected = "\
breaking: `Volume.VolumeCreated.size_bytes` is gone; it was `u32` (field-deleted)
  breaks SOURCE: code that uses the field does not compile
  may break STORE: rows decode without it; the event's view loses the column, and programs of the old catalog read new \
rows only if it had a `default` or was an `Option` there
  breaks WIRE: clients no longer receive it
  help: make it an `Option` and publish `None` from now on, or raise `version` and inform its readers";
    assert_eq!(change.to_string(), expected);
    assert_eq!(change.item(), "Volume.VolumeCreated.size_bytes");
    assert_eq!((change.was(), change.is()), (Some("u32"), None));
    assert_eq!(change.severity(), Severity::Breaking);
    let place = change.place().unwrap();
    assert_eq!((place.line, place.column), (23, 16), "the event that had it");
    assert_eq!(change.new_place(), None);
    assert_eq!(change.old_place().unwrap().line, 28);
}

#[test]
fn control_characters_of_a_catalog_are_escaped() {
    let base = with_fields("a = 'u8'");
    let with =
        |values: &str| catalog("catalog.toml", &format!("{}[types.T]\nvalues = [{values}]\n", base.source().text()));
    let changes = compare(&with("'a'"), &with(r#"'a', "b\n\u001b[2J""#));
    let expected = "`types.T` has a new value, `b\\n\\u{1b}[2J`";
    assert_eq!(changes.iter().map(Change::message).collect::<Vec<_>>(), [expected]);
    assert_eq!(changes[0].item(), "types.T.b\\n\\u{1b}[2J");
}

fn with_fields(fields: &str) -> CheckedCatalog {
    let head = "[catalog]\nname = \"demo\"\n[publishers.P]\n[families.F]\npublished_by = [\"P\"]\n";
    catalog(
        "catalog.toml",
        &format!("{head}[events.F.E]\nwhen = \"always\"\nversion = 9\n[events.F.E.fields]\n{fields}\n"),
    )
}

/// Each step alone is harmless; only the comparison of the first and the last release shows the change.
#[test]
fn a_field_deleted_and_added_with_another_type_is_found() {
    let releases =
        [with_fields("a = 'u8'\nb = 'u32'"), with_fields("a = 'u8'"), with_fields("a = 'u8'\nb = 'Option<String>'")];
    let changes = compare_releases(&releases.each_ref());
    let found: Vec<(usize, &str, Rule)> =
        changes.iter().map(|it| (it.since, it.change.item(), it.change.rule())).collect();
    let expected = [
        (1, "F.E.b", Rule::FieldAddedOptional),
        (0, "F.E.b", Rule::FieldMadeOptional),
        (0, "F.E.b", Rule::FieldTypeChanged),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_change_of_an_earlier_release_is_not_repeated() {
    let releases = [with_fields("a = 'u8'"), with_fields("a = 'String'"), with_fields("a = 'String'")];
    assert_eq!(compare_releases(&releases.each_ref()), []);
    assert_eq!(compare_releases(&[]), []);
    assert_eq!(compare_releases(&[&releases[0]]), []);
}

#[test]
fn the_reference_page_is_up_to_date() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    if !docs.exists() {
        // The package is tested outside of its workspace.
        return;
    }
    let path = docs.join("diff.md");
    let page = reference();
    if fs::read_to_string(&path).ok().as_deref() == Some(&page) {
        return;
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, page).unwrap();
    } else {
        panic!("docs/diff.md is stale; UPDATE_EXPECT=1 cargo test rewrites it");
    }
}
