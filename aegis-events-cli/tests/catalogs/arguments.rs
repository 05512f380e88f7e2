//! The catalog as an argument, equal for every command.

use expect_test::expect;

use crate::support::{Folder, SMALL};

/// Commands that work only on catalogs.
const OF_A_CATALOG: [&[&str]; 7] = [
    &["check"],
    &["fmt", "--check"],
    &["stats"],
    &["export", "jsonschema"],
    &["export", "asyncapi"],
    &["export", "mermaid"],
    &["sql", "--dialect", "sqlite"],
];

#[test]
fn a_catalog_is_positional_or_an_option_or_the_nearest() {
    let folder = Folder::with(SMALL);
    folder.write("domain/catalog.toml", SMALL);
    for command in OF_A_CATALOG {
        let with = |more: &[&str]| {
            let ran = folder.run(&[command, more].concat());
            assert_eq!(ran.code, Some(0), "{command:?} {more:?}: {ran}");
            ran.out
        };
        let named = with(&["--catalog", "domain"]);
        assert_eq!(with(&["domain/catalog.toml"]), named, "{command:?}");
        assert_eq!(with(&["domain"]), named, "{command:?}");
        let from_input = folder.run_with_input(&[command, &["-"]].concat(), SMALL);
        assert_eq!(from_input.code, Some(0), "{command:?}: {from_input}");
        with(&[]);
        let twice = folder.run(&[command, &["domain", "--catalog", "domain"]].concat());
        assert_eq!(twice.code, Some(2), "{command:?}");
    }
    folder.commit("v1");
    for arguments in [
        &["diff", "--against", "v1"][..],
        &["diff", "--against", "v1", "domain"],
        &["diff", "--against", "v1", "--catalog", "domain"],
        &["diff", "catalog.toml", "--catalog", "domain"],
        &["diff", "catalog.toml", "domain"],
        &["docs", "site", "--catalog", "domain"],
    ] {
        let ran = folder.run(arguments);
        assert_eq!(ran.code, Some(0), "{arguments:?}: {ran}");
    }
}

#[test]
fn every_help_describes_the_catalog_equally() {
    let folder = Folder::new();
    let commands = OF_A_CATALOG.map(|command| command.iter().copied().take_while(|it| !it.starts_with('-')).collect());
    let others = ["docs", "verify-store", "dead-letters", "history"].map(|command| vec![command]);
    let commands: Vec<Vec<&str>> = commands.into_iter().chain(others).collect();
    for command in commands {
        let help = folder.run(&[&command[..], &["-h"]].concat()).out;
        let line = help.lines().find(|line| line.trim_start().starts_with("--catalog <CATALOG>"));
        assert!(line.is_some(), "{command:?}: {help}");
        let words = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("`-` reads standard input [default: the nearest catalog"), "{command:?}: {help}");
    }
}

#[test]
fn a_revision_in_place_of_a_file_gets_a_hint() {
    let folder = Folder::with(SMALL);
    folder.commit("v1");
    folder.check(
        &["sql", "--dialect", "sqlite", "--from", "v1"],
        expect![[r#"
            ── stderr ──
            error: no file `v1`
              for a git revision, use `--from-rev v1`
            ── exit code 2 ──
        "#]],
    );
    folder.check(
        &["diff", "HEAD", "catalog.toml"],
        expect![[r#"
            ── stderr ──
            error: no file `HEAD`
              for a git revision, use `--against HEAD`
            ── exit code 2 ──
        "#]],
    );
    folder.check(
        &["sql", "--dialect", "sqlite", "--from", "v2"],
        expect![[r#"
        ── stderr ──
        error: cannot read `v2`: No such file or directory (os error 2)
        ── exit code 2 ──
    "#]],
    );
    folder.write("v1", SMALL);
    assert_eq!(folder.run(&["sql", "--dialect", "sqlite", "--from", "v1"]).code, Some(0), "a file is a file");
    let ran = folder.run_with_input(&["sql", "--dialect", "sqlite", "-", "--from-rev", "v1"], SMALL);
    folder.check_ran(
        ran,
        expect![[r#"
            ── stderr ──
            error: the standard input has no git revisions
              name the file of the catalog
            ── exit code 2 ──
        "#]],
    );
}
