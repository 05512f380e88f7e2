//! `aegis-events ls-rules`.

use expect_test::expect;
use serde_json::Value;

use crate::support::{Folder, SMALL};

#[test]
fn every_rule_is_listed_and_can_be_explained() {
    let folder = Folder::new();
    let listed: Value = serde_json::from_str(&folder.run(&["ls-rules", "--format", "json"]).out).unwrap();
    let listed = listed.as_array().unwrap();
    let human = folder.run(&["ls-rules"]).out;
    assert!(listed.len() >= 140, "{}", listed.len());
    for rule in listed {
        let name = rule["name"].as_str().unwrap();
        assert!(human.lines().any(|line| line.split_whitespace().next() == Some(name)), "{name}");
        assert!(!rule["sentence"].as_str().unwrap().is_empty() && rule["severity"].is_string(), "{name}");
    }
    for rule in listed {
        let name = rule["name"].as_str().unwrap();
        let explained: Value = serde_json::from_str(&folder.run(&["ls-rules", name, "--format", "json"]).out).unwrap();
        assert_eq!(explained["name"], name);
        assert!(!explained["rule"].as_str().unwrap().is_empty(), "{name}");
        // Rules of catalogs and waivers have an example.
        let is_shown = explained["rendered"].as_array().is_some_and(|rendered| !rendered.is_empty());
        assert_eq!(is_shown, ["check", "diff"].contains(&rule["command"].as_str().unwrap()), "{name}");
    }
}

/// The type of a rule guarantees this; the test checks the output.
#[test]
fn every_rule_that_a_command_reports_is_listed() {
    let folder =
        Folder::with(&SMALL.replace("size       =", "size=").replace("\"VolumeManager\"]", "\"VolumManager\"]"));
    folder.write("old.toml", SMALL);
    folder.write("new.toml", SMALL.replace("size       = \"u64\"\n", ""));
    folder.write(
        "catalog-waivers.toml",
        "[[waive]]\nrule = \"event-deleted\"\nitem = \"Volume.Gone\"\nreason = \"r\"\n[[waive]]\n",
    );
    let listed: Vec<Value> = serde_json::from_str(&folder.run(&["ls-rules", "--format", "json"]).out).unwrap();
    let commands: [(&str, &[&str]); 3] =
        [("check", &["check"]), ("fmt --check", &["fmt", "--check"]), ("diff", &["diff", "old.toml", "new.toml"])];
    for (command, arguments) in commands {
        let ran = folder.run(&[arguments, &["--format", "json"]].concat());
        let report: Value = serde_json::from_str(&ran.out).unwrap();
        let findings = report["findings"].as_array().unwrap();
        assert!(!findings.is_empty(), "{ran}");
        for finding in findings {
            let known = listed.iter().find(|rule| rule["name"] == finding["rule"]);
            assert_eq!(known.map(|rule| &rule["command"]), Some(&Value::from(command)), "{finding}");
        }
    }
}

#[test]
fn waiver_faults_and_rules_of_other_commands_are_explained() {
    let folder = Folder::new();
    folder.check(
        &["ls-rules", "waiver-without-reason"],
        expect![[r#"
            waiver-without-reason

            The `reason` of a waiver explains why the change does no harm. A waiver without a reason has no effect.

            Example

              [[waive]]
              rule = "event-deleted"
              item = "Volume.VolumeCreated"

            error[waiver-without-reason]: the waiver of `event-deleted` for `Volume.VolumeCreated` has no reason
             --> catalog-waivers.toml:1:1
              |
            1 | [[waive]]
              | ^^^^^^^^^ it has no effect without one
              |
            help: write in `reason` why the change does no harm, and who has agreed
            ── exit code 0 ──
        "#]],
    );
    folder.check(
        &["ls-rules", "row-of-unknown-event"],
        expect![[r#"
            row-of-unknown-event

            Reported by `verify-store`: the catalog has no event with a row's name.
            The event was deleted, or renamed without `was`. Its rows remain, and no query reads them.

            Help: keep the event in the catalog as deprecated, or add its name to the `was` of its successor.
            ── exit code 0 ──
        "#]],
    );
    folder.check(
        &["ls-rules", "field-delete"],
        expect![[r#"
            ── stderr ──
            error: unknown rule `field-delete`
              did you mean `field-deleted`?
            ── exit code 2 ──
        "#]],
    );
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
              when         = "A workflow was started"
              published_by = ["WorkflowEngin"]

              [events.Workflow.WorkflowCompleted]
              when = "All states are through"

            error[AE0012]: unknown publisher `WorkflowEngin`
              --> catalog.toml:11:17
               |
             9 | [events.Workflow.WorkflowStarted]
               |                  --------------- for this event
            10 | when         = "A workflow was started"
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

        An event may be renamed, if its `was` lists the old name for the rows that have it.

          SOURCE  breaking its struct and its variant have other names
          STORE   warning  rows are read under both names; its view gets the new name, old and new rows differ in `event_type`, and programs of the old catalog cannot read new rows
          WIRE    breaking JSON has the new `event_type`; only gRPC filters still accept the old name
          CATALOG notice   subscribers use its new name

        Help: keep the old name in `was` permanently, and look for SQL that compares `event_type` or reads the old view.

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

        breaking[event-renamed]: `Volume.VolumeProvisioned` was renamed from `VolumeCreated`
          --> new.toml:23:16
           |
        23 | [events.Volume.VolumeProvisioned]
           |                ^^^^^^^^^^^^^^^^^ was `VolumeCreated`
           |
           = breaks SOURCE: its struct and its variant have other names
           = may break STORE: rows are read under both names; its view gets the new name, old and new rows differ in `event_type`, and programs of the old catalog cannot read new rows
           = breaks WIRE: JSON has the new `event_type`; only gRPC filters still accept the old name
           = for CATALOG: subscribers use its new name
        help: keep the old name in `was` permanently, and look for SQL that compares `event_type` or reads the old view
        ── exit code 0 ──
    "#]]);
}

#[test]
fn an_unknown_rule_is_an_error_with_a_suggestion() {
    Folder::new().check(
        &["ls-rules", "AE9999"],
        expect![[r#"
            ── stderr ──
            error: unknown rule `AE9999`
              `aegis-events ls-rules` lists all rules
            ── exit code 2 ──
        "#]],
    );
}
