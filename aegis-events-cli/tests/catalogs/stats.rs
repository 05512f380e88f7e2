//! `aegis-events stats`.

use expect_test::expect;

use crate::support::{Folder, SMALL};

/// A catalog with an entry for each list.
fn catalog() -> String {
    SMALL
        .replace("consumes = [\"Volume\"]", "consumes = [\"Volume.VolumeCreated\"]\n\n[publishers.Idle]")
        .replace("size       = \"u64\"", "size       = { type = \"u64\", sensitive = true }")
        .replace("when = \"Volume gone\"", "when = \"Volume gone\"\ndeprecated = \"use VolumeRemoved\"")
}

#[test]
fn statistics_and_unused_items_are_printed_as_text() {
    Folder::with(&catalog()).check(
        &["stats"],
        expect![[r#"
            demo (catalog.toml): 2 events in 1 family, 4 fields, 1 type, 1 key, 2 publishers, 1 subscriber

             family  events  fields  subscribers
             Volume       2       4            1

             key        type      events         optional in
             volume_id  VolumeId       2  100 %            0

             publisher      events
             VolumeManager       2  100 %
             Idle                0    0 %

             subscriber  events        delivery
             Log              1  50 %  live

            published, never consumed: 1
              Volume.VolumeDeleted
            consumed, never published: none
            publishers without events: 1
              Idle
            sensitive fields: 1
              Volume.VolumeCreated.size
            deprecated events: 1
              Volume.VolumeDeleted: use VolumeRemoved
            ── exit code 0 ──
        "#]],
    );
}

#[test]
fn statistics_and_unused_items_are_printed_as_json() {
    Folder::with(&catalog()).check(
        &["stats", "--format", "json"],
        expect![[r#"
        {
          "catalog": "demo",
          "path": "catalog.toml",
          "errors": 0,
          "counts": {
            "families": 1,
            "events": 2,
            "fields": 4,
            "types": 1,
            "keys": 1,
            "publishers": 2,
            "subscribers": 1
          },
          "families": [
            {
              "name": "Volume",
              "events": 2,
              "fields": 4,
              "subscribers": 1
            }
          ],
          "keys": [
            {
              "name": "volume_id",
              "type": "VolumeId",
              "events": 2,
              "optional": 0
            }
          ],
          "publishers": [
            {
              "name": "VolumeManager",
              "events": 2
            },
            {
              "name": "Idle",
              "events": 0
            }
          ],
          "subscribers": [
            {
              "name": "Log",
              "events": 1,
              "delivery": "live"
            }
          ],
          "never_consumed": [
            "Volume.VolumeDeleted"
          ],
          "never_published": [],
          "idle_publishers": [
            "Idle"
          ],
          "sensitive_fields": [
            "Volume.VolumeCreated.size"
          ],
          "deprecated_events": [
            {
              "event": "Volume.VolumeDeleted",
              "note": "use VolumeRemoved"
            }
          ]
        }
        ── exit code 0 ──
    "#]],
    );
}

#[test]
fn never_published_events_are_listed_despite_errors() {
    let catalog = catalog().replace("Volume.VolumeCreated\"]", "Volume.VolumeCreated\", \"Volume.VolumeMoved\"]");
    let folder = Folder::with(&catalog);
    let out = folder.run(&["stats"]).out;
    assert!(out.contains("1 error: parts with errors are not counted\n"), "{out}");
    assert!(out.contains("consumed, never published: 1\n  Volume.VolumeMoved\n"), "{out}");
}

#[test]
fn without_a_valid_event_there_are_no_statistics() {
    let folder = Folder::with("[catalog]\nnam = \"demo\"\n");
    folder.check(
        &["stats"],
        expect![[r#"
            ── stderr ──
            error: the catalog `catalog.toml` has an error:

            error[AE0004]: unknown key `nam`
             --> catalog.toml:2:1
              |
            1 | [catalog]
              |  ------- for this catalog
            2 | nam = "demo"
              | ^^^ not a key of a catalog
              |
            help: did you mean `name`?
            ── exit code 2 ──
        "#]],
    );
    folder.write("catalog.toml", SMALL.replace("name = \"demo\"", ""));
    let ran = folder.run(&["stats"]);
    assert!(ran.out.starts_with("unnamed (catalog.toml): 2 events in 1 family, "), "{ran}");
}
