//! Whatever two catalogs say: comparing them never panics, and nothing that they say differently goes untold.

mod support {
    pub(crate) mod mutate;
}

use std::time::Instant;

use aegis_events_catalog::diff::{Change, Waivers, compare, compare_releases, render};
use aegis_events_catalog::{CheckedCatalog, Source, Style, read};
use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, proptest};

use support::mutate::{apply, change, tokens};

const FULL: &str = include_str!("catalogs/full.toml");

/// The catalog of the workspace, where the package is tested inside it.
fn aegis() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../catalog.toml");
    std::fs::read_to_string(path).unwrap_or_else(|_| FULL.to_owned())
}

fn catalog(text: impl Into<String>) -> CheckedCatalog {
    read(Source::new("catalog.toml", text)).catalog
}

/// Rendering every change of two very different texts takes long; the first show whatever can go wrong.
const MOST_RENDERED: usize = 12;

/// All that a catalog says, without where it says it and how types are spelt. Knows nothing of the comparison.
fn said(catalog: &CheckedCatalog) -> String {
    let said = format!(
        "{:?}",
        (
            (catalog.name(), catalog.doc(), catalog.types(), catalog.keys()),
            (catalog.publishers(), catalog.subscribers(), catalog.families(), catalog.events()),
        )
    );
    let place = |c: char| c.is_ascii_digit() || c == '.';
    without(&without(&said, "span: ", |rest| rest.trim_start_matches(place)), "ty_text: \"", |rest| {
        rest.split_once('"').map_or("", |(_, after)| after)
    })
}

/// A text without what follows each mark.
fn without(text: &str, mark: &str, skip: impl Fn(&str) -> &str) -> String {
    let mut parts = text.split(mark);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |kept, part| kept + skip(part))
}

/// Asserts what holds for any two catalogs.
fn assert_told(old: &CheckedCatalog, new: &CheckedCatalog) {
    let changes = compare(old, new);
    let is_same = said(old) == said(new);
    assert_eq!(changes.is_empty(), is_same, "{changes:#?}\n{}\n{}", old.source().text(), new.source().text());
    assert_eq!(changes, compare(old, new), "always in the same order");
    changes.iter().take(MOST_RENDERED).for_each(|change| assert_well_formed(change, old, new));
    let items = changes.iter().map(|change| {
        let (rule, item) = (change.rule(), Value(change.item()));
        format!("[[waive]]\nrule = \"{rule}\"\nitem = {item}\nreason = \"seen\"\n")
    });
    let waivers = items.collect::<std::collections::BTreeSet<_>>().into_iter().collect::<String>();
    let (waivers, problems) = Waivers::parse(Source::new("catalog-waivers.toml", waivers));
    assert!(problems.is_empty(), "{problems:?}");
    let applied = waivers.apply(changes);
    assert!(applied.left.is_empty() && applied.problems.is_empty(), "every change can be waived: {applied:?}");
}

/// A string as TOML.
struct Value<'a>(&'a str);

impl std::fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let escape = |c: char| match c {
            '"' | '\\' => format!("\\{c}"),
            c if c.is_control() => format!("\\u{:04x}", u32::from(c)),
            c => c.to_string(),
        };
        write!(f, "\"{}\"", self.0.chars().map(escape).collect::<String>())
    }
}

fn assert_well_formed(change: &Change, old: &CheckedCatalog, new: &CheckedCatalog) {
    assert!(!change.message().is_empty() && !change.message().contains('\n'), "{change:?}");
    assert!(!change.item().is_empty(), "{change:?}");
    let sides = [(change.place(), new), (change.old_place(), old)];
    for (place, catalog) in sides.into_iter().filter_map(|(place, catalog)| Some((place?, catalog))) {
        let text = catalog.source().text();
        assert!(text.get(place.span.clone()).is_some(), "{change:?}");
        assert!(place.line >= 1 && place.line <= text.lines().count().max(1) + 1 && place.column >= 1, "{change:?}");
    }
    let plain = render(change, old.source(), new.source(), Style::Plain);
    assert!(plain.lines().next().unwrap_or_default().contains(change.rule().name()), "{plain}");
    assert!(!plain.contains('\u{1b}'), "{plain}");
    // Of other sources, places are moved into them.
    let elsewhere = Source::new("empty.toml", "");
    assert!(!render(change, &elsewhere, &elsewhere, Style::Colour).is_empty());
}

#[test]
fn what_is_said_does_not_depend_on_layout() {
    let other = FULL.replace('\n', "\n\n").replace("Map<Option<String>>", "Map< Option< String > >");
    assert_eq!(said(&catalog(FULL)), said(&catalog(other)));
    assert_ne!(said(&catalog(FULL)), said(&catalog(FULL.replace("52w", "51w"))));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_catalog_differs_by_what_it_says(changes in vec(change(), 1..6)) {
        let (old, new) = (catalog(FULL), catalog(apply(FULL.to_owned(), &changes)));
        assert_told(&old, &new);
        assert_told(&new, &old);
        assert_told(&new, &catalog(new.source().text()));
    }

    /// So that no other change hides that one is not told.
    #[test]
    fn a_single_change_is_told(one in change()) {
        let (old, new) = (catalog(FULL), catalog(apply(FULL.to_owned(), &[one])));
        assert_told(&old, &new);
        assert_told(&new, &old);
    }

    #[test]
    fn two_changed_catalogs_differ_by_what_they_say(one in vec(change(), 1..6), other in vec(change(), 1..6)) {
        let (old, new) = (catalog(apply(FULL.to_owned(), &one)), catalog(apply(FULL.to_owned(), &other)));
        assert_told(&old, &new);
        compare_releases(&[&old, &new, &old]);
    }

    #[test]
    fn any_words_of_a_catalog_can_be_compared(one in tokens(), other in tokens()) {
        assert_told(&catalog(one), &catalog(other));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_changed_aegis_catalog_differs_by_what_it_says(text in Just(aegis()), changes in vec(change(), 1..20)) {
        let (old, new) = (catalog(text.clone()), catalog(apply(text, &changes)));
        assert_told(&old, &new);
        assert_told(&new, &old);
    }
}

/// A catalog of many events, with a version of its names.
fn many(events: usize, mark: &str) -> CheckedCatalog {
    let mut text = String::from("[catalog]\nname = \"demo\"\n[types.Id]\nis = \"Uuid\"\n[keys]\nthing_id = \"Id\"\n");
    for at in 0..events / 20 {
        text.push_str(&format!("[types.T{mark}{at}]\nfields = {{ a{mark} = \"String\", b = \"Option<Id>\" }}\n"));
        text.push_str(&format!("[publishers.P{mark}{at}]\n[subscribers.S{mark}{at}]\nconsumes = [\"Family{at}\"]\n"));
        text.push_str(&format!("[families.Family{at}]\npublished_by = [\"P{mark}{at}\"]\n"));
    }
    for at in 0..events {
        let (family, ty) = (at / 20, format!("T{mark}{}", at / 20));
        let fields =
            format!("{{ thing_id = \"Id\", a{mark} = \"{ty}\", b = \"Option<Vec<u64>>\", c = \"Timestamp\" }}");
        text.push_str(&format!("[events.Family{family}.E{mark}{at}]\nwhen = \"always\"\nfields = {fields}\n"));
    }
    let reading = read(Source::new("catalog.toml", text));
    assert!(!reading.has_errors(), "{:?}", reading.problems);
    reading.catalog
}

#[test]
fn thousands_of_events_can_be_compared() {
    for events in [1_000, 10_000] {
        let old = many(events, "x");
        assert_eq!(old.events().len(), events);
        for (new, most) in [(many(events, "x"), 0), (many(events, "y"), 10 * events)] {
            let start = Instant::now();
            let changes = compare(&old, &new);
            println!("{} changes of {events} events in {:?}", changes.len(), start.elapsed());
            assert!(changes.len() <= most);
            assert_eq!(changes.is_empty(), most == 0);
        }
    }
}

/// One type after the other, each of two that went before: what is known of two is not asked twice.
#[test]
fn types_that_double_at_every_level_can_be_compared() {
    let doubling = |mark: &str| {
        let mut text =
            String::from("[catalog]\nname = \"demo\"\n[publishers.P]\n[families.F]\npublished_by = [\"P\"]\n");
        text.push_str(&format!("[types.{mark}0]\nis = \"u8\"\n"));
        for at in 1..31 {
            text.push_str(&format!(
                "[types.{mark}{at}]\nfields = {{ a = \"{mark}{}\", b = \"{mark}{}\" }}\n",
                at - 1,
                at - 1
            ));
        }
        text.push_str(&format!(
            "[events.F.E]\nwhen = \"always\"\nfields = {{ a = \"Vec<{mark}30>\", b = \"{mark}29\" }}\n"
        ));
        text
    };
    let (old, new) = (doubling("A"), doubling("B").replace("a = \"Vec<B30>\"", "a = \"(B30, B30)\""));
    assert_told(&catalog(old), &catalog(new));
}
