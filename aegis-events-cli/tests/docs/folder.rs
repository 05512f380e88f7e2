//! The output folder: atomic, and never a foreign one.

use std::fs;
use std::path::Path;

use expect_test::{Expect, expect};
use tempfile::TempDir;

use crate::command::{Answer, Site, docs};

const SMALL: &str = "[catalog]\nname = \"small\"\n[publishers.P]\n[families.F]\npublished_by = [\"P\"]\n\
                     [events.F.E]\nwhen = \"Always\"\n[subscribers.S]\nconsumes = [\"*\"]\n";

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("catalog.toml"), SMALL).unwrap();
    folder
}

/// The sorted entries of a folder.
fn entries(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn check_refused(answer: Answer, folder: &Path, expect: Expect) {
    let (code, output, errors) = answer;
    assert_eq!((code, output.as_str()), (Some(2), ""), "{errors}");
    expect.assert_eq(&errors.replace(folder.to_str().unwrap(), "FOLDER"));
    let hidden = entries(folder).into_iter().filter(|name| name.starts_with(".aegis-events-")).count();
    assert_eq!(hidden, 0, "no temporary folder remains");
}

#[test]
fn the_last_line_has_the_page_count_the_folder_and_the_file() {
    let folder = folder();
    let (code, output, errors) = docs(folder.path(), &["out"]);
    assert_eq!((code, errors.as_str()), (Some(0), ""));
    expect![[r#"
        11 pages of the catalog `small` in `out`
          open `out/index.html` in a browser
    "#]]
    .assert_eq(&output);
    assert_eq!(entries(folder.path()), ["catalog.toml", "out"]);
}

#[test]
fn a_site_is_replaced_as_a_whole() {
    let folder = folder();
    docs(folder.path(), &["out"]);
    fs::write(folder.path().join("catalog.toml"), SMALL.replace("F.E", "F.Other")).unwrap();
    assert_eq!(docs(folder.path(), &["out"]).0, Some(0));
    assert_eq!(entries(&folder.path().join("out/events")), ["F.Other.html", "F.Other.md"]);
    assert_eq!(entries(folder.path()), ["catalog.toml", "out"]);
}

#[test]
fn an_empty_folder_is_replaced() {
    let folder = folder();
    fs::create_dir(folder.path().join("out")).unwrap();
    assert_eq!(docs(folder.path(), &["out"]).0, Some(0));
}

#[test]
fn the_same_catalog_gives_the_same_bytes() {
    let [one, two] = [(), ()].map(|()| Site::of_file("../catalog.toml"));
    assert_eq!(one.files(), two.files());
    for file in one.files() {
        assert_eq!(one.read(&file), two.read(&file), "{file}");
    }
}

#[cfg(unix)]
#[test]
fn the_target_of_a_linked_folder_is_replaced_and_the_link_kept() {
    let folder = folder();
    fs::create_dir(folder.path().join("real")).unwrap();
    std::os::unix::fs::symlink("real", folder.path().join("out")).unwrap();
    assert_eq!(docs(folder.path(), &["out"]).0, Some(0));
    assert!(folder.path().join("out").is_symlink());
    assert!(folder.path().join("real/index.html").is_file());
}

#[cfg(unix)]
#[test]
fn permissions_follow_the_umask() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    docs(folder.path(), &["out"]);
    fs::create_dir(folder.path().join("made")).unwrap();
    let mode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
    assert_eq!(mode("out"), mode("made"));
}

#[test]
fn a_foreign_folder_is_not_replaced() {
    let folder = folder();
    fs::create_dir(folder.path().join("out")).unwrap();
    fs::write(folder.path().join("out/thesis.txt"), "").unwrap();
    check_refused(
        docs(folder.path(), &["out"]),
        folder.path(),
        expect![[r#"
            error: `out` was not written by `aegis-events docs`
              name another folder, or remove it first
        "#]],
    );
    assert_eq!(entries(&folder.path().join("out")), ["thesis.txt"]);
}

#[test]
fn a_site_with_a_foreign_file_is_not_replaced() {
    let folder = folder();
    docs(folder.path(), &["out"]);
    fs::write(folder.path().join("out/events/CNAME"), "events.example.org").unwrap();
    check_refused(
        docs(folder.path(), &["out"]),
        folder.path(),
        expect![[r#"
            error: `out` contains `events/CNAME`, which `aegis-events docs` did not write
              name another folder, or remove it first
        "#]],
    );
    assert!(folder.path().join("out/events/CNAME").is_file());
}

#[test]
fn a_file_at_the_target_is_kept() {
    let folder = folder();
    check_refused(
        docs(folder.path(), &["catalog.toml"]),
        folder.path(),
        expect![[r#"
            error: `catalog.toml` is not a folder
              name another folder, or remove it first
        "#]],
    );
    check_refused(
        docs(folder.path(), &["catalog.toml/out"]),
        folder.path(),
        expect![[r#"
            error: cannot write the folder `catalog.toml/out`: a part of this path is a file
              name another folder
        "#]],
    );
    assert_eq!(fs::read_to_string(folder.path().join("catalog.toml")).unwrap(), SMALL);
}

#[test]
fn a_missing_parent_folder_is_named() {
    let folder = folder();
    check_refused(
        docs(folder.path(), &["none/out"]),
        folder.path(),
        expect![[r#"
            error: cannot write the folder `none/out`: the folder `none` does not exist
              create it first
        "#]],
    );
    check_refused(
        docs(folder.path(), &["/"]),
        folder.path(),
        expect![[r#"
            error: `/` was not written by `aegis-events docs`
              name another folder, or remove it first
        "#]],
    );
}

/// A folder in which not even root can create a file.
#[cfg(target_os = "linux")]
#[test]
fn a_parent_folder_without_write_permission_is_named() {
    let folder = folder();
    check_refused(
        docs(folder.path(), &["/proc/self/out"]),
        folder.path(),
        expect![[r#"
            error: cannot write the folder `/proc/self/out`: cannot create a folder in `/proc/self`: No such file or directory (os error 2)
              name another folder
        "#]],
    );
}

#[test]
fn a_catalog_with_errors_writes_nothing() {
    let folder = folder();
    fs::write(folder.path().join("catalog.toml"), SMALL.replace("[\"P\"]", "[\"Q\"]")).unwrap();
    let answer = docs(folder.path(), &["out", "--color", "never"]);
    check_refused(
        answer,
        folder.path(),
        expect![[r#"
        error: the catalog `catalog.toml` has an error:

        error[AE0012]: unknown publisher `Q`
         --> catalog.toml:5:17
          |
        4 | [families.F]
          |           - for this family
        5 | published_by = ["Q"]
          |                 ^^^ not declared under [publishers]
          |
        help: did you mean `P`?
    "#]],
    );
    assert_eq!(entries(folder.path()), ["catalog.toml"]);
}

#[test]
fn a_missing_catalog_is_named_in_the_error() {
    let folder = folder();
    check_refused(
        docs(folder.path(), &["out", "--catalog", "none.toml"]),
        folder.path(),
        expect![[r#"
        error: cannot read `none.toml`: No such file or directory (os error 2)
    "#]],
    );
    assert_eq!(entries(folder.path()), ["catalog.toml"]);
}
