//! Invalid files, revisions and outputs.

use std::fs::{self, File};
use std::process::Stdio;

use expect_test::expect;

use crate::support::{Folder, Ran, SMALL};

#[test]
fn a_missing_file_is_an_error() {
    let folder = Folder::new();
    folder.check(
        &["check", "none.toml"],
        expect![[r#"
        ── stderr ──
        error: cannot read `none.toml`: No such file or directory (os error 2)
        ── exit code 2 ──
    "#]],
    );
    folder.check(
        &["fmt", "none/catalog.toml"],
        expect![[r#"
        ── stderr ──
        error: cannot read `none/catalog.toml`: No such file or directory (os error 2)
        ── exit code 2 ──
    "#]],
    );
    folder.check(
        &["diff", "--against", "v1", "none/catalog.toml"],
        expect![[r#"
        ── stderr ──
        error: cannot read `none/catalog.toml`: No such file or directory (os error 2)
        ── exit code 2 ──
    "#]],
    );
    folder.check(
        &["diff", "none.toml", "none.toml"],
        expect![[r#"
        ── stderr ──
        error: cannot read `none.toml`: No such file or directory (os error 2)
        ── exit code 2 ──
    "#]],
    );
    folder.check(
        &["stats"],
        expect![[r#"
            ── stderr ──
            error: no `catalog.toml` in `FOLDER`
              name the file, or create a project with `aegis-events new`
            ── exit code 2 ──
        "#]],
    );
}

#[test]
fn a_folder_without_a_catalog_is_an_error() {
    let folder = Folder::new();
    folder.check(
        &["check", "."],
        expect![[r#"
            ── stderr ──
            error: no `catalog.toml` in the folder `.`
              name the file
            ── exit code 2 ──
        "#]],
    );
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let folder = Folder::new();
    File::create(folder.path().join("catalog.toml")).unwrap().set_len((64 << 20) + 1).unwrap();
    folder.check(
        &["check"],
        expect![[r#"
            ── stderr ──
            error: `catalog.toml` is larger than 64 MiB
              name another file
            ── exit code 2 ──
        "#]],
    );
}

#[test]
fn a_binary_and_a_text_in_another_encoding_are_reported() {
    let folder = Folder::new();
    folder.write("catalog.toml", [b"\x7fELF\x02\x01\x01".as_slice(), &[0; 100], &[0xff; 100], b"[catalog]\n"].concat());
    folder.check(&["check"], expect![[r#"
        error[AE0002]: the catalog is not UTF-8
         --> catalog.toml:1:108
          |
        1 | ...␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀����������������������������������������������������������������������������������...
          |                                                    ^ the first byte that is not UTF-8
          |
        help: save the file as UTF-8

        catalog.toml: 1 error
        ── exit code 1 ──
    "#]]);
    folder.check(&["fmt"], expect![[r#"
        ── stderr ──
        error: the catalog `catalog.toml` has an error:

        error[AE0002]: the catalog is not UTF-8
         --> catalog.toml:1:108
          |
        1 | ...␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀␀����������������������������������������������������������������������������������...
          |                                                    ^ the first byte that is not UTF-8
          |
        help: save the file as UTF-8
        ── exit code 2 ──
    "#]]);
    folder.write("catalog.toml", b"[catalog]\nname = \"demo\" # \xfcber\n[families.A]\n");
    folder.check(
        &["check"],
        expect![[r#"
            error[AE0002]: the catalog is not UTF-8
             --> catalog.toml:2:17
              |
            2 | name = "demo" # �ber
              |                 ^ the first byte that is not UTF-8
              |
            help: save the file as UTF-8

            error[AE0035]: family `A` has no events
             --> catalog.toml:3:11
              |
            3 | [families.A]
              |           ^ no events are declared for it
              |
            help: declare one, for example `[events.A.ACreated]`, or remove the family

            catalog.toml: 2 errors
            ── exit code 1 ──
        "#]],
    );
    assert_eq!(folder.run(&["check", "--fix"]).code, Some(1));
}

#[test]
fn unknown_revisions_and_those_without_a_catalog_are_errors() {
    let folder = Folder::new();
    folder.write("README.md", "");
    folder.commit("v1");
    folder.write("catalog.toml", SMALL);
    folder.check(
        &["diff", "--against", "v1"],
        expect![[r#"
            ── stderr ──
            error: `catalog.toml` does not exist at `v1`
              name a later revision, or compare two files: `aegis-events diff OLD NEW`
            ── exit code 2 ──
        "#]],
    );
    folder.check(
        &["diff", "--against", "v2"],
        expect![[r#"
            ── stderr ──
            error: the repository around `.` has no revision `v2`
              name a commit, a branch or a tag; `git fetch --tags` fetches those of its origin
            ── exit code 2 ──
        "#]],
    );
    folder.check(
        &["diff", "--against=--help"],
        expect![[r#"
            ── stderr ──
            error: `--help` is not a revision
              name a commit, a branch or a tag
            ── exit code 2 ──
        "#]],
    );
    folder.check(
        &["diff", "--against", "v1:README.md"],
        expect![[r#"
            ── stderr ──
            error: `v1:README.md` is not a revision
              name a commit, a branch or a tag
            ── exit code 2 ──
        "#]],
    );
}

#[test]
fn an_invalid_catalog_at_a_revision_is_an_error() {
    let folder = Folder::with("[catalog]\nname = 1\n");
    folder.commit("v1");
    folder.write("catalog.toml", SMALL);
    folder.check(
        &["diff", "--against", "v1"],
        expect![[r#"
        ── stderr ──
        error: the catalog `v1:catalog.toml` has an error:

        error[AE0006]: `name` must be a string, not an integer
         --> v1:catalog.toml:2:8
          |
        1 | [catalog]
          |  ------- for this catalog
        2 | name = 1
          |        ^ expected a string
        ── exit code 2 ──
    "#]],
    );
}

#[test]
fn a_missing_repository_and_missing_git_are_errors() {
    let folder = Folder::with(SMALL);
    let mut command = folder.command(&["diff", "--against", "v1"]);
    let ran = Ran::of(command.env("GIT_CEILING_DIRECTORIES", folder.path().parent().unwrap()).output().unwrap());
    folder.check_ran(
        ran,
        expect![[r#"
            ── stderr ──
            error: `.` is not in a git repository
              compare two files: `aegis-events diff OLD NEW`
            ── exit code 2 ──
        "#]],
    );
    let ran = Ran::of(folder.command(&["diff", "--against", "v1"]).env("PATH", "").output().unwrap());
    folder.check_ran(
        ran,
        expect![[r#"
            ── stderr ──
            error: cannot run `git`: No such file or directory (os error 2)
              compare two files: `aegis-events diff OLD NEW`
            ── exit code 2 ──
        "#]],
    );
}

/// Runs as a user without write permission, also if the tests run as root.
#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_unchanged() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;

    const NOBODY: u32 = 65_534;

    let folder = Folder::with(&SMALL.replace("size       =", "size=").replace("[\"Volume\"]", "[\"Volum\"]"));
    let before = folder.read("catalog.toml");
    let program = folder.path().join("aegis-events");
    fs::copy(env!("CARGO_BIN_EXE_aegis-events"), &program).unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let is_root = File::create(folder.path().join("probe")).is_ok();
    let names = folder.names();
    let run = |arguments: &[&str]| {
        let mut command = folder.command_of(&program, arguments);
        if is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        Ran::of(command.output().unwrap())
    };
    folder.check_ran(
        run(&["fmt"]),
        expect![[r#"
            ── stderr ──
            error: cannot write `catalog.toml`: permission denied
              the folder must be writable: the command writes a temporary file there and renames it
            ── exit code 2 ──
        "#]],
    );
    folder.check_ran(
        run(&["check", "--fix"]),
        expect![[r#"
            ── stderr ──
            error: cannot write `catalog.toml`: permission denied
              the folder must be writable: the command writes a temporary file there and renames it
            ── exit code 2 ──
        "#]],
    );
    folder.check_ran(
        run(&["new", "shop"]),
        expect![[r#"
            ── stderr ──
            error: cannot create `shop`: permission denied
              the folder must be writable: the command writes a temporary file there and renames it
            ── exit code 2 ──
        "#]],
    );
    assert_eq!(folder.read("catalog.toml"), before);
    assert_eq!(folder.names(), names);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn only_check_lists_all_of_many_errors() {
    let folder = Folder::with(&format!(
        "[catalog]\nname = \"demo\"\n{}",
        (0..100).map(|at| format!("[unknown{at}]\n")).collect::<String>()
    ));
    assert_eq!(folder.run(&["check"]).out.matches("error[AE0004]").count(), 100);
    for arguments in [&["export", "mermaid"][..], &["sql", "--dialect", "sqlite"], &["docs", "site"], &["stats"]] {
        let ran = folder.run(arguments);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.matches("error[AE0004]").count()), (Some(2), "", 5), "{ran}");
        assert!(ran.err.starts_with("error: the catalog `catalog.toml` has 100 errors:\n"), "{ran}");
        assert!(ran.err.ends_with("\n\n95 more: `aegis-events check` lists all of them\n"), "{ran}");
    }
    assert_eq!(folder.names(), ["catalog.toml"]);
}

#[cfg(unix)]
#[test]
fn a_device_as_output_is_written_and_not_replaced() {
    use std::os::unix::fs::FileTypeExt as _;

    let folder = Folder::with(SMALL);
    let made = folder.command_of(std::path::Path::new("mkfifo"), &["pipe"]).status().unwrap();
    assert!(made.success());
    let pipe = folder.path().join("pipe");
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read_to_string(pipe).unwrap()
    });
    let ran = folder.run(&["export", "mermaid", "--out", "pipe"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    assert!(fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo(), "it is a file now");
    assert!(reader.join().unwrap().starts_with("flowchart LR\n"));
    let named = folder.run(&["export", "mermaid", "--out", "/dev/stdout"]);
    assert_eq!((named.code, named.out), (Some(0), folder.run(&["export", "mermaid"]).out));
}

#[test]
fn a_closed_pipe_causes_no_panic() {
    let catalog: String = (0..6_000).map(|at| format!("[unknown{at}]\n")).collect();
    let folder = Folder::with(&catalog);
    folder.write("sound.toml", SMALL);
    let commands: [&[&str]; 6] = [
        &["check"],
        &["check", "--format", "json"],
        &["check", "--format", "github"],
        &["fmt", "--check"],
        &["ls-rules"],
        &["stats", "sound.toml"],
    ];
    for arguments in commands {
        let mut child = folder.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let ran = Ran::of(child.wait_with_output().unwrap());
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn colours_are_for_terminals_or_on_request() {
    let folder = Folder::with("[catalog]\nname = \"demo\"\n[unknown]\n");
    let is_coloured = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = folder.command(arguments);
        let ran = Ran::of(command.envs(variables.iter().copied()).output().unwrap());
        ran.out.contains('\u{1b}')
    };
    assert!(!is_coloured(&["check"], &[]));
    assert!(is_coloured(&["check", "--color", "always"], &[]));
    assert!(is_coloured(&["--color", "always", "check"], &[]));
    assert!(is_coloured(&["check"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!is_coloured(&["check", "--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!is_coloured(&["check"], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!is_coloured(&["check", "--format", "json", "--color", "always"], &[]));
}

#[test]
fn usage_errors_exit_with_2() {
    let folder = Folder::with(SMALL);
    for arguments in [
        vec!["chek"],
        vec!["check", "--format", "xml"],
        vec!["check", "--dry-run"],
        vec!["fmt", "--format", "json"],
        vec!["diff", "--releases", "--against", "v1"],
        vec!["new"],
        vec!["completions", "cmd"],
    ] {
        let ran = folder.run(&arguments);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(ran.err.starts_with("error: "), "{}", ran.err);
    }
}
