//! `aegis-events diff`. The library has the tests of the rules.

use expect_test::expect;

use crate::support::{Folder, SMALL};

/// A field is removed, a value is added, a delivery class has changed.
fn changed() -> String {
    SMALL
        .replace("size       = \"u64\"\n", "")
        .replace("consumes = [\"Volume\"]", "consumes = [\"Volume\"]\ndelivery = \"lossless\"")
}

#[test]
fn equal_catalogs_have_no_changes() {
    let folder = Folder::with(SMALL);
    folder.write("old.toml", format!("# before\n{SMALL}"));
    folder.check(
        &["diff", "old.toml", "catalog.toml"],
        expect![[r#"
        catalog.toml against old.toml: no changes
        ── exit code 0 ──
    "#]],
    );
}

#[test]
fn changes_are_grouped_by_declaration_with_their_effects() {
    let folder = Folder::with(&changed());
    folder.write("old.toml", SMALL);
    folder.check(&["diff", "old.toml", "catalog.toml"], expect![[r#"
        ── subscribers.Log ──
        warning[delivery-strengthened]: the delivery of `subscribers.Log` is stronger: it has changed from `live` to `lossless`
          --> catalog.toml:12:14
           |
        12 | [subscribers.Log]
           |              ^^^ was `live`
           |
           = may break CATALOG: a slow `lossless` subscriber exerts back pressure on publishers; a `durable` one needs a history
        help: check how its publishers handle `Backpressure`

        ── Volume.VolumeCreated ──
        breaking[field-deleted]: `Volume.VolumeCreated.size` is gone; it was `u64`
          --> catalog.toml:19:16
           |
        19 | [events.Volume.VolumeCreated]
           |                ^^^^^^^^^^^^^ deleted from here
           |
          ::: old.toml:22:1
           |
        22 | size       = "u64"
           | ^^^^ was here
           |
           = breaks SOURCE: code that uses the field does not compile
           = may break STORE: rows decode without it; the event's view loses the column, and programs of the old catalog read new rows only if it had a `default` or was an `Option` there
           = breaks WIRE: clients no longer receive it
        help: make it an `Option` and publish `None` from now on, or raise `version` and inform its readers

        warning[version-not-raised]: the payload of `Volume.VolumeCreated` has changed, but its version is still 1
          --> catalog.toml:19:16
           |
        19 | [events.Volume.VolumeCreated]
           |                ^^^^^^^^^^^^^ was `1`
           |
           = may break STORE: old and new rows have the same version and different payloads
           = may break WIRE: clients cannot distinguish old payloads from new ones
           = may break CATALOG: one version means two payloads
        help: raise `version` by one

        catalog.toml against old.toml: 1 breaking (SOURCE 1, WIRE 1), 2 warnings
        ── exit code 1 ──
    "#]]);
}

#[test]
fn a_catalog_is_compared_with_its_past() {
    let folder = Folder::with(SMALL);
    folder.commit("v1");
    folder.write("catalog.toml", changed());
    folder.check(&["diff", "--against", "v1", "--only", "wire", "--format", "github"], expect![[r#"
        ::error file=catalog.toml,line=19,col=16,title=field-deleted breaks WIRE::`Volume.VolumeCreated.size` is gone; it was `u64`%0Abreaks WIRE: clients no longer receive it%0Ahelp: make it an `Option` and publish `None` from now on, or raise `version` and inform its readers
        ::warning file=catalog.toml,line=19,col=16,title=version-not-raised may break WIRE::the payload of `Volume.VolumeCreated` has changed, but its version is still 1%0Amay break WIRE: clients cannot distinguish old payloads from new ones%0Ahelp: raise `version` by one
        ── exit code 1 ──
    "#]]);
    assert_eq!(folder.run(&["diff", "--against", "v1", "--only", "catalog"]).code, Some(0));
    assert_eq!(folder.run(&["diff", "--against", "HEAD", "catalog.toml"]).code, Some(1));
}

#[test]
fn json_output_contains_the_effects() {
    let folder = Folder::with(&changed());
    folder.write("old.toml", SMALL);
    folder.check(
        &["diff", "old.toml", "catalog.toml", "--only", "wire", "--format", "json"],
        expect![[r#"
            {
              "errors": 1,
              "warnings": 1,
              "notices": 0,
              "findings": [
                {
                  "rule": "field-deleted",
                  "severity": "error",
                  "message": "`Volume.VolumeCreated.size` is gone; it was `u64`",
                  "help": [
                    "make it an `Option` and publish `None` from now on, or raise `version` and inform its readers"
                  ],
                  "file": "catalog.toml",
                  "line": 19,
                  "column": 16,
                  "effects": [
                    {
                      "category": "WIRE",
                      "how": "clients no longer receive it",
                      "severity": "breaking"
                    }
                  ],
                  "is": null,
                  "item": "Volume.VolumeCreated.size",
                  "old": {
                    "column": 1,
                    "file": "old.toml",
                    "line": 22
                  },
                  "was": "u64"
                },
                {
                  "rule": "version-not-raised",
                  "severity": "warning",
                  "message": "the payload of `Volume.VolumeCreated` has changed, but its version is still 1",
                  "help": [
                    "raise `version` by one"
                  ],
                  "file": "catalog.toml",
                  "line": 19,
                  "column": 16,
                  "effects": [
                    {
                      "category": "WIRE",
                      "how": "clients cannot distinguish old payloads from new ones",
                      "severity": "warning"
                    }
                  ],
                  "is": "1",
                  "item": "Volume.VolumeCreated",
                  "old": {
                    "column": 16,
                    "file": "old.toml",
                    "line": 18
                  },
                  "was": "1"
                }
              ]
            }
            ── exit code 1 ──
        "#]],
    );
}

#[test]
fn all_earlier_releases_are_compared() {
    let folder = Folder::with(SMALL);
    folder.write("v1.toml", SMALL);
    folder.write("v2.toml", SMALL.replace("size       = \"u64\"\n", ""));
    folder.write("v3.toml", SMALL.replace("size       = \"u64\"\n", "size = \"Option<String>\"\n"));
    let arguments = ["diff", "--releases", "v1.toml", "v2.toml", "v3.toml", "--only", "store"];
    folder.check(&arguments, expect![[r#"
        ── Volume.VolumeCreated, against v2.toml ──
        notice[field-added-optional]: `Volume.VolumeCreated.size` is new: `Option<String>`, optional
          --> v3.toml:22:1
           |
        22 | size = "Option<String>"
           | ^^^^
           |
           = for STORE: older rows read `None`; programs of the old catalog ignore it
        help: the struct is constructed by `VolumeManager`
        help: set it where the struct is constructed

        ── Volume.VolumeCreated, against v1.toml ──
        warning[field-made-optional]: `Volume.VolumeCreated.size` is now optional: it has changed from `u64` to `Option<String>`
          --> v3.toml:22:8
           |
        22 | size = "Option<String>"
           |        ^^^^^^^^^^^^^^^^ was `u64`
           |
           = may break STORE: rows decode; programs of the old catalog cannot read a row with `null`
        help: inform its readers before the first `None` is published

        breaking[field-type-changed]: `Volume.VolumeCreated.size` has changed from `u64` to `String`
          --> v3.toml:22:8
           |
        22 | size = "Option<String>"
           |        ^^^^^^^^^^^^^^^^ was `u64`
           |
           = breaks STORE: older rows no longer decode, or not exactly; the column of the event's view gets another type
        help: leave the type, and add a field with another name

        v3.toml against v1.toml, v2.toml: 1 breaking (STORE 1), 1 warning, 1 notice
        ── exit code 1 ──
    "#]]);

    for version in ["v1", "v2"] {
        folder.write("catalog.toml", folder.read(&format!("{version}.toml")));
        folder.commit(version);
    }
    folder.write("catalog.toml", folder.read("v3.toml"));
    let ran = folder.run(&["diff", "--against", "v1", "--against", "v2", "--only", "store"]);
    assert!(ran.out.contains("Volume.VolumeCreated, against v1:catalog.toml"), "{}", ran.out);
}

#[test]
fn waived_changes_pass_and_unused_waivers_are_reported() {
    let folder = Folder::with(&changed());
    folder.write("old.toml", SMALL);
    let waive = |rule: &str, item: &str, reason: &str| {
        format!("[[waive]]\nrule = \"{rule}\"\nitem = \"{item}\"\nreason = \"{reason}\"\n")
    };
    let mut waivers = waive("field-deleted", "Volume.VolumeCreated.size", "No query uses it.");
    waivers += &waive("field-deleted", "Volume.VolumeCreated.sice", "A slip.");
    folder.write("catalog-waivers.toml", &waivers);
    folder.check(
        &["diff", "old.toml", "catalog.toml", "--only", "wire"],
        expect![[r#"
            warning[waiver-unused]: `Volume.VolumeCreated.sice` has no change under the waived rule `field-deleted`
             --> catalog-waivers.toml:7:8
              |
            7 | item = "Volume.VolumeCreated.sice"
              |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^ matches no change
              |
            help: remove it

            waived: `Volume.VolumeCreated.size` is gone; it was `u64` (field-deleted): No query uses it.

            ── Volume.VolumeCreated ──
            warning[version-not-raised]: the payload of `Volume.VolumeCreated` has changed, but its version is still 1
              --> catalog.toml:19:16
               |
            19 | [events.Volume.VolumeCreated]
               |                ^^^^^^^^^^^^^ was `1`
               |
               = may break WIRE: clients cannot distinguish old payloads from new ones
            help: raise `version` by one

            catalog.toml against old.toml: 1 warning; 1 waived
            ── exit code 0 ──
        "#]],
    );

    folder.write("other.toml", waive("field-deleted", "Volume.VolumeCreated.size", ""));
    folder.check(
        &["diff", "old.toml", "catalog.toml", "--only", "wire", "--waivers", "other.toml"],
        expect![[r#"
            error[waiver-without-reason]: the waiver of `field-deleted` for `Volume.VolumeCreated.size` has no reason
             --> other.toml:4:10
              |
            4 | reason = ""
              |          ^^ it has no effect without one
              |
            help: write in `reason` why the change does no harm, and who has agreed

            ── Volume.VolumeCreated ──
            breaking[field-deleted]: `Volume.VolumeCreated.size` is gone; it was `u64`
              --> catalog.toml:19:16
               |
            19 | [events.Volume.VolumeCreated]
               |                ^^^^^^^^^^^^^ deleted from here
               |
              ::: old.toml:22:1
               |
            22 | size       = "u64"
               | ^^^^ was here
               |
               = breaks WIRE: clients no longer receive it
            help: make it an `Option` and publish `None` from now on, or raise `version` and inform its readers

            warning[version-not-raised]: the payload of `Volume.VolumeCreated` has changed, but its version is still 1
              --> catalog.toml:19:16
               |
            19 | [events.Volume.VolumeCreated]
               |                ^^^^^^^^^^^^^ was `1`
               |
               = may break WIRE: clients cannot distinguish old payloads from new ones
            help: raise `version` by one

            catalog.toml against old.toml: 1 breaking (WIRE 1), 1 warning
            ── exit code 1 ──
        "#]],
    );
}

#[test]
fn warnings_can_be_denied() {
    let folder = Folder::with(&changed());
    folder.write("old.toml", SMALL);
    let arguments = ["diff", "old.toml", "catalog.toml", "--only", "store"];
    assert_eq!(folder.run(&arguments).code, Some(0));
    assert_eq!(folder.run(&[&arguments[..], &["--deny-warnings"]].concat()).code, Some(1));
}

#[test]
fn arguments_that_compare_nothing_are_refused() {
    let folder = Folder::with(SMALL);
    folder.check(
        &["diff"],
        expect![[r#"
            ── stderr ──
            error: no catalog to compare with
              name the old and the new catalog, or a revision: `aegis-events diff --against main`
            ── exit code 2 ──
        "#]],
    );
    folder.check(
        &["diff", "a", "b", "c"],
        expect![[r#"
            ── stderr ──
            error: expected 2 catalogs, got 3
              use `--releases` to compare the last with all before it
            ── exit code 2 ──
        "#]],
    );
    folder.check(
        &["diff", "a", "b", "--against", "main"],
        expect![[r#"
            ── stderr ──
            error: `--against` takes one catalog
              name one catalog, or compare files without `--against`
            ── exit code 2 ──
        "#]],
    );
    folder.check(
        &["diff", "a", "b", "--only", "everything"],
        expect![[r#"
            ── stderr ──
            error: invalid value 'everything' for '--only <CATEGORY>': expected source, store, wire or catalog

            For more information, try '--help'.
            ── exit code 2 ──
        "#]],
    );
    folder.check(
        &["diff", "catalog.toml", "catalog.toml", "--waivers", "none.toml"],
        expect![[r#"
        ── stderr ──
        error: cannot read `none.toml`: No such file or directory (os error 2)
        ── exit code 2 ──
    "#]],
    );
}

#[test]
fn a_catalog_with_errors_is_not_compared() {
    let folder = Folder::with(SMALL);
    folder.write("old.toml", "[catalog]\n");
    folder.check(
        &["diff", "old.toml", "catalog.toml"],
        expect![[r#"
            ── stderr ──
            error: the catalog `old.toml` has an error:

            error[AE0005]: the catalog has no `name`
             --> old.toml:1:2
              |
            1 | [catalog]
              |  ^^^^^^^ `name` is missing here
              |
            help: add it, for example `name = "aegis"`
            ── exit code 2 ──
        "#]],
    );
}
