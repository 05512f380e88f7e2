//! OUT: whole or not at all, and nobody else's.

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

/// What stands in a folder, in order.
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
    assert_eq!(hidden, 0, "something is left behind");
}

#[test]
fn the_closing_line_says_how_many_pages_where_and_how_to_open_it() {
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
fn an_empty_folder_is_as_good_as_none() {
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
fn what_a_link_leads_to_is_written_and_the_link_stays() {
    let folder = folder();
    fs::create_dir(folder.path().join("real")).unwrap();
    std::os::unix::fs::symlink("real", folder.path().join("out")).unwrap();
    assert_eq!(docs(folder.path(), &["out"]).0, Some(0));
    assert!(folder.path().join("out").is_symlink());
    assert!(folder.path().join("real/index.html").is_file());
}

#[cfg(unix)]
#[test]
fn others_may_read_it_as_far_as_the_mask_allows() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    docs(folder.path(), &["out"]);
    fs::create_dir(folder.path().join("made")).unwrap();
    let mode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
    assert_eq!(mode("out"), mode("made"));
}

#[test]
fn a_folder_of_somebody_else_is_left_alone() {
    let folder = folder();
    fs::create_dir(folder.path().join("out")).unwrap();
    fs::write(folder.path().join("out/thesis.txt"), "").unwrap();
    check_refused(
        docs(folder.path(), &["out"]),
        folder.path(),
        expect![[r#"
        error: `out` was not made by `aegis-events docs`, and would be lost
          name another folder, or take it away first
    "#]],
    );
    assert_eq!(entries(&folder.path().join("out")), ["thesis.txt"]);
}

#[test]
fn a_file_that_somebody_put_into_a_site_is_not_lost() {
    let folder = folder();
    docs(folder.path(), &["out"]);
    fs::write(folder.path().join("out/events/CNAME"), "events.example.org").unwrap();
    check_refused(
        docs(folder.path(), &["out"]),
        folder.path(),
        expect![[r#"
        error: `out` holds `events/CNAME`, which `aegis-events docs` did not write, and which would be lost
          name another folder, or take it away first
    "#]],
    );
    assert!(folder.path().join("out/events/CNAME").is_file());
}

#[test]
fn a_file_in_its_place_is_left_alone() {
    let folder = folder();
    check_refused(
        docs(folder.path(), &["catalog.toml"]),
        folder.path(),
        expect![[r#"
        error: `catalog.toml` is no folder
          name another folder, or take it away first
    "#]],
    );
    check_refused(
        docs(folder.path(), &["catalog.toml/out"]),
        folder.path(),
        expect![[r#"
            error: cannot write the folder `catalog.toml/out`: a part of this path is a file; name another folder
        "#]],
    );
    assert_eq!(fs::read_to_string(folder.path().join("catalog.toml")).unwrap(), SMALL);
}

#[test]
fn a_missing_folder_around_it_is_named() {
    let folder = folder();
    check_refused(
        docs(folder.path(), &["none/out"]),
        folder.path(),
        expect![[r#"
        error: cannot write the folder `none/out`: there is no folder `none`; make it first
    "#]],
    );
    check_refused(
        docs(folder.path(), &["/"]),
        folder.path(),
        expect![[r#"
            error: `/` was not made by `aegis-events docs`, and would be lost
              name another folder, or take it away first
        "#]],
    );
}

/// The one folder that not even root can make anything in.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_nothing_can_be_made_in_is_named() {
    let folder = folder();
    check_refused(
        docs(folder.path(), &["/proc/self/out"]),
        folder.path(),
        expect![[r#"
            error: cannot write the folder `/proc/self/out`: nothing can be made in `/proc/self`: No such file or directory (os error 2)
              name a folder somewhere else
        "#]],
    );
}

#[test]
fn of_a_catalog_with_errors_nothing_is_written() {
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
fn a_catalog_that_is_not_there_is_named() {
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
