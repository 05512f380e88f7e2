//! `aegis-events check`.

use expect_test::expect;

use crate::support::{Folder, SMALL};

/// One error, one warning.
const WRONG: &str = r#"[catalog]
name = "demo"

[publishers.VolumeManager]
[publishers.Idle]

[families.Volume]
published_by = ["VolumeManager"]

[events.Volume.VolumeCreated]
when = "Volume provisioned"
time = "created"
"#;

#[test]
fn a_valid_catalog_gives_one_line() {
    let folder = Folder::with(SMALL);
    folder.check(
        &["check"],
        expect![[r#"
        catalog.toml: no problems (2 events in 1 family)
        ── exit code 0 ──
    "#]],
    );
}

#[test]
fn problems_have_locations_and_are_counted() {
    let folder = Folder::with(WRONG);
    folder.check(
        &["check", "catalog.toml"],
        expect![[r#"
            warning[AE0051]: unused publisher `Idle`
             --> catalog.toml:5:13
              |
            5 | [publishers.Idle]
              |             ^^^^ may not publish any event
              |
            help: list it in `published_by` of a family or an event, or remove it

            error[AE0015]: `time` names an unknown field, `created`
              --> catalog.toml:12:8
               |
            10 | [events.Volume.VolumeCreated]
               |                ------------- for this event
            11 | when = "Volume provisioned"
            12 | time = "created"
               |        ^^^^^^^^^ not a field of the event
               |
            help: omit `time`: the event has no plain `Timestamp`

            catalog.toml: 1 error, 1 warning
            ── exit code 1 ──
        "#]],
    );
}

#[test]
fn warnings_exit_with_0_unless_denied() {
    let folder = Folder::with(&WRONG.replace("time = \"created\"\n", ""));
    folder.check(
        &["check"],
        expect![[r#"
            warning[AE0051]: unused publisher `Idle`
             --> catalog.toml:5:13
              |
            5 | [publishers.Idle]
              |             ^^^^ may not publish any event
              |
            help: list it in `published_by` of a family or an event, or remove it

            catalog.toml: 1 warning
            ── exit code 0 ──
        "#]],
    );
    assert_eq!(folder.run(&["check", "--deny-warnings"]).code, Some(1));
    assert_eq!(folder.run(&["check", "--deny-warnings", "--format", "json"]).code, Some(1));
    folder.write("catalog.toml", SMALL);
    assert_eq!(folder.run(&["check", "--deny-warnings"]).code, Some(0));
}

#[test]
fn json_output_is_one_object() {
    let folder = Folder::with(WRONG);
    folder.check(
        &["check", "--format", "json"],
        expect![[r#"
            {
              "errors": 1,
              "warnings": 1,
              "notices": 0,
              "findings": [
                {
                  "rule": "AE0051",
                  "severity": "warning",
                  "message": "unused publisher `Idle`",
                  "help": [
                    "list it in `published_by` of a family or an event, or remove it"
                  ],
                  "file": "catalog.toml",
                  "line": 5,
                  "column": 13
                },
                {
                  "rule": "AE0015",
                  "severity": "error",
                  "message": "`time` names an unknown field, `created`",
                  "help": [
                    "omit `time`: the event has no plain `Timestamp`"
                  ],
                  "file": "catalog.toml",
                  "line": 12,
                  "column": 8
                }
              ]
            }
            ── exit code 1 ──
        "#]],
    );
    folder.write("catalog.toml", SMALL);
    folder.check(
        &["check", "--format", "json"],
        expect![[r#"
        {
          "errors": 0,
          "warnings": 0,
          "notices": 0,
          "findings": []
        }
        ── exit code 0 ──
    "#]],
    );
}

#[test]
fn the_github_format_prints_annotations() {
    let folder = Folder::with(WRONG);
    folder.check(&["check", "--format", "github"], expect![[r#"
        ::warning file=catalog.toml,line=5,col=13,title=AE0051::unused publisher `Idle`%0Ahelp: list it in `published_by` of a family or an event, or remove it
        ::error file=catalog.toml,line=12,col=8,title=AE0015::`time` names an unknown field, `created`%0Ahelp: omit `time`: the event has no plain `Timestamp`
        ── exit code 1 ──
    "#]]);
}

#[test]
fn several_catalogs_and_folders_are_checked_at_once() {
    let folder = Folder::new();
    folder.write("a/catalog.toml", SMALL);
    folder.write("b.toml", "[catalog]\nname = \"b\"\n[types.X]\nis = \"Y\"\n");
    folder.check(
        &["check", "a", "b.toml"],
        expect![[r#"
        error[AE0010]: unknown type `Y`
         --> b.toml:4:7
          |
        3 | [types.X]
          |        - for this type
        4 | is = "Y"
          |       ^ not declared under [types]
          |
        help: declare it: `[types.Y]` with `is`, `values` or `fields`

        a/catalog.toml: no problems (2 events in 1 family)
        b.toml: 1 error
        ── exit code 1 ──
    "#]],
    );
}

#[test]
fn standard_input_can_be_a_catalog() {
    let folder = Folder::new();
    folder.check_ran(
        folder.run_with_input(&["check", "-"], SMALL),
        expect![[r#"
        <stdin>: no problems (2 events in 1 family)
        ── exit code 0 ──
    "#]],
    );
    folder.check_ran(
        folder.run_with_input(&["check", "-"], "a"),
        expect![[r#"
            error[AE0001]: not TOML: key with no value
             --> <stdin>:1:2
              |
            1 | a
              |  ^ expected `=`
              |
            help: write an entry as `key = value`, a table as `[table]`

            <stdin>: 1 error
            ── exit code 1 ──
        "#]],
    );
}

#[test]
fn the_nearest_catalog_is_searched_up_to_the_repository_root() {
    let folder = Folder::with(SMALL);
    folder.write("crate/.git/HEAD", "");
    folder.write("crate/src/lib.rs", "");
    let mut command = folder.command(&["check"]);
    let ran = crate::support::Ran::of(command.current_dir(folder.path().join("crate/src")).output().unwrap());
    folder.check_ran(
        ran,
        expect![[r#"
            ── stderr ──
            error: no `catalog.toml` from `FOLDER/crate/src` up to `FOLDER/crate`
              name the file, or create a project with `aegis-events new`
            ── exit code 2 ──
        "#]],
    );

    folder.write("crate/catalog.toml", SMALL);
    let mut command = folder.command(&["check"]);
    let ran = crate::support::Ran::of(command.current_dir(folder.path().join("crate/src")).output().unwrap());
    folder.check_ran(
        ran,
        expect![[r#"
        ../catalog.toml: no problems (2 events in 1 family)
        ── exit code 0 ──
    "#]],
    );
}

#[test]
fn many_errors_end_in_a_table_of_counts() {
    let mut catalog = "[catalog]\nname = \"demo\"\n[publishers.P]\n[families.F]\npublished_by = [\"P\"]\n".to_owned();
    for at in 0..50 {
        catalog += &format!("[events.F.E{at}]\nfields = {{ a = \"Nothing{at}x\", B = \"u8\" }}\n");
        if at >= 25 {
            catalog += "when = \"always\"\n";
        }
    }
    let folder = Folder::with(&catalog);
    let ran = folder.run(&["check"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""));
    assert_eq!(ran.out.matches("\nerror[").count() + 1, 125);
    let summary = ran.out.rsplit("\n\n").next().unwrap();
    expect![[r#"
        catalog.toml: 125 errors; `--fix` fixes 50 of them
            50  AE0007 ill-formed name
            50  AE0010 unknown type
            25  AE0005 missing key
    "#]]
    .assert_eq(summary);
}
