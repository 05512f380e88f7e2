//! Each file `problems/<mistake>.toml` has its rendered problems in `<mistake>.txt`.
//!
//! A new case is a new file. `UPDATE_EXPECT=1 cargo test` writes `<mistake>.txt`; read it before you commit it.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use aegis_events_catalog::{Code, Reading, Style, read_bytes, render, render_for_macro};

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/problems");
    let files = fs::read_dir(folder).expect("the folder of cases").map(|entry| entry.expect("a case").path());
    let mut cases: Vec<PathBuf> = files.filter(|path| path.extension() == Some(OsStr::new("toml"))).collect();
    cases.sort();
    cases
}

fn read_case(path: &Path) -> Reading {
    read_bytes("catalog.toml", &fs::read(path).expect("a case"))
}

fn rendered(reading: &Reading) -> String {
    let source = reading.catalog.source();
    let problems: Vec<String> = reading.problems.iter().map(|it| render(it, source, Style::Plain) + "\n").collect();
    problems.join("\n")
}

#[test]
fn each_case_renders_as_expected() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut stale = Vec::new();
    for case in cases() {
        let rendered = rendered(&read_case(&case));
        let expected = case.with_extension("txt");
        if fs::read_to_string(&expected).ok().as_ref() == Some(&rendered) {
            continue;
        }
        if update {
            fs::write(&expected, rendered).unwrap();
        } else {
            stale.push(format!("{}:\n{rendered}", case.display()));
        }
    }
    assert!(
        stale.is_empty(),
        "these differ from their expectations; UPDATE_EXPECT=1 rewrites them:\n\n{}",
        stale.join("\n")
    );
}

#[test]
fn each_expectation_has_a_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/problems");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        assert!(path.with_extension("toml").exists(), "{} has no case", path.display());
    }
}

#[test]
fn each_code_has_a_case() {
    let found: BTreeSet<Code> =
        cases().iter().flat_map(|case| read_case(case).problems).map(|problem| problem.code).collect();
    let missing: Vec<&Code> = Code::ALL.iter().filter(|code| !found.contains(code)).collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
}

#[test]
fn the_example_of_a_code_shows_only_that_code() {
    for code in Code::ALL {
        let codes: BTreeSet<Code> =
            read_bytes("catalog.toml", code.example()).problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, BTreeSet::from([*code]), "the example of {code}");
    }
}

#[test]
fn numbers_are_unique_and_in_order() {
    let numbers: Vec<String> = Code::ALL.iter().map(ToString::to_string).collect();
    assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
}

#[test]
fn a_compile_error_begins_with_message_and_ends_with_code() {
    let reading = read_bytes("catalog.toml", Code::UnknownPublisher.example());
    let rendered = render_for_macro(&reading.problems[0], reading.catalog.source());
    let expected = "\
unknown publisher `WorkflowEngin`
  --> catalog.toml:11:17
   |
 9 | [events.Workflow.WorkflowStarted]
   |                  --------------- for this event
10 | when         = \"A workflow was started\"
11 | published_by = [\"WorkflowEngin\"]
   |                 ^^^^^^^^^^^^^^^ not declared under [publishers]
   |
help: did you mean `WorkflowEngine`?
note: AE0012 unknown publisher";
    assert_eq!(rendered, expected);
}

/// The rest of the file is read: events after the mistake are in the catalog.
#[test]
fn events_after_a_mistake_are_kept() {
    for mistake in ["no entry", "a = [\"b\"", "a = \"b", "a = { b = 1", "[a", "= 1"] {
        let text = format!(
            "[catalog]\nname = \"demo\"\n\n[publishers.P]\n{mistake}\n\n[families.F]\npublished_by = [\"P\"]\n\n\
             [events.F.E]\nwhen = \"always\"\n"
        );
        let reading = read_bytes("catalog.toml", text.as_bytes());
        let codes: Vec<Code> = reading.problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, [Code::Syntax], "{mistake}: {:?}", reading.problems);
        assert_eq!(reading.catalog.events().len(), 1, "{mistake}");
    }
}
