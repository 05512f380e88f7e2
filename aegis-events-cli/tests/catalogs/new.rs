//! `aegis-events new`.

use std::fs;
use std::path::{Path, PathBuf};

use expect_test::expect;

use crate::support::{Folder, Ran};

/// The folder of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

#[test]
fn a_new_project_has_a_valid_and_formatted_catalog() {
    let folder = Folder::new();
    folder.check(
        &["new", "shop"],
        expect![[r#"
            shop: new project `shop`

              cd shop
              cargo run

            Then read shop/README.md and change catalog.toml.
            ── exit code 0 ──
        "#]],
    );
    assert_eq!(folder.names(), ["shop"]);
    for arguments in [["check", "--deny-warnings", "shop"], ["fmt", "--check", "shop"]] {
        let ran = folder.run(&arguments);
        assert_eq!(ran.code, Some(0), "{ran}");
    }
    let manifest = folder.read("shop/Cargo.toml").replace(root().to_str().unwrap(), "CHECKOUT");
    expect![[r#"
        [package]
        name = "shop"
        version = "0.1.0"
        edition = "2024"

        [dependencies]
        aegis-events = { path = 'CHECKOUT/aegis-events' }
        chrono = { version = "0.4", default-features = false, features = ["clock"] }
        tokio = { version = "1", features = ["macros", "rt-multi-thread", "time"] }
    "#]]
    .assert_eq(&manifest);
}

/// Built against this workspace, offline, with its lock file and in its target folder.
#[test]
fn a_project_runs_at_once_without_a_warning() {
    let folder = Folder::new();
    let checkout = root();
    let ran = folder.run(&["new", "shop", "--history", "--path-dependency", checkout.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{ran}");
    fs::copy(checkout.join("Cargo.lock"), folder.path().join("shop/Cargo.lock")).unwrap();
    let mut fmt = folder.command_of(Path::new(env!("CARGO")), &["fmt", "--check"]);
    let ran = Ran::of(fmt.current_dir(folder.path().join("shop")).output().unwrap());
    assert_eq!(ran.code, Some(0), "{ran}");
    let mut cargo = folder.command_of(Path::new(env!("CARGO")), &["run", "--offline", "--quiet"]);
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    cargo.current_dir(folder.path().join("shop")).env("CARGO_TARGET_DIR", target);
    folder.check_ran(
        Ran::of(cargo.output().unwrap()),
        expect![[r#"
            mailer: thank you for 3990 cents
            mailer: parcel JD-0042 is on its way
            all events were handled: true
            recorded: OrderPlaced
            recorded: OrderShipped
            ── exit code 0 ──
        "#]],
    );
    // An error is printed with its help.
    let database = folder.path().join("shop/shop.db");
    fs::remove_file(&database).unwrap();
    fs::create_dir(database).unwrap();
    folder.check_ran(
        Ran::of(cargo.output().unwrap()),
        expect![[r#"
        ── stderr ──
        error: SQLite in FOLDER/shop/shop.db: the history cannot be opened: shop.db is a folder
          help: name a file in it
        ── exit code 1 ──
    "#]],
    );
}

#[test]
fn an_empty_folder_is_filled_and_another_name_can_be_given() {
    let folder = Folder::new();
    fs::create_dir(folder.path().join("Some Folder")).unwrap();
    assert_eq!(folder.run(&["new", "Some Folder", "--name", "shop"]).code, Some(0));
    assert!(folder.read("Some Folder/catalog.toml").contains("name = \"shop\""));
    let mut here = folder.command(&["new", "."]);
    fs::create_dir(folder.path().join("here")).unwrap();
    let ran = Ran::of(here.current_dir(folder.path().join("here")).output().unwrap());
    folder.check_ran(
        ran,
        expect![[r#"
            the current folder: new project `here`

              cargo run

            Then read README.md and change catalog.toml.
            ── exit code 0 ──
        "#]],
    );
    assert!(folder.read("here/catalog.toml").contains("name = \"here\""));
}

#[test]
fn inside_a_workspace_a_project_is_a_separate_workspace() {
    let folder = Folder::new();
    folder.write("Cargo.toml", "[workspace]\nmembers = []\n");
    assert_eq!(folder.run(&["new", "shop"]).code, Some(0));
    assert!(folder.read("shop/Cargo.toml").ends_with("workspace around it.\n[workspace]\n"));
}

#[test]
fn nothing_is_overwritten() {
    let folder = Folder::new();
    folder.write("shop/notes.txt", "mine");
    folder.check(
        &["new", "shop"],
        expect![[r#"
            ── stderr ──
            error: `shop` is not empty
              name a new or an empty folder
            ── exit code 2 ──
        "#]],
    );
    folder.write("file", "");
    folder.check(
        &["new", "file"],
        expect![[r#"
            ── stderr ──
            error: cannot create the folder `file`: it is a file
              name a new or an empty folder
            ── exit code 2 ──
        "#]],
    );
    folder.check(
        &["new", "none/shop"],
        expect![[r#"
            ── stderr ──
            error: cannot create `none/shop`: the folder `none` does not exist
              create it first
            ── exit code 2 ──
        "#]],
    );
    assert_eq!(folder.names(), ["file", "shop"]);
    assert_eq!(folder.read("shop/notes.txt"), "mine");
}

#[test]
fn names_are_those_that_cargo_and_catalogs_allow() {
    let folder = Folder::new();
    folder.check(&["new", "2shop"], expect![[r#"
        ── stderr ──
        error: `2shop` cannot name a project: it must start with a lower-case letter and contain only lower-case letters, digits, `-` and `_`
          choose another name with `--name`, or another folder
        ── exit code 2 ──
    "#]]);
    folder.check(&["new", "Shop"], expect![[r#"
        ── stderr ──
        error: `Shop` cannot name a project: it must start with a lower-case letter and contain only lower-case letters, digits, `-` and `_`
          use `--name shop`, or choose another folder
        ── exit code 2 ──
    "#]]);
    folder.check(
        &["new", "match"],
        expect![[r#"
            ── stderr ──
            error: `match` cannot name a project: it is a Rust keyword
              choose another name with `--name`, or another folder
            ── exit code 2 ──
        "#]],
    );
    folder.check(
        &["new", "/"],
        expect![[r#"
            ── stderr ──
            error: no project name in `/`
              use `--name`
            ── exit code 2 ──
        "#]],
    );
    for name in ["", "shop!", "käse", "test", "std", "tokio", "aegis-events", "deps", "nul", "-shop"] {
        let argument = format!("--name={name}");
        let ran = folder.run(&["new", "shop", &argument]);
        assert_eq!(ran.code, Some(2), "{name}");
        assert!(ran.err.contains(&format!("`{name}` cannot name a project")), "{ran}");
    }
    assert_eq!(folder.names(), [""; 0]);
}

#[test]
fn a_folder_without_a_checkout_is_refused() {
    let folder = Folder::new();
    folder.check(
        &["new", "shop", "--path-dependency", "."],
        expect![[r#"
            ── stderr ──
            error: no `aegis-events` in `.`
              name a checkout: the folder that contains `aegis-events/Cargo.toml`
            ── exit code 2 ──
        "#]],
    );
}
