//! Files of waivers: their problems are rendered like those of catalogs, and their sound waivers are in effect.

use aegis_events_catalog::diff::{
    Change, Fault, Waivers, WaiversReading, compare, compare_releases, render_waiver_problem,
};
use aegis_events_catalog::{Severity, Source, Style, read};

fn changes() -> Vec<Change> {
    let catalog = |version: u32, fields: &str| {
        let head = "[catalog]\nname = \"demo\"\n[publishers.P]\n[families.F]\npublished_by = [\"P\"]\n";
        let event = format!("[events.F.E]\nwhen = \"always\"\nversion = {version}\nfields = {{ {fields} }}\n");
        read(Source::new("catalog.toml", format!("{head}{event}"))).catalog
    };
    compare(&catalog(1, "size = 'u32', name = 'String'"), &catalog(2, "size = 'u64'"))
}

/// The rendered problems of a file of waivers, unused waivers included, and the number of waived changes.
fn problems(text: &str) -> (String, usize) {
    let WaiversReading { waivers, mut problems, .. } = Waivers::parse(Source::new("catalog-waivers.toml", text));
    let applied = waivers.apply(changes());
    problems.extend(applied.problems);
    let texts = problems.iter().map(|problem| render_waiver_problem(problem, waivers.source(), Style::Plain) + "\n");
    (texts.collect::<Vec<_>>().join("\n"), applied.waived.len())
}

fn check(text: &str, expected: &str) {
    assert_eq!(problems(text), (expected.to_owned(), 0));
}

const WIDENED: &str = "[[waive]]\nrule = \"field-type-widened\"\nitem = \"F.E.size\"\n";

#[test]
fn a_waiver_accepts_one_change_and_keeps_its_reason() {
    let WaiversReading { waivers, problems, .. } =
        Waivers::parse(Source::new("catalog-waivers.toml", format!("{WIDENED}reason = \" all readers know u64 \"\n")));
    assert!(problems.is_empty(), "{problems:?}");
    let applied = waivers.apply(changes());
    let waived: Vec<(&str, &str)> = applied.waived.iter().map(|it| (it.change.item(), it.reason.as_str())).collect();
    assert_eq!(waived, [("F.E.size", "all readers know u64")]);
    assert_eq!(applied.left.iter().map(Change::item).collect::<Vec<_>>(), ["F.E.name"]);
    assert!(applied.problems.is_empty());
}

#[test]
fn changes_over_releases_can_be_waived() {
    let read = |fields: &str| {
        let head = "[catalog]\nname = \"demo\"\n[publishers.P]\n[families.F]\npublished_by = [\"P\"]\n";
        let event = format!("[events.F.E]\nwhen = \"always\"\nfields = {{ {fields} }}\n");
        read(Source::new("catalog.toml", format!("{head}{event}"))).catalog
    };
    let catalogs = [read("size = 'u32'"), read(""), read("size = 'String'")];
    let changes = compare_releases(&catalogs.each_ref());
    let waiver = "[[waive]]\nrule = \"field-type-changed\"\nitem = \"F.E.size\"\nreason = \"no rows\"\n";
    let WaiversReading { waivers, problems, .. } = Waivers::parse(Source::new("catalog-waivers.toml", waiver));
    assert!(problems.is_empty(), "{problems:?}");
    let applied = waivers.apply(changes.clone());
    let waived: Vec<(usize, &str)> = applied.waived.iter().map(|it| (it.change.since, it.reason.as_str())).collect();
    assert_eq!(waived, [(0, "no rows")]);
    assert_eq!((applied.left.len(), applied.problems.len()), (changes.len() - 1, 0));
}

#[test]
fn without_waivers_everything_is_left() {
    assert!(Waivers::none().is_empty());
    assert_eq!(Waivers::none().apply(changes()).left, changes());
    assert_eq!(problems("# none yet\n"), (String::new(), 0));
}

#[test]
fn a_waiver_without_a_reason_has_no_effect() {
    check(
        WIDENED,
        "\
error[waiver-without-reason]: the waiver of `field-type-widened` for `F.E.size` has no reason
 --> catalog-waivers.toml:1:1
  |
1 | [[waive]]
  | ^^^^^^^^^ it has no effect without one
  |
help: write in `reason` why the change does no harm, and who has agreed
",
    );
    check(
        &format!("{WIDENED}reason = \"  \"\n"),
        "\
error[waiver-without-reason]: the waiver of `field-type-widened` for `F.E.size` has no reason
 --> catalog-waivers.toml:4:10
  |
4 | reason = \"  \"
  |          ^^^^ it has no effect without one
  |
help: write in `reason` why the change does no harm, and who has agreed
",
    );
}

#[test]
fn an_unknown_rule_gets_a_suggestion() {
    check(
        "[[waive]]\nrule = \"field-type-widend\"\nitem = \"F.E.size\"\nreason = \"x\"\n",
        "\
error[waiver-unknown-rule]: unknown rule `field-type-widend`
 --> catalog-waivers.toml:2:8
  |
2 | rule = \"field-type-widend\"
  |        ^^^^^^^^^^^^^^^^^^^ no rule has this name
  |
help: did you mean `field-type-widened`?
",
    );
    check(
        "[[waive]]\nrule = \"everything\"\nitem = \"F.E.size\"\nreason = \"x\"\n",
        "\
error[waiver-unknown-rule]: unknown rule `everything`
 --> catalog-waivers.toml:2:8
  |
2 | rule = \"everything\"
  |        ^^^^^^^^^^^^ no rule has this name
  |
help: docs/diff.md and `aegis-events ls-rules` list all rules
",
    );
}

#[test]
fn a_waiver_that_matches_no_change_is_reported() {
    check(
        "[[waive]]\nrule = \"field-type-widened\"\nitem = \"F.E.sise\"\nreason = \"x\"\n",
        "\
warning[waiver-unused]: `F.E.sise` has no change under the waived rule `field-type-widened`
 --> catalog-waivers.toml:3:8
  |
3 | item = \"F.E.sise\"
  |        ^^^^^^^^^^ matches no change
  |
help: did you mean `F.E.size`?
",
    );
    check(
        "[[waive]]\nrule = \"field-renamed\"\nitem = \"F.E.size\"\nreason = \"x\"\n",
        "\
warning[waiver-unused]: `F.E.size` has no change under the waived rule `field-renamed`
 --> catalog-waivers.toml:3:8
  |
3 | item = \"F.E.size\"
  |        ^^^^^^^^^^ matches no change
  |
help: the change of this item falls under `field-type-widened`
",
    );
    check(
        "[[waive]]\nrule = \"event-deleted\"\nitem = \"Volume.VolumeCreated\"\nreason = \"x\"\n",
        "\
warning[waiver-unused]: `Volume.VolumeCreated` has no change under the waived rule `event-deleted`
 --> catalog-waivers.toml:3:8
  |
3 | item = \"Volume.VolumeCreated\"
  |        ^^^^^^^^^^^^^^^^^^^^^^ matches no change
  |
help: remove it
",
    );
}

#[test]
fn one_item_is_waived_once() {
    let waiver = format!("{WIDENED}reason = \"x\"\n");
    let (rendered, waived) = problems(&format!("{waiver}{waiver}"));
    assert_eq!(waived, 1);
    assert_eq!(
        rendered,
        "\
error[waiver-twice]: `field-type-widened` is waived twice for `F.E.size`
 --> catalog-waivers.toml:7:8
  |
7 | item = \"F.E.size\"
  |        ^^^^^^^^^^ waived again here
  |
help: remove one of the two
"
    );
}

#[test]
fn unknown_and_missing_keys_are_reported() {
    check(
        "[[waive]]\nrule = \"field-deleted\"\nitems = \"F.E.name\"\nreason = \"x\"\n",
        "\
error[waiver-unknown-key]: unknown key `items`
 --> catalog-waivers.toml:3:1
  |
3 | items = \"F.E.name\"
  | ^^^^^ no such key
  |
help: did you mean `item`?
",
    );
    check(
        "[[waive]]\nitem = \"F.E.name\"\nreason = \"x\"\n",
        "\
error[waiver-missing-key]: a waiver has no `rule`
 --> catalog-waivers.toml:1:1
  |
1 | [[waive]]
  | ^^^^^^^^^ `rule` is missing here
  |
help: add it, `rule = \"field-deleted\"` for example
",
    );
    check(
        "ignore = []\n",
        "\
error[waiver-unknown-key]: unknown key `ignore`
 --> catalog-waivers.toml:1:1
  |
1 | ignore = []
  | ^^^^^^ no such key
  |
help: a file of waivers only has `[[waive]]`
",
    );
}

#[test]
fn values_of_another_kind_are_reported() {
    check(
        "[waive]\nrule = \"field-deleted\"\n",
        "\
error[waiver-wrong-kind]: `waive` is a table, not an array of tables
 --> catalog-waivers.toml:1:2
  |
1 | [waive]
  |  ^^^^^ not an array of tables
  |
help: write a waiver as `[[waive]]`, with two brackets
",
    );
    check(
        "[[waive]]\nrule = \"field-deleted\"\nitem = \"F.E.name\"\nreason = 1\n",
        "\
error[waiver-wrong-kind]: `reason` is an integer, not a string
 --> catalog-waivers.toml:4:10
  |
4 | reason = 1
  |          ^ not a string
  |
help: write it in double quotes
",
    );
}

#[test]
fn after_a_syntax_error_nothing_else_is_reported() {
    check(
        "[[waive]]\nrule = event-deleted\nitem = \"F.E.name\"\n",
        "\
error[waiver-not-toml]: not TOML: string values must be quoted
 --> catalog-waivers.toml:2:8
  |
2 | rule = event-deleted
  |        ^^^^^^^^^^^^^ expected a quoted string
  |
help: write strings in double quotes: `\"..\"`
",
    );
}

#[test]
fn faults_have_names_and_severities() {
    assert_eq!(Fault::Unused.name(), "waiver-unused");
    assert_eq!((Fault::Unused.severity(), Fault::WithoutReason.severity()), (Severity::Warning, Severity::Error));
}

#[test]
fn the_example_of_each_fault_has_that_fault() {
    for fault in Fault::ALL {
        let WaiversReading { waivers, mut problems, .. } =
            Waivers::parse(Source::new("catalog-waivers.toml", fault.example()));
        problems.extend(waivers.apply(Vec::<Change>::new()).problems);
        assert!(problems.iter().any(|problem| problem.fault == *fault), "{}: {problems:?}", fault.name());
        assert!(fault.rule().ends_with('.') && fault.name().starts_with("waiver-"), "{}", fault.name());
    }
}
