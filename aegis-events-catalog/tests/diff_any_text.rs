//! Any two catalogs can be compared without a panic, and every difference is reported.

mod support {
    pub(crate) mod mutate;
}

use std::time::Instant;

use aegis_events_catalog::diff::{Change, Waivers, WaiversReading, compare, compare_releases, render};
use aegis_events_catalog::{CheckedCatalog, Source, Style, read};
use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, proptest};

use support::mutate::{apply, change, tokens};

const FULL: &str = include_str!("catalogs/full.toml");

/// The catalog of the workspace, if the package is tested inside it.
fn aegis() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../catalog.toml");
    std::fs::read_to_string(path).unwrap_or_else(|_| FULL.to_owned())
}

fn catalog(text: impl Into<String>) -> CheckedCatalog {
    read(Source::new("catalog.toml", text)).catalog
}

/// Rendering every change of two very different texts takes long; the first ones are enough.
const MOST_RENDERED: usize = 12;

/// The content of a catalog, without places and the spelling of types. Independent of the comparison.
fn content(catalog: &CheckedCatalog) -> String {
    let content = format!(
        "{:?}",
        (
            (catalog.name(), catalog.doc(), catalog.types(), catalog.keys()),
            (catalog.publishers(), catalog.subscribers(), catalog.families(), catalog.events()),
        )
    );
    let place = |c: char| c.is_ascii_digit() || c == '.';
    without(&without(&content, "span: ", |rest| rest.trim_start_matches(place)), "ty_text: \"", |rest| {
        rest.split_once('"').map_or("", |(_, after)| after)
    })
}

/// A text without the parts that follow each mark.
fn without(text: &str, mark: &str, skip: impl Fn(&str) -> &str) -> String {
    let mut parts = text.split(mark);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |kept, part| kept + skip(part))
}

/// Asserts the properties that hold for any two catalogs.
fn assert_reported(old: &CheckedCatalog, new: &CheckedCatalog) {
    let changes = compare(old, new);
    let is_same = content(old) == content(new);
    assert_eq!(changes.is_empty(), is_same, "{changes:#?}\n{}\n{}", old.source().text(), new.source().text());
    assert_eq!(changes, compare(old, new), "the order is always the same");
    changes.iter().take(MOST_RENDERED).for_each(|change| assert_well_formed(change, old, new));
    let items = changes.iter().map(|change| {
        let (rule, item) = (change.rule(), Value(change.item()));
        format!("[[waive]]\nrule = \"{rule}\"\nitem = {item}\nreason = \"seen\"\n")
    });
    let waivers = items.collect::<std::collections::BTreeSet<_>>().into_iter().collect::<String>();
    let WaiversReading { waivers, problems, .. } = Waivers::parse(Source::new("catalog-waivers.toml", waivers));
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
    // With other sources, places are moved into them.
    let elsewhere = Source::new("empty.toml", "");
    assert!(!render(change, &elsewhere, &elsewhere, Style::Colour).is_empty());
}

#[test]
fn the_content_does_not_depend_on_layout() {
    let other = FULL.replace('\n', "\n\n").replace("Map<Option<String>>", "Map< Option< String > >");
    assert_eq!(content(&catalog(FULL)), content(&catalog(other)));
    assert_ne!(content(&catalog(FULL)), content(&catalog(FULL.replace("52w", "51w"))));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_catalog_differs_by_its_content(changes in vec(change(), 1..6)) {
        let (old, new) = (catalog(FULL), catalog(apply(FULL.to_owned(), &changes)));
        assert_reported(&old, &new);
        assert_reported(&new, &old);
        assert_reported(&new, &catalog(new.source().text()));
    }

    /// With several changes, one could hide that another is not reported.
    #[test]
    fn a_single_change_is_reported(one in change()) {
        let (old, new) = (catalog(FULL), catalog(apply(FULL.to_owned(), &[one])));
        assert_reported(&old, &new);
        assert_reported(&new, &old);
    }

    #[test]
    fn two_changed_catalogs_differ_by_their_content(one in vec(change(), 1..6), other in vec(change(), 1..6)) {
        let (old, new) = (catalog(apply(FULL.to_owned(), &one)), catalog(apply(FULL.to_owned(), &other)));
        assert_reported(&old, &new);
        _ = compare_releases(&[&old, &new, &old]);
    }

    #[test]
    fn any_words_of_a_catalog_can_be_compared(one in tokens(), other in tokens()) {
        assert_reported(&catalog(one), &catalog(other));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_changed_aegis_catalog_differs_by_its_content(text in Just(aegis()), changes in vec(change(), 1..20)) {
        let (old, new) = (catalog(text.clone()), catalog(apply(text, &changes)));
        assert_reported(&old, &new);
        assert_reported(&new, &old);
    }
}

/// A catalog of many events, whose names contain a mark.
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

/// Each type consists of two earlier ones: results are reused, or the comparison would take exponential time.
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
    assert_reported(&catalog(old), &catalog(new));
}
