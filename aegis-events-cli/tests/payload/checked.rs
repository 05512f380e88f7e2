//! The payload checks compared with the codec of compiled programs, and the texts of misfits.

use std::cell::Cell;

use aegis_events::domain::DomainEvent as Aegis;
use aegis_events::event::Domain;
use aegis_events::event::payload_from_json;
use aegis_events_catalog::{CheckedCatalog, Source, read};
use expect_test::{Expect, expect};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::samples::{good, spoiling, spoilt};
use super::{Payloads, every_type};

fn catalog(text: &str) -> CheckedCatalog {
    let reading = read(Source::new("catalog.toml", text));
    assert!(!reading.has_errors());
    reading.catalog
}

fn every_type() -> CheckedCatalog {
    catalog(include_str!("every_type.toml"))
}

/// A payload of any event passes if and only if the compiled domain decodes it.
fn agree<D: Domain>(catalog: &CheckedCatalog, cases: u32) {
    let payloads = Payloads::of(catalog);
    let (decoded, refused) = (Cell::new(0), Cell::new(0));
    for info in D::catalog().events() {
        let record = payloads.of_kind(info.kind());
        let mut runner = TestRunner::new(ProptestConfig { cases, failure_persistence: None, ..Default::default() });
        let result = runner.run(&(good(record), prop::collection::vec(spoiling(), 0..3)), |(tree, spoilings)| {
            let text = spoilt(tree, &spoilings);
            let misfits = record.check(text.as_bytes());
            let decodes = payload_from_json::<D>(info.kind(), text.as_bytes());
            // This command cannot check values of a hand-written type.
            let passes = misfits.is_empty() && (decodes.is_ok() || record.opaque().next().is_none());
            prop_assert_eq!(passes, decodes.is_ok(), "{}: {:?} {:?}", text, misfits, decodes);
            if spoilings.is_empty() {
                prop_assert!(decodes.is_ok(), "{}: {:?}", text, decodes);
            }
            if let Ok(event) = decodes {
                decoded.set(decoded.get() + 1);
                redacts_alike(record, &event);
            } else {
                refused.set(refused.get() + 1);
            }
            Ok(())
        });
        result.unwrap_or_else(|error| panic!("{}.{}: {error}", info.family(), info.event_type()));
    }
    let (decoded, refused) = (decoded.get(), refused.get());
    assert!(decoded > 100 && refused > 100, "{decoded} decoded, {refused} refused");
}

/// Redaction of the text equals that of the runtime.
fn redacts_alike<D: Domain>(record: &super::Record, event: &D) {
    let (mut json, mut redacted) = (Vec::new(), Vec::new());
    event.payload().write_json(&mut json).unwrap();
    event.payload().write_redacted_json(&mut redacted).unwrap();
    assert_eq!(record.redact(&json), String::from_utf8(redacted).unwrap());
}

#[test]
fn check_passes_what_the_aegis_domain_decodes() {
    agree::<Aegis>(&catalog(include_str!("../../../catalog.toml")), 64);
}

#[test]
fn check_passes_what_a_domain_of_every_type_decodes() {
    agree::<every_type::DomainEvent>(&every_type(), 600);
}

#[test]
fn too_deeply_nested_payloads_do_not_pass() {
    let payloads = Payloads::of(&catalog(include_str!("../../../catalog.toml")));
    let (kind, info) = Aegis::catalog()
        .events()
        .iter()
        .find_map(|info| Some((info.kind(), info)).filter(|_| info.event_type() == "InvocationRequested"))
        .unwrap();
    for depth in [120, 125, 126, 127, 128, 200] {
        let deep = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let members: Vec<_> = info
            .fields()
            .iter()
            .map(|field| {
                let value = match field.column().sql_type {
                    aegis_events::catalog::SqlType::Json => deep.clone(),
                    aegis_events::catalog::SqlType::Uuid => r#""01890a5d-ac96-774b-bcce-b302099a8057""#.to_owned(),
                    aegis_events::catalog::SqlType::Timestamp => r#""2026-03-04T05:06:07Z""#.to_owned(),
                    _ => r#""text""#.to_owned(),
                };
                format!("\"{}\":{value}", field.name())
            })
            .collect();
        let text = format!("{{{}}}", members.join(","));
        let misfits = payloads.of_kind(kind).check(text.as_bytes());
        let decoded = payload_from_json::<Aegis>(kind, text.as_bytes());
        assert_eq!(misfits.is_empty(), decoded.is_ok(), "{depth}: {misfits:?} {decoded:?}");
    }
}

fn check(event: (&str, &str), json: &str, expected: &Expect) {
    let catalog = every_type();
    let kind = every_type::DomainEvent::catalog().find(event.0, event.1).unwrap();
    let payloads = Payloads::of(&catalog);
    let misfits = payloads.of_kind(kind).check(json.as_bytes());
    let lines = misfits.iter().map(|misfit| format!("{}: {}\n", misfit.field.unwrap_or("-"), misfit.reason));
    expected.assert_eq(&lines.collect::<String>());
}

#[test]
fn every_bad_field_is_reported() {
    check(
        ("Run", "Finished"),
        r#"{"context":{"note":1,"access":null},"due_at":"tomorrow","ratio":"x","retries":256,"result":"a","end":"b","secret":7,"more":1}"#,
        &expect![[r#"
            context: field `note`: invalid type: integer `1`, expected a string
            finished_at: missing, and the field has no `default`
            due_at: input contains invalid characters
            ratio: invalid type: string "x", expected f64
            retries: invalid value: integer `256`, expected u8
            outcome: duplicate, the second as `end`
            secret: the value does not have the catalog's type (sensitive, not shown)
        "#]],
    );
}

#[test]
fn a_misfit_never_contains_a_sensitive_value() {
    check(
        ("Run", "Finished"),
        r#"{"context":{"access":{"run_id":"01890a5d-ac96-774b-bcce-b302099a8057","token":["geheim"]},"note":""},"finished_at":"2026-03-04T05:06:07Z","due_at":"2026-03-04T05:06:07Z","ratio":1,"outcome":""}"#,
        &expect![[r#"
            context: field `access`: field `token`: the value does not decode as the catalog's type (not shown: it is sensitive)
        "#]],
    );
}

#[test]
fn a_payload_that_is_not_an_object_is_one_misfit() {
    let expected = expect![[r#"
        -: invalid type: sequence, expected an object with the fields of `Idle`
    "#]];
    check(("Run", "Idle"), "[]", &expected);
    let expected = expect![[r#"
        -: EOF while parsing a value
    "#]];
    check(("Run", "Idle"), "", &expected);
}

#[test]
fn rust_types_pass_and_are_listed_as_opaque() {
    check(("Gate", "Moved"), r#"{"owned":"anything","owners":{"a":1}}"#, &expect![""]);
    let catalog = every_type();
    let payloads = Payloads::of(&catalog);
    let kind = every_type::DomainEvent::catalog().find("Gate", "Moved").unwrap();
    let opaque: Vec<_> = payloads.of_kind(kind).opaque().collect();
    assert_eq!(opaque, [("owned", "Owned"), ("owners", "Owned")]);
}

#[test]
fn sensitive_and_unknown_fields_are_redacted_at_any_depth() {
    let catalog = every_type();
    let payloads = Payloads::of(&catalog);
    let domain = every_type::DomainEvent::catalog();
    let shown = |event, json: &str| payloads.of_kind(domain.find("Run", event).unwrap()).redact(json.as_bytes());
    let finished = r#"{"context":{"access":{"token":"geheim","session_id":"s","old":"geheim"},"note":"n"},"ratio":1.50,"secret":"geheim","gone":"geheim"}"#;
    expect![[r#"{"context":{"access":{"session_id":"s","token":"[redacted]","old":"[redacted]"},"note":"n"},"ratio":1.50,"secret":"[redacted]","gone":"[redacted]"}"#]]
    .assert_eq(&shown("Finished", finished));
    // A value of another type can contain anything.
    expect![[r#"{"context":"[redacted]","note":"[redacted]"}"#]]
        .assert_eq(&shown("Finished", r#"{"context":["geheim"],"note":"geheim"}"#));
    // The field was a record earlier.
    expect![[r#"{"ratio":"[redacted]"}"#]].assert_eq(&shown("Finished", r#"{"ratio":{"token":"geheim"}}"#));
    expect![[r#"{"a_map":{"é":["red"]},"access":[{"token":"[redacted]"},"[redacted]"]}"#]]
        .assert_eq(&shown("Everything", r#"{"access":[{"token":"geheim"},"geheim"],"a_map":{"é":["red"]}}"#));
    expect![[r#""[redacted]""#]].assert_eq(&shown("Everything", "geheim"));
}
