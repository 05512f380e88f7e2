//! `docs/tutorial.md`, carried out block by block.
//!
//! A `sh` block is run line by line; a line with the comment `fails` must fail. A `text` block is the output of the line before it: `...`
//! means other lines, or the beginning of a line. A block in another language is an edit, and [`EDITS`] has its place.

use std::path::Path;
use std::{env, fs, iter};

use crate::support::{Folder, Ran};

enum Edit {
    Above(&'static str),
    Below(&'static str),
    /// The lines from the first one that begins so to the first one after it that begins so.
    Replace(&'static str, &'static str),
    End,
    NewFile,
}

/// File and place of each edit, in the order of the page. A place is the beginning of a line, without its indentation.
const EDITS: [(&str, Edit); 14] = [
    ("src/main.rs", Edit::Replace("events: Publisher<publishers::Checkout>", "events")),
    ("catalog.toml", Edit::Above("# ── Order ──")),
    ("src/main.rs", Edit::Replace("use domain::subscribers", "use")),
    ("src/main.rs", Edit::Above("let order_id = checkout")),
    ("src/main.rs", Edit::Above("use aegis_events::{")),
    ("src/main.rs", Edit::Above("// The mailer receives")),
    ("src/main.rs", Edit::Below("println!(\"all events were handled")),
    ("catalog.toml", Edit::End),
    ("catalog.toml", Edit::Below("[events.Order.OrderShipped]")),
    ("catalog.toml", Edit::Replace("consumes = [\"Order.OrderPlaced\", \"Order.OrderShipped\"]", "consumes")),
    ("catalog-waivers.toml", Edit::NewFile),
    ("src/main.rs", Edit::Replace("use domain::order::", "use")),
    ("src/main.rs", Edit::Replace("self.events.publish(OrderShipped", "})?;")),
    ("src/main.rs", Edit::Replace("MailerEvent::OrderShipped", "}")),
];

/// Built against this workspace, offline, with its lock file and in its target folder.
#[test]
fn the_tutorial_works_as_written() {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap();
    let page = fs::read_to_string(checkout.join("docs/tutorial.md")).unwrap();
    let (_, page) = page.split_once("\n## 1.").expect("the steps follow the installation");
    let folder = Folder::new();
    let project = folder.path().join("shop");
    let mut edits = EDITS.iter();
    let mut output = Vec::new();
    for block in page.split("\n```").skip(1).step_by(2) {
        let (language, block) = block.split_once('\n').unwrap();
        match language {
            "sh" => {
                for line in block.lines().filter(|line| *line != "cd shop") {
                    if line.starts_with("cargo") {
                        fs::copy(checkout.join("Cargo.lock"), project.join("Cargo.lock")).unwrap();
                    }
                    output = run(&folder, line);
                }
            }
            "text" => compare(block, &output),
            _ => {
                let (file, edit) = edits.next().expect("each edit has a place");
                let path = project.join(file);
                let old =
                    if matches!(edit, Edit::NewFile) { String::new() } else { fs::read_to_string(&path).unwrap() };
                fs::write(path, edited(&old, edit, block)).unwrap();
            }
        }
    }
    assert!(edits.next().is_none(), "the page has fewer edits than places");
}

/// The lines that a line of a shell prints, in the project's folder once that exists.
fn run(folder: &Folder, line: &str) -> Vec<String> {
    let bin = Path::new(env!("CARGO_BIN_EXE_aegis-events")).parent().unwrap();
    let path = iter::once(bin.to_owned()).chain(env::split_paths(&env::var_os("PATH").unwrap())).collect::<Vec<_>>();
    let project = folder.path().join("shop");
    let mut shell = folder.command_of(Path::new("sh"), &["-c", line]);
    shell.current_dir(if project.exists() { project } else { folder.path() });
    shell.env("PATH", env::join_paths(path).unwrap());
    shell.env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap());
    shell.envs([("CARGO_NET_OFFLINE", "true"), ("CARGO_TERM_QUIET", "true"), ("CARGO_TERM_COLOR", "never")]);
    shell.envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_SYSTEM", "/dev/null")]);
    for name in ["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"] {
        shell.env(name, "ada");
    }
    let ran = Ran::of(shell.output().unwrap());
    assert_eq!(ran.code != Some(0), line.ends_with("# fails"), "{line}\n{ran}");
    ran.out.lines().chain(ran.err.lines()).map(str::to_owned).collect()
}

/// Handlers run side by side, so the order of the lines does not matter.
fn compare(block: &str, output: &[String]) {
    let mut expected: Vec<&str> = block.lines().collect();
    if block.contains("...") {
        for line in expected.into_iter().filter(|line| *line != "...") {
            let found = match line.strip_prefix("... ") {
                Some(end) => output.iter().any(|it| it.ends_with(end)),
                None => output.iter().any(|it| it == line),
            };
            assert!(found, "`{line}` is not in\n{}", output.join("\n"));
        }
    } else {
        let mut output: Vec<&str> = output.iter().map(String::as_str).collect();
        expected.sort_unstable();
        output.sort_unstable();
        assert_eq!(expected, output);
    }
}

fn edited(old: &str, edit: &Edit, block: &str) -> String {
    let mut lines: Vec<&str> = old.lines().collect();
    let find = |from: usize, beginning: &str| {
        let found = lines[from..].iter().position(|line| line.trim_start().starts_with(beginning));
        from + found.unwrap_or_else(|| panic!("no line begins with `{beginning}`"))
    };
    let range = match edit {
        Edit::Above(line) => find(0, line)..find(0, line),
        Edit::Below(line) => find(0, line) + 1..find(0, line) + 1,
        Edit::Replace(first, last) => find(0, first)..find(find(0, first), last) + 1,
        Edit::End => lines.len()..lines.len(),
        Edit::NewFile => 0..0,
    };
    lines.splice(range, block.lines());
    lines.join("\n") + "\n"
}
