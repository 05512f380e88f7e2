//! `aegis-events fmt`: files and exit codes. Unit tests cover the formatting.

use expect_test::expect;

use crate::support::{Folder, SMALL};

#[test]
fn a_catalog_is_formatted_in_place() {
    let folder = Folder::with(&SMALL.replace("size       =", "size="));
    folder.check(
        &["fmt", "--check"],
        expect![[r#"
            --- catalog.toml
            +++ catalog.toml
            @@ -19,7 +19,7 @@
             when = "Volume provisioned"
             [events.Volume.VolumeCreated.fields]
             volume_id  = "VolumeId"
            -size= "u64"
            +size       = "u64"
             created_at = "Timestamp"

             [events.Volume.VolumeDeleted]

            the catalog is not formatted; run `aegis-events fmt`
            ── exit code 1 ──
        "#]],
    );
    folder.check(
        &["fmt"],
        expect![[r#"
        catalog.toml: formatted
        ── exit code 0 ──
    "#]],
    );
    assert_eq!(folder.read("catalog.toml"), SMALL);
    folder.check(
        &["fmt"],
        expect![[r#"
        catalog.toml: unchanged
        ── exit code 0 ──
    "#]],
    );
    folder.check(
        &["fmt", "--check"],
        expect![[r#"
        the catalog is formatted
        ── exit code 0 ──
    "#]],
    );
    assert_eq!(folder.names(), ["catalog.toml"]);
}

#[test]
fn fmt_check_has_all_formats() {
    let folder = Folder::with(&SMALL.replace("size       =", "size="));
    folder.check(&["fmt", "--check", "--format", "github"], expect![[r#"
        ::error file=catalog.toml,line=22,col=1,title=not-formatted::the catalog is not formatted%0Ahelp: run `aegis-events fmt catalog.toml`
        ── exit code 1 ──
    "#]]);
    folder.check(
        &["fmt", "--check", "--format", "json"],
        expect![[r#"
        {
          "errors": 1,
          "warnings": 0,
          "notices": 0,
          "findings": [
            {
              "rule": "not-formatted",
              "severity": "error",
              "message": "the catalog is not formatted",
              "help": [
                "run `aegis-events fmt catalog.toml`"
              ],
              "file": "catalog.toml",
              "line": 22,
              "column": 1
            }
          ]
        }
        ── exit code 1 ──
    "#]],
    );
}

#[test]
fn fmt_writes_standard_input_to_standard_output() {
    let folder = Folder::new();
    let ran = folder.run_with_input(&["fmt", "-"], &SMALL.replace("size       =", "size="));
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(0), SMALL, ""));
}

#[test]
fn invalid_toml_is_reported_and_unchanged() {
    let folder = Folder::with("[catalog\nname = demo\n");
    folder.check(
        &["fmt"],
        expect![[r#"
        ── stderr ──
        error: the catalog `catalog.toml` has an error:

        error[AE0001]: not TOML: unclosed table
         --> catalog.toml:1:9
          |
        1 | [catalog
          |         ^ expected `]`
        ── exit code 2 ──
    "#]],
    );
    assert_eq!(folder.read("catalog.toml"), "[catalog\nname = demo\n");
}

#[test]
fn a_catalog_with_problems_is_formatted() {
    let folder = Folder::with("[families.A]\n[catalog]\n");
    folder.check(
        &["fmt"],
        expect![[r#"
        catalog.toml: formatted
        ── exit code 0 ──
    "#]],
    );
    assert_eq!(folder.read("catalog.toml"), "[catalog]\n\n[families.A]\n");
}

#[cfg(unix)]
#[test]
fn fmt_writes_the_target_of_a_link_and_keeps_the_link() {
    let folder = Folder::new();
    folder.write("real.toml", SMALL.replace("size       =", "size="));
    std::os::unix::fs::symlink("real.toml", folder.path().join("catalog.toml")).unwrap();
    assert_eq!(folder.run(&["fmt"]).code, Some(0));
    assert!(folder.path().join("catalog.toml").is_symlink());
    assert_eq!(folder.read("real.toml"), SMALL);
}
