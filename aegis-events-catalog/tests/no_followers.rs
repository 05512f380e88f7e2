//! One mistake is one problem: a broken declaration counts as declared, so its uses are no mistakes.
//!
//! The catalog below uses all its declarations. Each case breaks one of them, and only that may be reported.

use aegis_events_catalog::{Code, Reading, Source, Style, read, render};

const SOUND: &str = r#"
[catalog]
name = "demo"

[types.RunId]
is = "Uuid"

[types.Money]
fields = { amount = "i64", currency = "String" }

[types.State]
values = ["waiting", "running"]

[types.Place]
fields = { run_id = "RunId", room = "Option<String>" }

[types.Ledger]
is = "Vec<Money>"

[keys]
run_id = "RunId"

[publishers.Runner]
doc = "Runs."

[subscribers.Watcher]
consumes = ["Run", "Store.MoneySpent"]

[families.Run]
published_by = ["Runner"]

[families.Store]
published_by = ["Runner"]

[events.Run.RunStarted]
when = "It began"
time = "started_at"
[events.Run.RunStarted.fields]
run_id = "RunId"
state = { type = "State", default = "waiting" }
started_at = "Timestamp"
due_at = "Timestamp"

[events.Store.MoneySpent]
when = "Money went"
published_by = ["Runner"]
keys = { run_id = "place.run_id" }
[events.Store.MoneySpent.fields]
place = "Place"
money = { type = "Money", default = { amount = 1, currency = "EUR" } }
ledger = "Option<Ledger>"
"#;

fn rendered(reading: &Reading) -> String {
    let source = reading.catalog.source();
    reading.problems.iter().map(|problem| render(problem, source, Style::Plain) + "\n\n").collect()
}

/// The sound catalog with a part of it replaced has one problem, of this code.
#[track_caller]
fn check(part: &str, spoilt: &str, code: Code) {
    assert!(SOUND.contains(part), "`{part}` is in the catalog");
    let reading = read(Source::new("catalog.toml", SOUND.replace(part, spoilt)));
    let codes: Vec<Code> = reading.problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, [code], "{part} → {spoilt}\n\n{}", rendered(&reading));
}

#[test]
fn the_catalog_itself_is_sound() {
    let reading = read(Source::new("catalog.toml", SOUND));
    assert!(reading.problems.is_empty(), "{}", rendered(&reading));
}

#[test]
fn a_type_with_a_broken_body_is_declared() {
    check("[types.RunId]\nis = \"Uuid\"", "[types]\nRunId = \"Uuid\"", Code::WrongKind);
    check("[types.RunId]\nis = \"Uuid\"", "[[types.RunId]]\nis = \"Uuid\"", Code::WrongKind);
    check("is = \"Uuid\"", "is = \"Vec<\"", Code::IllFormedType);
    check("is = \"Uuid\"", "is = 5", Code::WrongKind);
    check("is = \"Uuid\"", "iss = \"Uuid\"", Code::UnknownKey);
    check("is = \"Uuid\"", "doc = \"No form.\"", Code::TypeForm);
    check("is = \"Uuid\"", "is = \"Uid\"", Code::UnknownType);
    check("is = \"Vec<Money>\"", "is = \"Vec<Ledger>\"", Code::RecursiveType);
    check("values = [\"waiting\", \"running\"]", "values = \"waiting\"", Code::WrongKind);
    check("values = [\"waiting\", \"running\"]", "value = [\"waiting\", \"running\"]", Code::UnknownKey);
    check("values = [\"waiting\", \"running\"]", "values = []", Code::EnumerationValue);
    check("fields = { amount = \"i64\", currency = \"String\" }", "fields = [\"amount\"]", Code::WrongKind);
    check("fields = { amount = \"i64\", currency = \"String\" }", "field = { amount = \"i64\" }", Code::UnknownKey);
}

#[test]
fn a_type_with_an_ill_formed_name_is_declared() {
    for (name, spoilt) in [("RunId", "run_id"), ("Money", "money"), ("State", "state"), ("Place", "place_")] {
        check(&format!("[types.{name}]"), &format!("[types.{spoilt}]"), Code::IllFormedName);
    }
}

#[test]
fn a_lost_part_of_a_type_is_declared() {
    check("values = [\"waiting\", \"running\"]", "values = [\"waiting\", \"1\"]", Code::EnumerationValue);
    check("values = [\"waiting\", \"running\"]", "values = [\"Waiting\", \"waiting\"]", Code::EnumerationValue);
    check("amount = \"i64\",", "amount = \"i46\",", Code::UnknownType);
    check("amount = \"i64\",", "Amount = \"i64\",", Code::IllFormedName);
    check("{ run_id = \"RunId\",", "{ run_id = \"RunId>\",", Code::IllFormedType);
    check("{ run_id = \"RunId\",", "{ runId = \"RunId\",", Code::IllFormedName);
}

#[test]
fn a_type_that_only_a_lost_part_names_is_used() {
    let ledger = "[types.Ledger]\nis = \"Vec<Money>\"";
    let entry = "[types.Entry]\nis = \"u8\"\n[types.Ledger]\n";
    check(ledger, &format!("{entry}fields = {{ amount = \"i64\", Last = \"Entry\" }}"), Code::IllFormedName);
    check(ledger, &format!("{entry}is = [\"Entry\"]"), Code::WrongKind);
}

#[test]
fn a_broken_key_is_declared() {
    check("[keys]\nrun_id = \"RunId\"", "[keys.run_id]\ntype = \"RunId\"", Code::WrongKind);
    check("[keys]\nrun_id = \"RunId\"", "[keys]\nrunId = \"RunId\"", Code::IllFormedName);
    check("[keys]\nrun_id = \"RunId\"", "[keys]\nrun_id = 5", Code::WrongKind);
    check("[keys]\nrun_id = \"RunId\"", "[keys]\nrun_id = \"Money\"", Code::KeyType);
    check("[keys]\nrun_id = \"RunId\"", "[key]\nrun_id = \"RunId\"", Code::UnknownKey);
}

#[test]
fn a_broken_publisher_is_declared() {
    check("[publishers.Runner]\ndoc = \"Runs.\"", "[publishers]\nRunner = \"Runs.\"", Code::WrongKind);
    check("[publishers.Runner]", "[publishers.runner]", Code::IllFormedName);
    check("[publishers.Runner]", "[publisher.Runner]", Code::UnknownKey);
}

#[test]
fn a_broken_family_is_declared() {
    check(
        "[families.Run]\npublished_by = [\"Runner\"]\n\n[families.Store]",
        "[families]\nRun = 5\n[families.Store]",
        Code::WrongKind,
    );
    check("[families.Run]", "[families.run]", Code::IllFormedName);
    check("[families.Run]", "[family.Run]", Code::UnknownKey);
    check("[families.Run]\npublished_by", "[families.Run]\npublished", Code::UnknownKey);
}

#[test]
fn a_broken_event_is_declared() {
    check("[events.Store.MoneySpent", "[events.Store.moneySpent", Code::IllFormedName);
    check("when = \"Money went\"", "wen = \"Money went\"", Code::UnknownKey);
    check("time = \"started_at\"", "tme = \"started_at\"", Code::UnknownKey);
    check("time = \"started_at\"", "time = 5", Code::WrongKind);
    check("keys = { run_id = \"place.run_id\" }", "kyes = { run_id = \"place.run_id\" }", Code::UnknownKey);
    check("keys = { run_id = \"place.run_id\" }", "keys = \"place.run_id\"", Code::WrongKind);
    check("keys = { run_id = \"place.run_id\" }", "keys = { run_id = 5 }", Code::WrongKind);
    check("[events.Run.RunStarted.fields]", "[events.Run.RunStarted.field]", Code::UnknownKey);
    check("[events.Run.RunStarted.fields]", "[[events.Run.RunStarted.fields]]", Code::WrongKind);
    check("[events.Store.MoneySpent.fields]", "[events.Store.MoneySpent.field]", Code::UnknownKey);
}

#[test]
fn a_broken_field_is_declared() {
    check("\nstarted_at = \"Timestamp\"", "\nstarted_at = 5", Code::WrongKind);
    check("\nstarted_at = \"Timestamp\"", "\nstarted_at = \"Timestam\"", Code::UnknownType);
    check("\nstarted_at = \"Timestamp\"", "\nstartedAt = \"Timestamp\"", Code::IllFormedName);
    check("\nstarted_at = \"Timestamp\"", "\nstarted_at = { tpe = \"Timestamp\" }", Code::UnknownKey);
    check("\nplace = \"Place\"", "\nPlace = \"Place\"", Code::IllFormedName);
    check("\nplace = \"Place\"", "\nplace = \"Vec<Place\"", Code::IllFormedType);
}

/// Any name may be declared in an unreadable table, so no name is unknown.
#[test]
fn an_unreadable_section_may_declare_anything() {
    let from = SOUND.find("[events.Run").expect("the events");
    for spoilt in ["[event.Run.RunStarted]\nwhen = \"It began\"\n", "[[events]]\nname = \"RunStarted\"\n"] {
        let reading = read(Source::new("catalog.toml", format!("{}{spoilt}", &SOUND[..from])));
        assert_eq!(reading.problems.len(), 1, "{}", rendered(&reading));
    }
    let spoilt = "[events]\nRun = 5\n[events.Store.MoneySpent]\n";
    let store = SOUND.split_once("[events.Store.MoneySpent]\n").expect("the second event").1;
    let reading = read(Source::new("catalog.toml", format!("{}{spoilt}{store}", &SOUND[..from])));
    assert_eq!(reading.problems.len(), 1, "{}", rendered(&reading));
}
