//! `aegis-events ls-rules`.

use expect_test::expect;
use serde_json::Value;

use crate::support::Folder;

#[test]
fn every_rule_is_listed_and_can_be_explained() {
    let folder = Folder::new();
    let listed: Value = serde_json::from_str(&folder.run(&["ls-rules", "--format", "json"]).out).unwrap();
    let listed = listed.as_array().unwrap();
    let human = folder.run(&["ls-rules"]).out;
    assert!(listed.len() > 120, "{}", listed.len());
    for rule in listed {
        let name = rule["name"].as_str().unwrap();
        assert!(human.lines().any(|line| line.split_whitespace().next() == Some(name)), "{name}");
        assert!(!rule["sentence"].as_str().unwrap().is_empty() && rule["severity"].is_string(), "{name}");
    }
    for name in ["AE0001", "AE0054", "event-deleted", "declarations-reordered"] {
        let explained: Value = serde_json::from_str(&folder.run(&["ls-rules", name, "--format", "json"]).out).unwrap();
        assert_eq!(explained["name"], name);
        assert!(!explained["told"].as_array().unwrap().is_empty(), "{name}");
    }
}

#[test]
fn a_rule_of_check_is_explained() {
    Folder::new().check(
        &["ls-rules", "ae0012"],
        expect![[r#"
        AE0012 unknown publisher

        A publisher is declared under `[publishers]`.

        Example

          [catalog]
          name = "demo"

          [publishers.WorkflowEngine]

          [families.Workflow]
          published_by = ["WorkflowEngine"]

          [events.Workflow.WorkflowStarted]
          when         = "Somebody started it"
          published_by = ["WorkflowEngin"]

          [events.Workflow.WorkflowCompleted]
          when = "All states are through"

        error[AE0012]: unknown publisher `WorkflowEngin`
          --> catalog.toml:11:17
           |
         9 | [events.Workflow.WorkflowStarted]
           |                  --------------- for this event
        10 | when         = "Somebody started it"
        11 | published_by = ["WorkflowEngin"]
           |                 ^^^^^^^^^^^^^^^ not declared under [publishers]
           |
        help: did you mean `WorkflowEngine`?
        ── exit code 0 ──
    "#]],
    );
}

#[test]
fn a_rule_of_diff_is_explained() {
    Folder::new().check(&["ls-rules", "event-renamed"], expect![[r#"
        event-renamed

        An event may get another name, if its `was` keeps the old one for the rows that have it.

          SOURCE  breaking its struct and its variant are called otherwise
          STORE   warning  rows are read under both names; its view gets the new name, old and new rows differ in `event_type`, and programs of the old catalog cannot read new rows
          WIRE    breaking JSON says the new `event_type`; only gRPC filters still take the old name
          CATALOG notice   subscribers name it by its new name

        What to do: keep the old name in `was` for good, and look for SQL that compares `event_type` or reads the old view.

        Example

        --- catalog.toml
        +++ catalog.toml
        @@ -20,9 +20,10 @@
         [families.Volume]
         published_by = ["VolumeManager"]
 
        -[events.Volume.VolumeCreated]
        +[events.Volume.VolumeProvisioned]
        +was  = ["VolumeCreated"]
         when = "Volume provisioned"
        -[events.Volume.VolumeCreated.fields]
        +[events.Volume.VolumeProvisioned.fields]
         volume_id  = "VolumeId"
         class      = "StorageClass"
         size_bytes = "u32"

        breaking[event-renamed]: `Volume.VolumeProvisioned` was `VolumeCreated`
          --> new.toml:23:16
           |
        23 | [events.Volume.VolumeProvisioned]
           |                ^^^^^^^^^^^^^^^^^ it was `VolumeCreated`
           |
           = breaks SOURCE: its struct and its variant are called otherwise
           = may break STORE: rows are read under both names; its view gets the new name, old and new rows differ in `event_type`, and programs of the old catalog cannot read new rows
           = breaks WIRE: JSON says the new `event_type`; only gRPC filters still take the old name
           = for CATALOG: subscribers name it by its new name
        help: keep the old name in `was` for good, and look for SQL that compares `event_type` or reads the old view
        ── exit code 0 ──
    "#]]);
}

#[test]
fn a_rule_that_is_not_there_is_named() {
    Folder::new().check(
        &["ls-rules", "AE9999"],
        expect![[r#"
        ── stderr ──
        error: there is no rule `AE9999`
          `aegis-events ls-rules` lists those of `check` and `diff`
        ── exit code 2 ──
    "#]],
    );
}
