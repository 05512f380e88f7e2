//! `aegis-events check --fix`.

use std::fs;
use std::path::Path;

use expect_test::{expect, expect_file};

use crate::support::{Folder, SMALL};

/// Errors of each fixable kind, in names with several occurrences.
const SLIPS: &str = r#"[catalog]
name = "Demo Shop"

[types.orderId]
is = "uuid"

[keys]
order_id = "OrderID" # by which all is found

[publishers.OrderService]

[subscribers.Log]
consumes = [
    "order", # everything
    "order.OrderPlaced",
    "Order.order_shipped",
]
delivery = "Lossless"

[families.Order]
published_by = "OrderServce"

[events.order.OrderPlaced]
when = "placed"
[events.order.OrderPlaced.fields]
orderId = "OrderId"
placedAt = "Timestam"

[events.Order.order_shipped]
when = "shipped"
Published_by = ["OrderService", "OrderService"]
[events.Order.order_shipped.fields]
order_id = "OrderId"
shipped_at = "Timestamp"
"#;

#[test]
fn unambiguous_fixes_are_applied() {
    let folder = Folder::with(SLIPS);
    folder.check(
        &["check", "--fix"],
        expect![[r#"
            catalog.toml:2:8: fixed: ill-formed name `Demo Shop` of a catalog: now "demo-shop"
            catalog.toml:4:8: fixed: ill-formed name `orderId` of a type: now OrderId
            catalog.toml:18:12: fixed: unknown delivery `Lossless`: now "lossless"
            catalog.toml:21:16: fixed: `published_by` must be an array of strings, not a string: now ["OrderServce"]
            catalog.toml:23:9: fixed: unknown family `order`: now Order
            catalog.toml:26:1: fixed: ill-formed name `orderId` of a field: now order_id
            catalog.toml:27:1: fixed: ill-formed name `placedAt` of a field: now placed_at
            catalog.toml:29:15: fixed: ill-formed name `order_shipped` of an event: now OrderShipped
            catalog.toml:5:7: fixed: unknown type `uuid`: now Uuid
            catalog.toml:14:5: fixed: `order` is not a family or an event: now "Order"
            catalog.toml:15:5: fixed: `order.OrderPlaced` is not a family or an event: now "Order.OrderPlaced"
            catalog.toml:16:5: fixed: `Order.order_shipped` is not a family or an event: now "Order.OrderShipped"
            catalog.toml:21:17: fixed: unknown publisher `OrderServce`: now "OrderService"
            catalog.toml:27:14: fixed: unknown type `Timestam`: now Timestamp
            catalog.toml:31:1: fixed: unknown key `Published_by`: now published_by
            catalog.toml:8:13: fixed: unknown type `OrderID`: now OrderId
            catalog.toml:15:5: fixed: this event is consumed with its family: removed
            catalog.toml:16:5: fixed: this event is consumed with its family: removed
            catalog.toml:31:33: fixed: publisher `OrderService` is listed twice: removed

            catalog.toml: 19 problems fixed; no problems (2 events in 1 family)
            ── exit code 0 ──
        "#]],
    );
    expect![[r#"
        [catalog]
        name = "demo-shop"

        [types.OrderId]
        is = "Uuid"

        [keys]
        order_id = "OrderId" # by which all is found

        [publishers.OrderService]

        [subscribers.Log]
        consumes = [
            "Order", # everything
        ]
        delivery = "lossless"

        [families.Order]
        published_by = ["OrderService"]

        [events.Order.OrderPlaced]
        when = "placed"
        [events.Order.OrderPlaced.fields]
        order_id = "OrderId"
        placed_at = "Timestamp"

        [events.Order.OrderShipped]
        when = "shipped"
        published_by = ["OrderService"]
        [events.Order.OrderShipped.fields]
        order_id = "OrderId"
        shipped_at = "Timestamp"
    "#]]
    .assert_eq(&folder.read("catalog.toml"));
    assert_eq!(folder.names(), ["catalog.toml"]);
}

#[test]
fn a_dry_run_shows_the_change_and_writes_nothing() {
    let catalog = SMALL.replace("[\"Volume\"]", "[\"Volum\"]");
    let folder = Folder::with(&catalog);
    folder.check(
        &["check", "--fix", "--dry-run"],
        expect![[r#"
            --- catalog.toml
            +++ catalog.toml
            @@ -10,7 +10,7 @@
             [publishers.VolumeManager]
 
             [subscribers.Log]
            -consumes = ["Volum"]
            +consumes = ["Volume"]
 
             [families.Volume]
             published_by = ["VolumeManager"]

            catalog.toml:13:13: would be fixed: unknown family `Volum`: now "Volume"

            catalog.toml: 1 problem would be fixed; no problems (2 events in 1 family)
            ── exit code 1 ──
        "#]],
    );
    assert_eq!(folder.read("catalog.toml"), catalog);
}

#[test]
fn problems_that_need_a_decision_remain() {
    let catalog = SMALL.replace("[\"Volume\"]", "[\"Volum\"]").replace("when = \"Volume gone\"\n", "");
    let folder = Folder::with(&catalog);
    folder.check(
        &["check", "--fix"],
        expect![[r#"
            catalog.toml:13:13: fixed: unknown family `Volum`: now "Volume"

            error[AE0005]: event `VolumeDeleted` has no `when`
              --> catalog.toml:25:16
               |
            25 | [events.Volume.VolumeDeleted]
               |                ^^^^^^^^^^^^^ `when` is missing here
               |
            help: add it, for example `when = "All validators passed"`

            catalog.toml: 1 problem fixed; 1 error left
            ── exit code 1 ──
        "#]],
    );
}

#[test]
fn json_output_marks_fixed_and_fixable_problems() {
    let folder = Folder::with(&SMALL.replace("[\"Volume\"]", "[\"Volum\"]"));
    folder.check(
        &["check", "--format", "json"],
        expect![[r#"
        {
          "errors": 1,
          "warnings": 0,
          "notices": 0,
          "findings": [
            {
              "rule": "AE0011",
              "severity": "error",
              "message": "unknown family `Volum`",
              "help": [
                "did you mean `Volume`?"
              ],
              "file": "catalog.toml",
              "line": 13,
              "column": 13,
              "fixable": true
            }
          ]
        }
        ── exit code 1 ──
    "#]],
    );
    folder.check(
        &["check", "--fix", "--format", "json"],
        expect![[r#"
        {
          "errors": 0,
          "warnings": 0,
          "notices": 1,
          "findings": [
            {
              "rule": "AE0011",
              "severity": "notice",
              "message": "fixed: unknown family `Volum`: now \"Volume\"",
              "help": [],
              "file": "catalog.toml",
              "line": 13,
              "column": 13,
              "fixed": true
            }
          ]
        }
        ── exit code 0 ──
    "#]],
    );
}

#[test]
fn a_fix_that_would_duplicate_a_name_is_not_applied() {
    let catalog = SMALL.replace("size       = \"u64\"", "size = \"u64\"\nSize = \"u32\"");
    let folder = Folder::with(&catalog);
    folder.check(
        &["check", "--fix"],
        expect![[r#"
            error[AE0007]: ill-formed name `Size` of a field
              --> catalog.toml:23:1
               |
            23 | Size = "u32"
               | ^^^^ expected snake case, `[a-z][a-z0-9_]*`
               |
            help: write `size`

            catalog.toml: 1 error
            ── exit code 1 ──
        "#]],
    );
    assert_eq!(folder.read("catalog.toml"), catalog);
}

#[test]
fn a_valid_catalog_is_not_rewritten() {
    let folder = Folder::with(SMALL);
    let modified = || fs::metadata(folder.path().join("catalog.toml")).unwrap().modified().unwrap();
    let before = modified();
    folder.check(
        &["check", "--fix"],
        expect![[r#"
        catalog.toml: no problems (2 events in 1 family)
        ── exit code 0 ──
    "#]],
    );
    assert_eq!(modified(), before);
}

#[test]
fn fix_on_standard_input_needs_a_dry_run() {
    let folder = Folder::new();
    folder.check_ran(
        folder.run_with_input(&["check", "--fix", "-"], SMALL),
        expect![[r#"
            ── stderr ──
            error: cannot fix the standard input
              name a file, or use `--dry-run` to see the changes
            ── exit code 2 ──
        "#]],
    );
    let slip = SMALL.replace("[\"Volume\"]", "[\"Volum\"]");
    folder.check_ran(
        folder.run_with_input(&["check", "--fix", "--dry-run", "-"], &slip),
        expect![[r#"
            --- <stdin>
            +++ <stdin>
            @@ -10,7 +10,7 @@
             [publishers.VolumeManager]
 
             [subscribers.Log]
            -consumes = ["Volum"]
            +consumes = ["Volume"]
 
             [families.Volume]
             published_by = ["VolumeManager"]

            <stdin>:13:13: would be fixed: unknown family `Volum`: now "Volume"

            <stdin>: 1 problem would be fixed; no problems (2 events in 1 family)
            ── exit code 1 ──
        "#]],
    );
}

/// The result of `--fix` for each example of a problem. Review changes of this file.
#[test]
fn each_example_of_a_problem_is_fixed_as_listed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../aegis-events-catalog/tests/problems");
    let mut cases: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    cases.sort();
    let mut decided = String::new();
    for case in cases {
        let folder = Folder::new();
        folder.write("catalog.toml", fs::read(&case).unwrap());
        let ran = folder.run(&["check", "--fix", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let findings = report["findings"].as_array().unwrap();
        let left: Vec<&str> = findings
            .iter()
            .filter(|finding| finding["severity"] != "notice")
            .map(|finding| finding["rule"].as_str().unwrap())
            .collect();
        decided += &format!("{}\n", case.file_stem().unwrap().to_str().unwrap());
        for finding in findings.iter().filter(|finding| finding["severity"] == "notice") {
            decided += &format!("    {}\n", finding["message"].as_str().unwrap());
        }
        if !left.is_empty() {
            decided += &format!("    left: {}\n", left.join(" "));
        }
    }
    expect_file!["fixes.txt"].assert_eq(&decided);
}
